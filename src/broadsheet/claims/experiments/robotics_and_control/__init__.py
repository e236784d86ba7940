"""Claims about robots and control."""
