"""What a harvester is told when it asks for what there is not."""

from __future__ import annotations

from broadsheet.errors import InputError


class OaiError(InputError):
    """`code` is one of OAI-PMH's own error codes."""

    def __init__(self, code: str, rule: str, value: object = None) -> None:
        super().__init__(rule, value)
        self.code = code


def bad_argument(rule: str, value: object = None) -> OaiError:
    return OaiError("badArgument", rule, value)
