"""Learning a policy by the gradient of its return."""
