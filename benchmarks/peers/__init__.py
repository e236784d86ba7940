"""What others search with, one file each, for `bench_search_peers.py`: built over the same papers, asked the same.

A peer has `build(papers, vectors)`, and answers `words`, `vectors` or both with the row numbers of the papers,
best first. Each is set up as its own documentation does.
"""
