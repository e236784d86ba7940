"""Claims of the family neural ode."""
