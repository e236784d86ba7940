"""A home with a few papers, and a running server of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import preloaded
from tests.patience import PATIENCE_S

BROADSHEET = str(Path(sys.executable).parent / "broadsheet")
PAPERS = """
@misc{bert, title = {{BERT} and the end token}, author = {Lovelace, Ada and Hopper, Grace}, year = {2026},
  eprint = {2603.00002}, archivePrefix = {arXiv}, primaryClass = {cs.CL},
  abstract = {One token says when a sentence stops.}}
@misc{sets, title = {Norms of sets}, author = {van der Schaar, Mihaela}, year = {2026},
  eprint = {2603.00001}, archivePrefix = {arXiv}, primaryClass = {cs.LG}, abstract = {We measure sets by norms.}}
@misc{knots, title = {Knots of old}, author = {Rolfsen, Dale}, year = {2004}, eprint = {math/0403001},
  archivePrefix = {arXiv}, doi = {10.1000/182.V(1)}}
"""


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Of commands that use the home with the papers above."""
    folder = tmp_path_factory.mktemp("mcp")
    ours = {
        "BROADSHEET_HOME": str(folder / "home"),
        "BROADSHEET_HARVEST": "no",
        "BROADSHEET_EMBEDDING": "none",
        "BROADSHEET_API_CALLS": "1000000",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    (folder / "papers.bib").write_text(PAPERS)
    done = preloaded.run([BROADSHEET, "import", str(folder / "papers.bib")], kept | ours)
    assert done.returncode == 0, done.stderr
    return kept | ours


@pytest.fixture(scope="session")
def address(environment: dict[str, str]) -> Iterator[str]:
    command = [BROADSHEET, "up", "--port", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield _address(process)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://\S+", line):
            return found.group()
    raise AssertionError("the server did not start")
