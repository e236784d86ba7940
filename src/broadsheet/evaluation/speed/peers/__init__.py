"""What others search with, one file each, set up as its own documentation does."""
