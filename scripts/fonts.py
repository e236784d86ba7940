# /// script
# dependencies = ["fonttools>=4.59", "brotli>=1.1"]
# ///
"""Make the web fonts from Source Serif 4 (OFL) and STIX Two Math (OFL); run once by whoever changes them.

    npm pack source-serif@4.5.1 && tar xzf source-serif-4.5.1.tgz
    npm pack @fontsource/stix-two-math@5.3.0 && tar xzf ... (each into its own folder)
    uv run scripts/fonts.py SOURCE_SERIF_FOLDER STIX_FOLDER src/broadsheet/web/static/web/fonts

The licence reserves the name "Source", so the subsets carry a name of their own. The last lines printed are
the numbers of the metric-matched fallbacks in `type.css`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

LATIN = (
    "U+20-7E,U+A0-FF,U+131,U+141-142,U+152-153,U+160-161,U+178,U+17D-17E,U+2C6,U+2DA,U+2DC,U+2009,U+2010-2015,"
    "U+2018-201F,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,U+2044,U+2070-209F,U+20AC,U+2116,"
    "U+2122,U+2190-2193,U+2202,U+2206,U+220F,U+2211,U+2212,U+221A,U+221E,U+222B,U+2248,U+2260,U+2264,U+2265"
)
EXTENDED = "U+100-130,U+132-140,U+143-151,U+154-15F,U+162-177,U+179-17C,U+218-21B,U+1E9E"
GREEK = "U+391-3A1,U+3A3-3A9,U+3B1-3C9,U+3D1,U+3D5,U+3F5"
MATHEMATICS = (
    "U+20-7E,U+A0-FF,U+131,U+237,U+300-315,U+332,U+338,U+391-3C9,U+3D1,U+3D5,U+3D6,U+3F0,U+3F1,U+3F5,"
    "U+2010-2016,U+2018-201D,U+2020-2022,U+2026,U+2032-2035,U+203E,U+2044,U+2061-2064,U+20D7,U+2102-214F,"
    "U+2190-2199,U+21A6,U+21AA,U+21C0,U+21D0-21D5,U+2200-222E,U+2234-2237,U+223C,U+2240-224D,U+2254,U+2260-2262,"
    "U+2264-226B,U+226E-2273,U+227A-227F,U+2282-228B,U+228E-2299,U+22A2-22A8,U+22C0-22C6,U+22EE-22F1,"
    "U+2308-230B,U+2329,U+232A,U+23B4,U+23B5,U+23DE,U+23DF,U+25A1,U+25B3,U+25CB,U+27E8-27EB,U+27F5-27FA,U+2A00-2A02,"
    "U+2A7D,U+2A7E,U+2AAF,U+2AB0,U+1D400-1D433,U+1D434-1D467,U+1D468-1D49B,U+1D49C-1D4CF,U+1D504-1D537,"
    "U+1D538-1D56B,U+1D6A4-1D6E1,U+1D6E2-1D71B"
)
FEATURES = [
    "kern",
    "liga",
    "ccmp",
    "locl",
    "mark",
    "mkmk",
    "tnum",
    "lnum",
    "onum",
    "sups",
    "smcp",
    "math",
    "ssty",
    "dtls",
]
CUTS = {
    "text": ("Roman", {"wght": (400, 700), "opsz": 14}, LATIN),
    "text-extended": ("Roman", {"wght": (400, 700), "opsz": 14}, EXTENDED),
    "text-greek": ("Roman", {"wght": (400, 700), "opsz": 14}, GREEK),
    "display": ("Roman", {"wght": 600, "opsz": 44}, LATIN.replace("U+2070-209F,", "")),
    "italic": ("Italic", {"wght": 400, "opsz": 14}, LATIN.replace("U+2070-209F,", "")),
}
FREQUENT = (
    "the of and in to a is that for with on as we are by this our model learning data results show method "
)


def main(serif: Path, mathematics: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, (style, axes, characters) in CUTS.items():
        font = _subset(TTFont(serif / f"package/VAR/SourceSerif4Variable-{style}.ttf"), characters)
        font = instancer.instantiateVariableFont(font, axes)
        _save(font, "Broadsheet Serif " + name.title(), out / f"serif-{name}.woff2")
    shutil.copy(serif / "package/LICENSE.md", out / "OFL-serif.md")
    stix = next((mathematics / "package/files").glob("*latin-400-normal.woff2"))
    _save(_subset(TTFont(stix), MATHEMATICS), "Broadsheet Math", out / "math.woff2")
    shutil.copy(mathematics / "package/LICENSE", out / "OFL-math.txt")
    for name in ("text", "display"):
        _print_metrics(out / f"serif-{name}.woff2")


def _subset(font: TTFont, characters: str) -> TTFont:
    options = subset.Options(layout_features=FEATURES, hinting=False, name_IDs=["*"], notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(characters))
    subsetter.subset(font)
    return font


def _save(font: TTFont, family: str, path: Path) -> None:
    for number in (1, 3, 4, 6, 16, 17, 21, 22, 25):
        font["name"].removeNames(nameID=number)
    for number, text in ((1, family), (3, family), (4, family), (6, family.replace(" ", ""))):
        font["name"].setName(text, number, 3, 1, 0x409)
    font.flavor = "woff2"
    font.save(path)
    print(f"{path.name}: {path.stat().st_size} bytes, {len(font.getBestCmap())} characters")


def _print_metrics(path: Path) -> None:
    font = TTFont(path)
    cmap, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    width = sum(widths[cmap[ord(letter)]][0] for letter in FREQUENT) / len(FREQUENT) / em
    hhea = font["hhea"]
    print(
        path.name,
        f"mean width {width:.4f} em, ascent {hhea.ascent / em}, descent {-hhea.descent / em}, gap {hhea.lineGap / em}",
    )


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
