"""Embeddings: the models, and the work of computing what is missing. The models themselves need no database."""
