"""Robots and other machines that act in time."""
