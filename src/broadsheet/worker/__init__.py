"""The recurring work of an instance: sweeps, each of which may be stopped and repeated at any moment."""
