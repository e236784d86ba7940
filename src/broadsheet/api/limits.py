"""How many calls a client may make, counted over all web processes of this machine.

A window is a fixed stretch of the clock, the same for everyone. Behind several machines each counts by itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import random
import sqlite3
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from broadsheet import config
from broadsheet.api.errors import TooManyCalls
from broadsheet.api.kept import Kept

logger = logging.getLogger("broadsheet.api")

CLEAN_EVERY = 2_000
"""Calls after which the rows of past windows are thrown away, on average."""
LONGEST_WINDOW_S = 86_400


@dataclass(frozen=True, slots=True)
class Policy:
    name: str
    calls: int
    window_s: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a client after this call."""

    policy: Policy
    made: int
    reset_s: int

    @property
    def exceeded(self) -> bool:
        return self.made > self.policy.calls

    def tell(self, response: HttpResponse) -> None:
        """Headers of draft-ietf-httpapi-ratelimit-headers, as the Hub's clients read them."""
        policy = self.policy
        left = max(0, policy.calls - self.made)
        response["RateLimit-Policy"] = f'"{policy.name}";q={policy.calls};w={policy.window_s}'
        response["RateLimit"] = f'"{policy.name}";r={left};t={self.reset_s}'

    def refusal(self) -> TooManyCalls:
        policy = self.policy
        return TooManyCalls(
            f"A client makes at most {policy.calls} calls in {policy.window_s} seconds",
            self.made,
            "Wait as Retry-After says; a token raises the limit.",
            retry_after_s=self.reset_s,
        )


def anonymous() -> Policy:
    return Policy("anonymous", config.read("API_CALLS"), config.read("API_WINDOW_S"))


def with_token() -> Policy:
    return Policy("token", config.read("API_CALLS_WITH_TOKEN"), config.read("API_WINDOW_S"))


def sign_ups() -> Policy:
    """Each writes a message to an address that may be someone else's."""
    return Policy("sign-ups", config.read("SIGN_UPS_PER_HOUR"), 3600)


def count(client: str, policy: Policy, kept: Kept, now: float) -> Allowance:
    """Count this call. If it cannot be counted (a full disk), it is allowed: reading goes on."""
    spent = int(now) % policy.window_s
    begun = int(now) - spent
    key = hashlib.blake2b(f"{policy.name}\0{client}".encode(), digest_size=16).digest()
    try:
        made = kept.count(key, begun)
        if random.randrange(CLEAN_EVERY) == 0:
            kept.forget_before(begun - LONGEST_WINDOW_S)
    except sqlite3.Error:
        logger.warning("calls cannot be counted", exc_info=True)
        made = 1
    return Allowance(policy, made, policy.window_s - spent)


def address_of(request: HttpRequest, proxies: int) -> str:
    """The client's address, an IPv6 one cut to its network of 64 bits, which one subscriber has to itself.

    `proxies`: how many of our own stand in front; each appends to X-Forwarded-For whom it was called by.
    """
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    text = said[-proxies] if 0 < proxies <= len(said) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return str(text)
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)
