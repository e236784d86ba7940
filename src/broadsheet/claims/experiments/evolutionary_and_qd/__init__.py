"""Experiments on evolutionary search and quality diversity."""
