"""Our own fonts, for pictures: what they have letters for, how wide words are, and where a line is broken."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

_REGULAR, _BOLD = 400, 600
_SANS = ("inter-latin", "inter-latin-ext", "inter-cyrillic", "inter-greek", "inter-vietnamese")
_FAMILIES = {"serif": ("source-serif-4", *_SANS), "sans": _SANS}
_NOTHING = "\U0010ffff"  # what no font has
_PROBE = 20  # pixels: large enough to tell two letters apart


class Style(Struct, frozen=True):
    """How a line is written: its letters' size in pixels, their colour, their weight."""

    size: int
    colour: str = ""
    is_bold: bool = False


class Lettering:
    """One family of the pages' fonts; a letter comes from the first of its files that has it."""

    def __init__(self, fonts: Path, family: str) -> None:
        self._files = [fonts / f"{name}.woff2" for name in _FAMILIES[family]]

    def has(self, text: str) -> bool:
        """Whether every letter can be written."""
        return all(letter.isspace() or self._file(letter) for letter in text)

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, style: Style) -> None:
        """Write one line; `at` is its upper left corner."""
        left = float(at[0])
        for font, run in self._runs(text, style):
            draw.text((left, at[1] + style.size), run, style.colour, font, anchor="ls")
            left += font.getlength(run)

    def width(self, text: str, style: Style) -> int:
        """How wide a line is."""
        return round(sum(font.getlength(run) for font, run in self._runs(text, style)))

    def broken(self, text: str, style: Style, wide: int) -> Sequence[str]:
        """The text in lines of that width; a word that is wider stays whole."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, style) <= wide:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _runs(self, text: str, style: Style) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
        for file, letters in groupby(text, key=lambda letter: self._file(letter) or self._files[0]):
            yield _font(file, style.size, _BOLD if style.is_bold else _REGULAR), "".join(letters)

    def _file(self, letter: str) -> Path | None:
        return next((file for file in self._files if _has(file, letter)), None)


@cache
def _font(file: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
    sizes = {b"Weight": weight, b"Optical size": min(size, 32), b"Optical Size": min(size, 60)}
    font.set_variation_by_axes([sizes[axis.get("name", b"")] for axis in font.get_variation_axes()])
    return font


@cache
def _has(file: Path, letter: str) -> bool:
    return _drawn(file, letter) != _drawn(file, _NOTHING)


def _drawn(file: Path, letter: str) -> bytes:
    image = Image.new("L", (_PROBE * 2, _PROBE * 2))
    ImageDraw.Draw(image).text((0, _PROBE), letter, 255, _font(file, _PROBE, _REGULAR), anchor="ls")
    return image.tobytes()
