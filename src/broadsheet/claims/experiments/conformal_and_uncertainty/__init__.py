"""Experiments on predictive uncertainty."""
