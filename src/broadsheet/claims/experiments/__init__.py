"""The experiments, one module a claim, in a folder for each family."""
