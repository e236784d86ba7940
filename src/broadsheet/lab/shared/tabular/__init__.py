"""Markov decision processes small enough to be solved exactly, their makers and their data sets."""
