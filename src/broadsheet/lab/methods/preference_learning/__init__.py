"""Learning from comparisons of behaviour."""
