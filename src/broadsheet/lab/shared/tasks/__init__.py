"""Verifiable tasks for tiny language models: prompts with several right answers, all of them enumerable."""
