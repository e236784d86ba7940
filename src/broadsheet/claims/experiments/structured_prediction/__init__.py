"""Experiments on structured prediction."""
