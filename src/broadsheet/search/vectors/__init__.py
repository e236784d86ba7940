"""The vector file: its layout, its writer, its reader and the exact scan."""
