"""Experiments on grokking and on the dynamics of training."""
