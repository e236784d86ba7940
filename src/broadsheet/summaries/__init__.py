"""What a paper says in a sentence: its claim line, and a TL;DR by a language model."""
