"""Queries: their language, their filters, and the expressions that index engines compile."""
