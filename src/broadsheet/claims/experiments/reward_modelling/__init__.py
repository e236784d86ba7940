"""Claims about rewards that are learned or mistaken."""
