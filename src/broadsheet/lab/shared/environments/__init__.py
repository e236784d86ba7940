"""Environments as pure JAX functions: they vmap over copies and seeds and scan over steps."""
