"""Other search systems, one file each, set up as their documentation says."""

PEERS = {
    "postgresql": "PostgreSQL",
    "lance": "Lance",
    "bm25s_numpy": "Bm25sNumpy",
    "sqlite_fts5": "SqliteFts5",
    "duckdb_fts": "DuckDbFts",
    "usearch_hnsw": "UsearchHnsw",
    "tf_idf": "TfIdf",
}
