"""broadsheet mcp."""

from __future__ import annotations

from broadsheet.cli.command import command, needs_database
from broadsheet.cli.sections import Section


@command(
    "mcp",
    example="broadsheet mcp",
    section=Section.PROGRAMS,
    advice="The agent starts it again with the same command.",
)
@needs_database
def mcp() -> None:
    """Serve the papers to a language model's agent, over standard input and output (MCP).

    A running instance serves the same at /mcp over HTTP.
    """
    from broadsheet.api.mcp.server import build

    build().run("stdio")


COMMANDS = (mcp,)
