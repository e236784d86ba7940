"""Models that draw samples, where the exact answer is known."""
