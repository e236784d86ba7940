"""What the default install takes on disk, and where it goes.

    python benchmarks/bench_install.py

Makes a fresh virtual environment from requirements/base.txt (wheels only, so no compiler is used), installs the
package, and prints the largest distributions.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT_MB = 700
SHOWN = 12


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        python = _install(Path(folder) / "venv")
        packages = next(Path(folder).glob("venv/lib/python*/site-packages"))
        total = _megabytes(Path(folder) / "venv")
        sizes = sorted(((_megabytes(entry), entry.name) for entry in packages.iterdir()), reverse=True)
        listed = subprocess.run([python, "-m", "pip", "list"], capture_output=True, text=True, check=True)
    for size, name in sizes[:SHOWN]:
        print(f"{size:8.1f} MB  {name}")
    print(f"{sum(size for size, _ in sizes[SHOWN:]):8.1f} MB  the rest")
    print(f"{total:8.1f} MB  in all; the limit is {LIMIT_MB} MB")
    if total > LIMIT_MB or "torch" in listed.stdout:
        sys.exit("The default install is too large, or has torch in it")


def _install(venv: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    python = str(venv / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    requirements = ["--only-binary=:all:", "--require-hashes", "-r", str(ROOT / "requirements" / "base.txt")]
    subprocess.run([*pip, *requirements], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", str(ROOT)], check=True)
    return python


def _megabytes(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.lstat().st_size for file in files if not file.is_symlink()) / 1e6


if __name__ == "__main__":
    main()
