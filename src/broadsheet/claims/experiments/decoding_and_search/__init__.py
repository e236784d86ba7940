"""Experiments on decoding and search."""
