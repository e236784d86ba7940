"""Experiments on learning from weak labels."""
