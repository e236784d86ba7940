"""What can be learned from samples, and what reusing them costs."""
