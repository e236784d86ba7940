"""Networks whose depth is an integral."""
