"""Claims about learning from comparisons of behaviour."""
