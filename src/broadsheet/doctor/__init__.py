"""The doctor: what is well and what is not with an installation and its home."""
