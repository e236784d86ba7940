"""What a claim's seeds say, one file a subject. NumPy and the standard library are enough."""
