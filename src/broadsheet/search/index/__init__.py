"""The embedded engine: the lexical index of tantivy beside the vector file."""
