"""A sheet of paper with flat colours: drawn three times as large, then made small, so that edges are smooth."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from PIL import Image, ImageDraw, ImageFont

INK = "#2b2a33"
PAPER = "#f6efe2"
WHITE = "#ffffff"
GREY = "#c9c4ba"
RUST = "#b4532a"
TEAL = "#2f7f79"
MUSTARD = "#e0a83a"
SAGE = "#8fae7f"
SKY = "#bcd9e0"
NAVY = "#2c4a6e"
ROSE = "#d98c86"
SAND = "#d8c3a0"
WOOD = "#9c6b44"
PLUM = "#6b4a6e"

SCALE = 3
Point = tuple[float, float]


class Edge(TypedDict, total=False):
    """The line around a shape, in the finished picture's pixels."""

    line: str
    thick: float
    corner: float


class Letters(TypedDict, total=False):
    """How words are set; `anchor` is Pillow's."""

    anchor: str
    bold: bool


class Sheet:
    """A picture under way. Places are in pixels of the finished picture, from the upper left corner."""

    def __init__(self, width: int = 640, height: int = 400, ground: str = PAPER) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * SCALE, height * SCALE), ground)
        self._pen = ImageDraw.Draw(self._image)

    def box(self, x: float, y: float, w: float, h: float, fill: str | None = None, **more: Unpack[Edge]) -> None:
        """A rectangle, perhaps with round corners and an edge."""
        line, thick = more.get("line"), int(more.get("thick", 3) * SCALE)
        place = [x * SCALE, y * SCALE, (x + w) * SCALE, (y + h) * SCALE]
        self._pen.rounded_rectangle(place, more.get("corner", 0) * SCALE, fill, line, thick if line else 0)

    def disc(
        self, x: float, y: float, rx: float, ry: float | None = None, fill: str | None = None, **more: Unpack[Edge]
    ) -> None:
        """An ellipse around a point."""
        ry = rx if ry is None else ry
        line, thick = more.get("line"), int(more.get("thick", 3) * SCALE)
        place = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
        self._pen.ellipse(place, fill, line, thick if line else 0)

    def arc(self, x: float, y: float, r: float, start: float, end: float, line: str = INK, thick: float = 3) -> None:
        """A part of a circle, in degrees clockwise from the right."""
        place = [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE]
        self._pen.arc(place, start, end, line, int(thick * SCALE))

    def wedge(self, x: float, y: float, r: float, start: float, end: float, fill: str) -> None:
        """A slice of a disc."""
        place = [(x - r) * SCALE, (y - r) * SCALE, (x + r) * SCALE, (y + r) * SCALE]
        self._pen.pieslice(place, start, end, fill)

    def path(self, points: Sequence[Point], line: str = INK, thick: float = 3) -> None:
        """A line through the points."""
        self._pen.line([(x * SCALE, y * SCALE) for x, y in points], line, int(thick * SCALE), joint="curve")

    def shape(self, points: Sequence[Point], fill: str) -> None:
        """A filled polygon."""
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def text(self, x: float, y: float, words: str, size: float = 22, fill: str = INK, **more: Unpack[Letters]) -> None:
        """Words; `anchor` as in Pillow, `bold`."""
        name = "DejaVuSans-Bold.ttf" if more.get("bold") else "DejaVuSans.ttf"
        font = ImageFont.truetype(name, int(size * SCALE))
        self._pen.text((x * SCALE, y * SCALE), words, fill, font, more.get("anchor", "lm"))

    def save(self, path: Path, colours: int = 48) -> int:
        """Write it as a small PNG; answers its size in bytes."""
        small = self._image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        small.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
        return path.stat().st_size
