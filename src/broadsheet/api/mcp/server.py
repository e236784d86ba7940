"""The MCP server: the tools, and every paper as a resource."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from mcp.server.mcpserver.resources.templates import ResourceSecurity
from mcp.types import ToolAnnotations

from broadsheet import __version__
from broadsheet.api.mcp import tools

INSTRUCTIONS = (
    "Broadsheet holds research papers, the daily edition that prints them, and a ledger of claims with verdicts "
    "of experiments. Search first; read a paper by the id that a search gave. A verdict says what an experiment "
    "of this service found, not what the paper says."
)
READS_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
P = ParamSpec("P")
R = TypeVar("R")


def build() -> MCPServer[Any]:
    server: MCPServer[Any] = MCPServer(
        "broadsheet",
        title="Broadsheet",
        instructions=INSTRUCTIONS,
        version=__version__,
        log_level="WARNING",
        subscriptions=False,
    )
    for tool in tools.TOOLS:
        server.tool(annotations=READS_ONLY)(on_a_thread(tool))
    server.resource(
        "broadsheet://papers/{+id}",
        name="paper",
        description="One paper as Markdown; the id as a search gives it, slashes and all, such as math/0309136",
        mime_type="text/markdown",
        security=ResourceSecurity(exempt_params={"id"}),  # no path: it is looked up in the database alone
    )(on_a_thread(_paper))
    return server


def _paper(id: str) -> str:
    try:
        return tools.read_paper(id.replace("\0", ""))
    except ToolError as error:
        raise ResourceNotFoundError(str(error)) from error


def on_a_thread(function: Callable[P, R]) -> Callable[P, R]:
    """The SDK runs tools on threads of its own, where Django closes no connections."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return run
