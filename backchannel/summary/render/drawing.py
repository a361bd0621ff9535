"""Where everything stands in the drawing of one day, in units of its view box. The template only prints it."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from backchannel.summary import wording
from backchannel.summary.values import Day

WIDTH = 440
HEIGHT = 164
_TOP = 34  # room for two lines of labels
_BASE = 140
_STEP = WIDTH / 24
_GAP = 2.4
_LETTER = 7  # how wide a letter of a label is, on average
_COLLISION = 90
_STEPS = (1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 250, 500, 1000, 2500, 5000, 10_000)
_TICKS = (0, 6, 12, 18)


class Bar(Struct, frozen=True):
    """One hour's column."""

    x: float
    y: float
    width: float
    height: float
    is_peak: bool


class Label(Struct, frozen=True):
    """A peak's letter, with its first word where there is room."""

    x: float
    y: float
    letter: str
    word: str


class Mark(Struct, frozen=True):
    """A line of the grid, or an hour under the base line."""

    at: float
    text: str


class Drawing(Struct, frozen=True):
    """One day."""

    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    grid: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    base: float = _BASE
    width: float = WIDTH
    height: float = HEIGHT


def drawing(day: Day, most: int) -> Drawing:
    """The day, on a scale that ends at `most` people in an hour: the same for every day of the event."""
    peaks = {peak.hour for peak in day.peaks}
    return Drawing(
        bars=tuple(_bar(hour.hour, hour.people, most, is_peak=hour.hour in peaks) for hour in day.hours if hour.people),
        labels=tuple(_labels(day, most)),
        grid=tuple(_grid(most)),
        ticks=tuple(Mark(round(hour * _STEP, 1), f"{hour:02}:00") for hour in _TICKS),
    )


def _bar(hour: int, people: int, most: int, *, is_peak: bool) -> Bar:
    y = _height_at(people, most)
    return Bar(round(hour * _STEP + _GAP / 2, 1), y, round(_STEP - _GAP, 1), round(_BASE - y, 1), is_peak)


def _labels(day: Day, most: int) -> list[Label]:
    """A label keeps its word only where no neighbour is near."""
    middles = [(peak.hour + 0.5) * _STEP for peak in day.peaks]
    labels: list[Label] = []
    for index, peak in enumerate(day.peaks):
        word = peak.words[0] if peak.words else ""
        has_room = _room(middles, index) >= max(_COLLISION, _LETTER * (len(word) + 2))
        x = round(middles[index] - _LETTER / 2, 1)
        labels.append(Label(x, _height_at(peak.people, most) - 6, peak.letter, word if has_room else ""))
    return labels


def _room(middles: Sequence[float], index: int) -> float:
    """From a peak to the next one, or to the end of the drawing, which is one collision further than it looks."""
    following = middles[index + 1] if index + 1 < len(middles) else WIDTH + _COLLISION / 2
    return following - middles[index]


def _grid(most: int) -> Iterator[Mark]:
    """Two round numbers of people, the larger not above `most`; the last says what they count."""
    step = max((size for size in _STEPS if 2 * size <= most), default=most)
    *lower, highest = [people for people in (step, 2 * step) if 0 < people <= most] or [0]
    yield from (Mark(_height_at(people, most), wording.grouped(people)) for people in lower)
    if highest:
        yield Mark(_height_at(highest, most), wording.counted(highest, "person"))


def _height_at(people: int, most: int) -> float:
    return round(_BASE - (_BASE - _TOP) * people / max(most, 1), 1)
