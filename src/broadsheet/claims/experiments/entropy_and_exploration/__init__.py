"""Claims about policy entropy and exploration."""
