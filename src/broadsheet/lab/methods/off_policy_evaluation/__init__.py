"""Estimating and learning policies from what another policy logged."""
