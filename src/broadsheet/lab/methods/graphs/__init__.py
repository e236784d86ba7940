"""Walks on graphs, and what they estimate."""
