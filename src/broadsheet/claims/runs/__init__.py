"""Running experiments and keeping what came out. Nothing here needs a database."""
