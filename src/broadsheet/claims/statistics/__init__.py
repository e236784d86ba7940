"""Statistics over seeds, one file a subject, with NumPy and the standard library alone."""
