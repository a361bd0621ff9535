"""Cuts the summary's fonts out of the pages' fonts: `python scripts/subset_fonts.py` (needs fonttools and brotli).

The summary carries its fonts in itself, so it has only what it uses: western European letters, two weights of each,
and the serif's optical sizes in its text weight alone. The results lie beside their sources. Their names are changed,
as the fonts' licence (OFL 1.1) asks of versions of one's own.
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "web" / "static" / "fonts"
LETTERS = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *range(0x2010, 0x2028),
    *(0x2039, 0x203A, 0x20AC, 0x2122, 0x2192, 0x2212),
}
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "calt"]
NAMES = (1, 3, 4, 6, 16, 25)  # of the name table: everything that holds the family's name

CUTS = {
    "summary-serif.woff2": ("source-serif-4.woff2", {"wght": 400}),
    "summary-serif-bold.woff2": ("source-serif-4.woff2", {"wght": 600, "opsz": 20}),
    "summary-sans.woff2": ("inter-latin.woff2", {"wght": 400, "opsz": 14}),
    "summary-sans-bold.woff2": ("inter-latin.woff2", {"wght": 600, "opsz": 14}),
}


def main() -> None:
    """Cut every font, and say how large it has become."""
    for name, (source, axes) in CUTS.items():
        font = instantiateVariableFont(TTFont(FONTS / source), axes)
        options = Options(layout_features=FEATURES, hinting=False, name_IDs=["*"])
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=LETTERS)
        subsetter.subset(font)
        for record in font["name"].names:
            if record.nameID in NAMES:
                record.string = Path(name).stem
        font.flavor = "woff2"
        font.save(FONTS / name)
        print(f"{name}: {(FONTS / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
