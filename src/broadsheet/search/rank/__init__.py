"""From candidates to results: scores, fusion, prior, near-duplicates, facets, explanations."""
