"""Experiments of papers that belong to no larger family."""
