"""Claims of the family graphs."""
