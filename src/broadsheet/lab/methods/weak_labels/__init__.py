"""Learning from labels that are coarse, noisy or few."""
