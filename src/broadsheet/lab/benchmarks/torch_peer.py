"""The peer: PPO and PQN on gymnasium's CartPole in PyTorch, in the manner of CleanRL's single files, and a plain
`generate` of transformers. Runs in an environment of its own and imports nothing of Broadsheet:

    python torch_peer.py TASK, settings as JSON on standard input; prints what `ours` prints.
"""

# mypy: ignore-errors
from __future__ import annotations

import json
import random
import sys
import time
from itertools import pairwise

import numpy as np
import torch
from torch import nn


def environments(copies: int, seed: int):
    import gymnasium
    from gymnasium.vector import AutoresetMode, SyncVectorEnv

    envs = SyncVectorEnv(
        [lambda: gymnasium.make("CartPole-v1")] * copies, autoreset_mode=AutoresetMode.SAME_STEP
    )
    return envs, torch.as_tensor(envs.reset(seed=seed)[0], dtype=torch.float32)


class Episodes:
    """Steps all copies and keeps the returns of the episodes that end late."""

    def __init__(self, copies: int, seed: int, late: int) -> None:
        self.envs, self.seen = environments(copies, seed)
        self.so_far, self.time, self.late, self.returns = np.zeros(copies), 0, late, []

    def step(self, action: np.ndarray):
        seen, reward, terminated, truncated, info = self.envs.step(action)
        after = seen.copy()
        for copy in np.flatnonzero(truncated):
            after[copy] = info["final_obs"][copy]
        ended = terminated | truncated
        self.so_far += reward
        self.time += len(reward)
        if self.time > self.late:
            self.returns += self.so_far[ended].tolist()
        self.so_far[ended] = 0
        self.seen = torch.as_tensor(seen, dtype=torch.float32)
        return tuple(torch.as_tensor(x, dtype=torch.float32) for x in (reward, terminated, ended, after))


def perceptron(sizes, activation, layer_norm=False, last_gain=None):
    layers = []
    for inputs, width in pairwise(sizes[:-1]):
        layers += [nn.Linear(inputs, width)] + [nn.LayerNorm(width)] * layer_norm + [activation()]
    network = nn.Sequential(*layers, nn.Linear(*sizes[-2:]))
    if last_gain is not None:
        linear = [layer for layer in network if isinstance(layer, nn.Linear)]
        for layer, gain in zip(linear, [2**0.5] * (len(linear) - 1) + [last_gain], strict=True):
            nn.init.orthogonal_(layer.weight, gain)
            nn.init.zeros_(layer.bias)
    return network


