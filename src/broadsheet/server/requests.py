"""Limits of requests: what the web server refuses by itself, in one line, before Django runs."""

from __future__ import annotations

from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import BadRequest, Error, RequestHeaderFieldsTooLarge

LONGEST_ADDRESS = 8_190
"""Longest request line. A search for 880 characters of any script fits."""
LONGEST_HEAD = 65_536
LARGEST_BODY = 5_000_000
"""Bytes. Above the framework's own limit, so that what is a little too large is refused by a page of its format."""


class AddressTooLong(Error):  # type: ignore[misc]
    code = 414
    reason = "URI Too Long"


class Request(HTTPRequestParser):  # type: ignore[misc]
    def received(self, data: bytes) -> int:
        try:
            read = int(super().received(data))
        except ValueError as error:  # such as http://[ for an address
            self.error, self.completed, read = BadRequest(str(error)), True, len(data)
        if self.completed and self._names_too_long_an_address():
            self.error = AddressTooLong(f"The first line of a request has at most {LONGEST_ADDRESS} bytes")
        return read

    def _names_too_long_an_address(self) -> bool:
        if isinstance(self.error, RequestHeaderFieldsTooLarge):
            return b"\r\n" not in self.header_plus[: LONGEST_ADDRESS + 2]
        return len(getattr(self, "first_line", b"")) > LONGEST_ADDRESS


class Answer(WSGITask):  # type: ignore[misc]
    def set_close_on_finish(self) -> None:
        """An answer without a body ends with its head, whose missing length is no reason to close the connection."""
        if self.has_body or self.version != "1.1" or self.request.connection_close:
            super().set_close_on_finish()


class Refusal(ErrorTask):  # type: ignore[misc]
    def execute(self) -> None:
        error = self.request.error
        body = f"{error.reason}: {error.body}\n".encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
