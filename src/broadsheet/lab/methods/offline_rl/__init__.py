"""Learning to act from logged transitions alone."""
