"""How many calls a client may make, counted over all web processes of this machine.

A window is a fixed stretch of the clock, the same for everyone. Behind several machines each counts by itself.
"""

from __future__ import annotations

import hashlib
import logging
import random
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from broadsheet import config
from broadsheet.http.client_address import address_in, address_of
from broadsheet.http.errors import TooManyCalls
from broadsheet.http.shared_state import SharedState, shared_state

logger = logging.getLogger("broadsheet.api")

COUNTED = "broadsheet.counted"
"""Key of the WSGI environment: the request was counted."""
HEADERS = ("RateLimit-Policy", "RateLimit")
CLEAN_EVERY = 2_000
"""Calls after which the rows of past windows are deleted, on average."""
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

    def add_headers(self, response: HttpResponse) -> None:
        """Headers of draft-ietf-httpapi-ratelimit-headers, as the Hub's clients read them."""
        policy = self.policy
        left = max(0, policy.calls - self.made)
        response[HEADERS[0]] = f'"{policy.name}";q={policy.calls};w={policy.window_s}'
        response[HEADERS[1]] = f'"{policy.name}";r={left};t={self.reset_s}'

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


def count_call(request: HttpRequest) -> Allowance:
    """Count this request by its valid token (`request.token`, where a middleware sets it), else by its address."""
    token = getattr(request, "token", None)
    if token is not None:
        return count(str(token.pk), with_token(), shared_state(), time.time())
    return count_anonymous(request.META)


def count_anonymous(environ: Mapping[str, Any]) -> Allowance:
    """Count a request without a token, of this WSGI environment."""
    client = address_in(environ, config.read("PROXIES"))
    return count(client, anonymous(), shared_state(), time.time())


def count_sign_up(request: HttpRequest) -> Allowance:
    """Count a sign-up for the digest by this address."""
    client = address_of(request, config.read("PROXIES"))
    return count(client, sign_ups(), shared_state(), time.time())


def count(client: str, policy: Policy, state: SharedState, now: float) -> Allowance:
    """If the call cannot be counted (a full disk), it is allowed: reading goes on."""
    elapsed_s = int(now) % policy.window_s
    window = int(now) - elapsed_s
    key = hashlib.blake2b(f"{policy.name}\0{client}".encode(), digest_size=16).digest()
    try:
        made = state.count(key, window)
        if random.randrange(CLEAN_EVERY) == 0:
            state.delete_before(window - LONGEST_WINDOW_S)
    except sqlite3.Error:
        logger.warning("calls cannot be counted", exc_info=True)
        made = 1
    return Allowance(policy, made, policy.window_s - elapsed_s)
