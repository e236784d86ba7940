"""What becomes of a policy when the reward that it optimises is not the one that is meant."""
