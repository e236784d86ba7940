"""Graphs, walks on them, and what the walks estimate."""
