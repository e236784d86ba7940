"""Claims about estimating and learning policies from what another policy logged."""
