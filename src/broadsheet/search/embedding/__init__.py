"""Embeddings: the models, and the work of computing what is missing."""

from broadsheet.search.embedding.pending import drop_outdated, embed_pending, pending_count
from broadsheet.search.embedding.registry import MODELS, chosen_model, model_named

__all__ = ["MODELS", "chosen_model", "drop_outdated", "embed_pending", "model_named", "pending_count"]
