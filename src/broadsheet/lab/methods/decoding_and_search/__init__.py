"""How a generator of sequences is made to answer well at test time."""
