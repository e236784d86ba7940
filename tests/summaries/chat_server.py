"""A server that speaks OpenAI's chat protocol and answers as a test sets it."""

from __future__ import annotations

import json
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from tests import openai_server
from tests.openai_server import Endpoint


@dataclass
class Chat(Endpoint):
    answer: Any = "A model of ice is trained on records of boats."
    """Content of the message; bytes are a whole body."""
    delay_s: float = 0.0

    def body(self, request: dict[str, Any]) -> bytes:
        time.sleep(self.delay_s)
        if isinstance(self.answer, bytes):
            return self.answer
        message = {"role": "assistant", "content": self.answer}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        whole = {"id": "1", "object": "chat.completion", "model": request["model"], "choices": [choice]}
        return json.dumps(whole).encode()


def serving() -> AbstractContextManager[Chat]:
    chat = Chat()
    return openai_server.serving(chat, chat.body)
