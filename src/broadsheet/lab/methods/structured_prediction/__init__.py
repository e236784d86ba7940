"""Models of label sequences."""
