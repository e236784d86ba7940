"""The one hierarchy of errors that Broadsheet raises on purpose."""


class BroadsheetError(Exception):
    """An error for a person: the rule that was broken, the value received, and the cure.

    `permanent` says whether trying the same thing again is pointless.
    """

    permanent = True

    def __init__(self, rule: str, value: object = None, cure: str = "") -> None:
        self.rule, self.value, self.cure = rule, value, cure
        super().__init__(str(self))

    def __str__(self) -> str:
        received = "" if self.value is None else f" (received: {_shorten(self.value)})"
        return f"{self.rule}{received}{'. ' + self.cure if self.cure else ''}"


class InputError(BroadsheetError):
    """An input cannot be used: a file, an option, an address."""


class RecordError(InputError):
    """One record of a source breaks a rule; it is set aside and the rest goes on."""


class SetupError(BroadsheetError):
    """The installation or a setting is wrong."""


class TemporaryError(BroadsheetError):
    """The other side is busy or unreachable; the same request may succeed later."""

    permanent = False

    def __init__(
        self, rule: str, value: object = None, cure: str = "", retry_after_s: float | None = None
    ) -> None:
        super().__init__(rule, value, cure)
        self.retry_after_s = retry_after_s


def _shorten(value: object, limit: int = 120) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"
