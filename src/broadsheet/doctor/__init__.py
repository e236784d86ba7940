"""The doctor: checks of an installation and its home."""
