"""Optimisers, and what training does to networks on the way."""
