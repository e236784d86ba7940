"""The peers' own environment: a real one, with a package made here."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from broadsheet.cli.peers import interpreter
from broadsheet.errors import SetupError


def wheel(folder: Path) -> Path:
    """Of a module that says 7."""
    about = "lucky-1.dist-info"
    with zipfile.ZipFile(folder / "lucky-1-py3-none-any.whl", "w") as packed:
        packed.writestr("lucky.py", "NUMBER = 7\n")
        packed.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: lucky\nVersion: 1\n")
        packed.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr(f"{about}/RECORD", "")
    return folder / "lucky-1-py3-none-any.whl"


@pytest.mark.slow
@pytest.mark.one_database
def test_environment_that_could_not_be_completed_is_completed_by_the_next_use(tmp_path: Path) -> None:
    folder, said = tmp_path / "peers", list[str]()
    for _ in range(2):
        with pytest.raises(SetupError):
            interpreter(folder, [str(tmp_path / "absent.whl")], said.append)
    python = interpreter(folder, [str(wheel(tmp_path))], said.append)
    asked = [python, "-c", "import lucky; print(lucky.NUMBER)"]
    assert subprocess.run(asked, capture_output=True, check=True).stdout.strip() == b"7"
    assert len(said) == 3
    assert interpreter(folder, [str(wheel(tmp_path))], said.append) == python
    assert len(said) == 3
