"""Claims about reinforcement learning of language models."""
