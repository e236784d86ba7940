"""How fast search is: ours and what others search with, each in a process of its own, over the same papers.

What a peer's process imports (`material`, `figures`, `peers`) needs NumPy alone, so that the peers can have an
environment of their own.
"""
