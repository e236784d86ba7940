"""Claims of the family evaluation."""
