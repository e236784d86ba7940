"""Run experiments and store their records. Nothing here needs a database."""
