"""Predictions that say how sure they are, and what is decided by that."""
