"""The picture that networks show beside a link to the summary: its title and counts, in the event's colours."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from backchannel.model.colour import WALL_ACCENT, WALL_GROUND, WALL_INK, mixed, readable
from backchannel.summary import wording
from backchannel.summary.render.lettering import Lettering, Style
from backchannel.summary.values import Hour, Numbers, Summary

SIZE = (1200, 630)  # what Open Graph's readers show whole

_READABLE = 4.5  # contrast (WCAG 2.2, 1.4.3); large letters would need less
_MARGIN = 72
_WIDE = SIZE[0] - 2 * _MARGIN
_TITLE_SIZES = (104, 92, 80, 70, 60, 52)
_TITLE_LINES = 2
_BARS_TOP, _BARS_FOOT = 516, 630
_GAP = 3


def picture(summary: Summary, static: Path) -> bytes:
    """A PNG of 1200 by 630."""
    ground = summary.event.ground or WALL_GROUND
    ink = readable(WALL_INK, ground, _READABLE)
    accent = readable(summary.event.accent or WALL_ACCENT, ground, _READABLE)
    quiet = readable(mixed(ink, ground, 0.3), ground, _READABLE)
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    serif, sans = Lettering(static / "fonts", "serif"), Lettering(static / "fonts", "sans")
    _bars(draw, _hours(summary), accent)
    sans.write(draw, (_MARGIN, 60), "Learning summary", Style(30, accent))
    foot = _title(draw, serif, summary, ink)
    sans.write(draw, (_MARGIN, foot + 24), _dates(summary), Style(34, quiet))
    _counts(draw, sans, summary.numbers, (ink, quiet))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _title(draw: ImageDraw.ImageDraw, serif: Lettering, summary: Summary, ink: str) -> int:
    """Write the name as large as it fits, or the hashtag where our fonts lack its letters; answers where it ends."""
    name = summary.event.name
    text = name if serif.has(name) else f"#{summary.event.hashtags[0]}"
    if not serif.has(text):
        return 130
    size, lines = _fitted(serif, text)
    top = 118
    for line in lines:
        serif.write(draw, (_MARGIN, top), line, Style(size, ink))
        top += round(size * 1.08)
    return top


def _fitted(serif: Lettering, text: str) -> tuple[int, Sequence[str]]:
    for size in _TITLE_SIZES:
        lines = serif.broken(text, Style(size), _WIDE)
        if len(lines) <= _TITLE_LINES:
            return size, lines
    first, second, *_ = serif.broken(text, Style(_TITLE_SIZES[-1]), _WIDE)
    return _TITLE_SIZES[-1], (first, f"{second[:-1]}…")


def _counts(draw: ImageDraw.ImageDraw, sans: Lettering, numbers: Numbers, colours: tuple[str, str]) -> None:
    large, small = Style(58, colours[0], is_bold=True), Style(28, colours[1])
    at = _MARGIN
    for count, noun in _told(numbers):
        number, word = wording.grouped(count), wording.plural(count, noun)
        sans.write(draw, (at, 402), number, large)
        sans.write(draw, (at, 468), word, small)
        at += max(sans.width(number, large), sans.width(word, small)) + 64


def _told(numbers: Numbers) -> list[tuple[int, str]]:
    told = [(numbers.links, "link"), (numbers.spoken_of, "session")]
    return [(numbers.people, "person"), (numbers.posts, "post"), *(one for one in told if one[0])]


def _dates(summary: Summary) -> str:
    return wording.days(summary.event.starts, summary.event.ends)


def _hours(summary: Summary) -> list[Hour]:
    """The event's hours, from the first to the last of its days in which somebody wrote, nights left out."""
    hours = [hour for day in summary.timeline.days for hour in day.hours]
    kept = {hour.hour for hour in hours if hour.people}
    return [hour for hour in hours if kept and min(kept) <= hour.hour <= max(kept)]


def _bars(draw: ImageDraw.ImageDraw, hours: Sequence[Hour], accent: str) -> None:
    most = max((hour.people for hour in hours), default=0)
    step = SIZE[0] / max(len(hours), 1)
    gap = min(_GAP, step / 4)
    for at, hour in enumerate(hours):
        if hour.people:
            top = _BARS_FOOT - round((_BARS_FOOT - _BARS_TOP) * hour.people / most)
            draw.rectangle((round(at * step + gap), top, round((at + 1) * step - gap), _BARS_FOOT), fill=accent)
