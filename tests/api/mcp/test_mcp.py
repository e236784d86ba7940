"""The MCP server, asked by the SDK's own client over standard input and over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.types import INVALID_PARAMS
from tests.api.mcp.conftest import BROADSHEET
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("mcp")]
Ask = Callable[..., Any]


@pytest.fixture(params=["stdio", "http"])
def transport(request: pytest.FixtureRequest, environment: dict[str, str]) -> Any:
    if request.param == "stdio":
        return StdioServerParameters(command=BROADSHEET, args=["mcp"], env=environment)
    return f"{request.getfixturevalue('address')}/mcp"


def run_apart(question: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own: the browser of other tests may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, question).result()


def asked(transport: Any, question: Callable[[Client], Awaitable[Any]], **options: Any) -> Any:
    async def ask() -> Any:
        async with Client(transport, read_timeout_seconds=PATIENCE_S, **options) as client:
            return await question(client)

    return run_apart(ask())


def called(transport: Any, tool: str, /, **arguments: Any) -> Any:
    return asked(transport, lambda client: client.call_tool(tool, arguments))


def test_tools_are_told_with_what_they_take(transport: Any) -> None:
    tools = asked(transport, lambda client: client.list_tools()).tools
    named = {tool.name: tool for tool in tools}
    assert set(named) >= {
        "search_papers",
        "read_paper",
        "similar_papers",
        "edition",
        "list_papers",
        "verdicts",
    }
    assert "query" in named["search_papers"].input_schema["required"]
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)


def test_agent_searches_then_reads_what_it_found(transport: Any) -> None:
    async def converse(client: Client) -> tuple[dict[str, Any], str, str]:
        found = (await client.call_tool("search_papers", {"query": "sets"})).structured_content["papers"][0]
        text = (await client.call_tool("read_paper", {"id": found["id"]})).content[0].text
        (resource,) = (await client.read_resource(f"broadsheet://papers/{found['id']}")).contents
        return found, text, resource.text

    found, text, resource = asked(transport, converse)
    assert "in the title" in found["why"]
    assert text.startswith("# Norms of sets")
    assert "We measure sets by norms." in text
    assert resource == text


@pytest.mark.parametrize(
    "name",
    ["math/0403001", "arXiv:math/0403001v2", "https://arxiv.org/abs/math/0403001", "doi:10.1000/182.v(1)"],
)
def test_resource_of_a_paper_has_its_id_with_slashes(address: str, name: str) -> None:
    answer = asked(f"{address}/mcp", lambda client: client.read_resource(f"broadsheet://papers/{name}"))
    assert answer.contents[0].text.startswith("# Knots of old")


@pytest.mark.parametrize("name", ["nobody", "math/9901001", "../../etc/passwd", "%00", "2603.00001/more"])
def test_resource_that_is_not_there_is_a_wrong_parameter(transport: Any, name: str) -> None:
    async def refused(client: Client) -> MCPError:
        with pytest.raises(MCPError) as raised:
            await client.read_resource(f"broadsheet://papers/{name}")
        return raised.value

    assert asked(transport, refused).code == INVALID_PARAMS


def test_operator_we_do_not_know_is_told_to_the_model(address: str) -> None:
    answer = called(f"{address}/mcp", "search_papers", query="auther:hopper")
    assert "author:hopper" in answer.structured_content["about"]


def test_edition_lists_and_verdicts_answer(address: str) -> None:
    async def ask(client: Client) -> list[Any]:
        names = ("edition", "trending_papers", "paper_lists", "verdicts")
        return [await client.call_tool(name, {}) for name in names]

    answers = asked(f"{address}/mcp", ask)
    assert not any(answer.is_error for answer in answers)
    assert {paper["id"] for paper in answers[0].structured_content["papers"]} >= {"2603.00001", "2603.00002"}


@pytest.mark.parametrize(("form", "sign"), [("bibtex", "@misc{"), ("ris", "TY  - "), ("csl-json", '"type"')])
def test_paper_is_cited(address: str, form: str, sign: str) -> None:
    answer = called(f"{address}/mcp", "cite_paper", id="arXiv:2603.00001v2", form=form)
    assert sign in answer.content[0].text


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("read_paper", {"id": "none"}, "There is no paper none"),
        ("list_papers", {"name": "none"}, "There is no list none"),
        ("edition", {"day": "tomorrow"}, "A day is written as year, month, day"),
        ("field_papers", {"field": "none"}, "There is no field none"),
        ("search_papers", {"query": "a", "limit": 0}, "greater than or equal to 1"),
    ],
)
def test_wrong_argument_is_told_to_the_model(
    address: str, tool: str, arguments: dict[str, Any], told: str
) -> None:
    answer = called(f"{address}/mcp", tool, **arguments)
    assert answer.is_error
    assert told in answer.content[0].text


def test_client_of_the_protocol_before_is_answered(address: str) -> None:
    tools = asked(f"{address}/mcp", lambda client: client.list_tools(), mode="legacy").tools
    assert len(tools) == 10


def test_links_lead_to_the_address_asked_under(address: str) -> None:
    paper = called(f"{address}/mcp", "search_papers", query="norms").structured_content["papers"][0]
    assert paper["url"].startswith(f"{address}/papers/")


def test_many_agents_at_once_are_answered(address: str) -> None:
    async def ask() -> list[Any]:
        async with Client(f"{address}/mcp") as client:
            return await asyncio.gather(
                *(client.call_tool("read_paper", {"id": "2603.00001"}) for _ in range(20))
            )

    assert not any(answer.is_error for answer in run_apart(ask()))


def test_page_of_another_site_may_not_ask(address: str) -> None:
    refused = httpx.post(
        f"{address}/mcp", json={}, headers={"Origin": "https://elsewhere.example"}, timeout=PATIENCE_S
    )
    assert refused.status_code == 403


def test_only_questions_are_posted(address: str) -> None:
    assert (
        httpx.get(f"{address}/mcp", headers={"Accept": "text/event-stream"}, timeout=PATIENCE_S).status_code
        == 405
    )
    assert httpx.post(f"{address}/mcp", content=b"not JSON", timeout=PATIENCE_S).status_code in (
        400,
        406,
        415,
    )
