"""Speed of search: ours and other systems, each in a process of its own, over the same papers.

The modules that a peer's process imports (`material`, `figures`, `peers`) need NumPy alone, so that the peers can have
an environment of their own.
"""
