"""Reinforcement learning of language models from verifiable rewards: one loop, one file a method."""
