"""Pages on which people read what the OpenAPI documents say, and try a call: plain HTML, without script."""
