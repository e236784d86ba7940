"""Claims about deep Q-learning."""
