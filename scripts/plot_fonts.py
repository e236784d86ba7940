# /// script
# dependencies = ["fonttools>=4.59", "brotli>=1.1"]
# ///
"""Make the faces of plots from Noto Sans (OFL, no reserved name); run once by whoever changes them.

npm pack @fontsource/noto-sans@5.3.0 && tar xzf fontsource-noto-sans-5.3.0.tgz
uv run scripts/plot_fonts.py package src/broadsheet/plots/fonts
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FAMILY = "Broadsheet Plot"
STYLES = {400: "Regular", 600: "SemiBold"}
SCRIPTS = ("latin", "latin-ext", "greek", "cyrillic")
TABLES_FOR_LAYOUT = ("GSUB", "GDEF", "STAT", "fvar")


def main(package: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for weight, style in STYLES.items():
        font = _merged([package / f"files/noto-sans-{script}-{weight}-normal.woff2" for script in SCRIPTS])
        _name(font, style)
        font["OS/2"].usWeightClass = weight
        path = out / f"sans-{weight}.ttf"
        font.save(path)
        print(f"{path.name}: {path.stat().st_size} bytes, {len(font.getBestCmap())} characters")
    shutil.copy(package / "LICENSE", out / "OFL-sans.txt")


def _merged(files: list[Path]) -> TTFont:
    with tempfile.TemporaryDirectory() as folder:
        plain = []
        for file in files:
            font = TTFont(file)
            font.flavor = None
            for table in TABLES_FOR_LAYOUT:
                if table in font:
                    del font[table]
            plain.append(f"{folder}/{file.stem}.ttf")
            font.save(plain[-1])
        return Merger().merge(plain)


def _name(font: TTFont, style: str) -> None:
    for number in (1, 2, 3, 4, 6, 16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=number)
    full = f"{FAMILY} {style}"
    for number, text in ((1, FAMILY), (2, style), (3, full), (4, full), (6, full.replace(" ", ""))):
        font["name"].setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
