"""Deep Q-learning: with hindsight goals, with a replay memory, and with neither."""
