"""Families of the ledger: what its papers are about, beside arXiv's fields. The slug stands in files, addresses and queries,
the name on pages."""

from __future__ import annotations

GROUP = "Families of the ledger"
FAMILIES: dict[str, str] = {
    "backdoors-and-safety": "Backdoors and safety",
    "bandits": "Bandits",
    "bayesian-optimization": "Bayesian optimization",
    "causal-and-counterfactual": "Causality and counterfactuals",
    "combinatorial-optimization": "Combinatorial optimization",
    "conformal-and-uncertainty": "Conformal prediction and uncertainty",
    "continual-and-meta": "Continual and meta-learning",
    "contrastive-and-representation": "Contrastive and representation learning",
    "decoding-and-search": "Decoding and search",
    "distillation-and-finetuning": "Distillation and fine-tuning",
    "entropy-and-exploration": "Entropy and exploration",
    "evaluation": "Evaluation",
    "evolutionary-and-qd": "Evolution and quality diversity",
    "finance": "Finance",
    "generative-models": "Generative models",
    "graphs": "Graphs",
    "grokking-and-training-dynamics": "Grokking and training dynamics",
    "imitation": "Imitation learning",
    "learning-without-backprop": "Learning without backpropagation",
    "llm-agents": "LLM agents",
    "llm-rl": "RL for LLMs",
    "model-based-rl": "Model-based RL",
    "multimodal": "Multimodal models",
    "neural-ode": "Neural ODEs",
    "off-policy-evaluation": "Off-policy evaluation",
    "offline-rl": "Offline RL",
    "other": "Other topics",
    "policy-gradient": "Policy gradients",
    "preference-learning": "Preference learning",
    "probabilistic-programming": "Probabilistic programming",
    "q-learning": "Q-learning",
    "quantization-and-efficiency": "Quantization and efficiency",
    "retrieval-and-recommendation": "Retrieval and recommendation",
    "reward-modelling": "Reward modelling",
    "robotics-and-control": "Robotics and control",
    "structured-prediction": "Structured prediction",
    "theory-of-learning": "Theory of learning",
    "weak-labels": "Weak labels",
}


def family_name(slug: str) -> str:
    """A family that an installed package brings is named by the words of its slug."""
    return FAMILIES.get(slug) or " ".join(slug.split("-")).capitalize()
