"""Bandits whose gaps and propensities are known."""