def ppo(seed: int, total: int, s: dict) -> float:
    actor = perceptron([4, *s["hidden"], 2], nn.Tanh, last_gain=0.01)
    critic = perceptron([4, *s["hidden"], 1], nn.Tanh, last_gain=1.0)
    weights = [*actor.parameters(), *critic.parameters()]
    optimiser = torch.optim.Adam(weights, lr=s["learning_rate"], eps=1e-5)
    play, size = Episodes(s["num_envs"], seed, total * 9 // 10), s["steps"] * s["num_envs"]
    iterations = total // size
    for iteration in range(iterations):
        optimiser.param_groups[0]["lr"] = s["learning_rate"] * (1 - iteration / iterations)
        rows = []
        for _ in range(s["steps"]):
            with torch.no_grad():
                policy = torch.distributions.Categorical(logits=actor(play.seen))
                action = policy.sample()
                rows.append([play.seen, action, policy.log_prob(action), critic(play.seen)[:, 0]])
            rows[-1] += play.step(action.numpy())
        seen, action, log_prob, value, reward, terminated, ended, after = map(
            torch.stack, zip(*rows, strict=True)
        )
        with torch.no_grad():
            delta = reward + s["discount"] * (1 - terminated) * critic(after)[..., 0] - value
        advantage, later = torch.zeros_like(delta), torch.zeros(s["num_envs"])
        for t in reversed(range(s["steps"])):
            later = advantage[t] = delta[t] + s["discount"] * s["lambda_"] * (1 - ended[t]) * later
        flat = [x.reshape(size, *x.shape[2:]) for x in (seen, action, log_prob, value, advantage)]
        for _ in range(s["epochs"]):
            for rows in torch.randperm(size).reshape(s["minibatches"], -1):
                seen, action, log_prob, value, advantage = (x[rows] for x in flat)
                target = advantage + value
                policy = torch.distributions.Categorical(logits=actor(seen))
                ratio = (policy.log_prob(action) - log_prob).exp()
                advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
                clipped = ratio.clamp(1 - s["clip"], 1 + s["clip"])
                new = critic(seen)[:, 0]
                near = value + (new - value).clamp(-s["clip"], s["clip"])
                loss = -torch.min(ratio * advantage, clipped * advantage).mean()
                loss += s["value_weight"] * 0.5 * torch.max((new - target) ** 2, (near - target) ** 2).mean()
                loss -= s["entropy_weight"] * policy.entropy().mean()
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(weights, s["largest_gradient"])
                optimiser.step()
    return float(np.mean(play.returns))


def pqn(seed: int, total: int, s: dict) -> float:
    values = perceptron([4, *s["hidden"], 2], nn.ReLU, layer_norm=True)
    optimiser = torch.optim.RAdam(values.parameters(), lr=s["learning_rate"])
    play, size = Episodes(s["num_envs"], seed, total * 9 // 10), s["steps"] * s["num_envs"]
    iterations = total // size
    first, last = s["epsilon"]
    for iteration in range(iterations):
        optimiser.param_groups[0]["lr"] = s["learning_rate"] * (1 - iteration / iterations)
        epsilon = last + (first - last) * max(0.0, 1 - iteration / iterations / s["exploring"])
        rows = []
        for _ in range(s["steps"]):
            with torch.no_grad():
                greedy = values(play.seen).argmax(-1)
            by_chance = torch.rand(s["num_envs"]) < epsilon
            action = torch.where(by_chance, torch.randint(2, (s["num_envs"],)), greedy)
            rows.append([play.seen, action, *play.step(action.numpy())])
        seen, action, reward, terminated, ended, after = map(torch.stack, zip(*rows, strict=True))
        with torch.no_grad():
            best = values(after).max(-1).values
        target, later = torch.zeros_like(best), best[-1]
        for t in reversed(range(s["steps"])):
            trace = s["lambda_"] * (1 - ended[t]) * (t < s["steps"] - 1)
            ahead = trace * later + (1 - trace) * best[t]
            later = target[t] = s["reward_scale"] * reward[t] + s["discount"] * (1 - terminated[t]) * ahead
        flat = [x.reshape(size, *x.shape[2:]) for x in (seen, action, target)]
        for _ in range(s["epochs"]):
            for rows in torch.randperm(size).reshape(s["minibatches"], -1):
                seen, action, target = (x[rows] for x in flat)
                chosen = values(seen).gather(1, action[:, None])[:, 0]
                loss = 0.5 * ((chosen - target) ** 2).mean()
                optimiser.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(values.parameters(), s["clip"])
                optimiser.step()
    return float(np.mean(play.returns))


def tokens(s: dict, repeats: int) -> list[float]:
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(
        vocab_size=s["vocabulary"],
        n_positions=s["length"],
        n_embd=s["width"],
        n_layer=s["layers"],
        n_head=s["heads"],
        n_inner=s["hidden"],
        bos_token_id=None,
        eos_token_id=None,
        pad_token_id=0,
    )
    model = GPT2LMHeadModel(config).eval()
    prompts = torch.randint(1, s["vocabulary"], (s["batch"], s["prompt"]))
    mask, rates = torch.ones_like(prompts), []
    for _ in range(repeats + 1):
        began = time.perf_counter()
        with torch.no_grad():
            model.generate(prompts, attention_mask=mask, do_sample=True, top_k=0, max_new_tokens=s["answer"])
        rates.append(s["batch"] * s["answer"] / (time.perf_counter() - began))
    return rates[1:]


def main() -> None:
    torch.set_num_threads(1)
    task, job = sys.argv[1], json.load(sys.stdin)
    if task == "tokens":
        print(json.dumps({"rates": tokens(job["settings"], job["repeats"])}))
        return
    returns = []
    for seed in job["seeds"]:
        random.seed(seed)
        np.random.seed(seed)
        torch.manual_seed(seed)
        returns.append({"ppo": ppo, "pqn": pqn}[task](seed, job["total_steps"], job["settings"]))
    print(json.dumps({"returns": returns}))


if __name__ == "__main__":
    main()
