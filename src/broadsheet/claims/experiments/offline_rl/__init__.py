"""Claims about learning to act from logged transitions alone."""
