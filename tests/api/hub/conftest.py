"""A real server that holds the recorded days of the Hub, and the Hub's own client pointed at it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import zstandard
from huggingface_hub import HfApi
from tests.patience import PATIENCE_S

BIN = Path(sys.executable).parent
Json = dict[str, Any]


@dataclass(frozen=True)
class Server:
    url: str
    home: Path
    days: dict[str, list[Json]]
    """What the Hub answered, day by day, where it is JSON."""

    @property
    def client(self) -> HfApi:
        return HfApi(endpoint=self.url, token=False)

    def broadsheet(self, *words: str) -> str:
        command = [str(BIN / "broadsheet"), *words]
        return subprocess.run(
            command, env=environment(self.home), check=True, capture_output=True, text=True
        ).stdout


def environment(home: Path) -> dict[str, str]:
    ours = {"BROADSHEET_HOME": str(home), "BROADSHEET_HARVEST": "no", "BROADSHEET_EMBEDDING": "none"}
    ours |= {"BROADSHEET_API_CALLS": "1000000"}
    return {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")} | ours


@pytest.fixture(scope="session")
def server(shared_data: Path) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="broadsheet-hub-") as folder:
        home = Path(folder) / "home"
        files = _unpacked(shared_data / "protocols" / "hub-daily-papers", Path(folder) / "days")
        days = {file.stem: _objects(json.loads(file.read_bytes())) for file in files}
        Server("", home, days).broadsheet("import", *map(str, files))
        command = [str(BIN / "broadsheet"), "up", "--port", "0"]
        process = subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, text=True)
        try:
            yield Server(_address(process), home, days)
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def _unpacked(packed: Path, folder: Path) -> list[Path]:
    folder.mkdir()
    files = []
    for path in sorted(packed.glob("*.json.zst")):
        file = folder / path.stem
        with path.open("rb") as source, file.open("wb") as target:
            zstandard.ZstdDecompressor().copy_stream(source, target)
        files.append(file)
    return files


def _objects(items: list[Any]) -> list[Json]:
    """One archived day holds Python literals instead of objects: nothing that the Hub answered."""
    return [item for item in items if isinstance(item, dict)]


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if " is at " in line:
            return line.split(" is at ")[1].split()[0]
    raise AssertionError(f"broadsheet up ended with {process.wait()}")
