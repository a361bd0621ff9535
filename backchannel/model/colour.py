"""Colours, and whether one can be read on another."""

STEPS = 50

WALL_GROUND, WALL_INK, WALL_ACCENT = "#0d2429", "#f7f4ea", "#ffc145"  # --ground, --ink, --accent in tokens.css

_WEIGHTS = (0.2126, 0.7152, 0.0722)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def most_readable(on: str, candidates: tuple[str, ...]) -> str:
    """The candidate with the highest contrast on that colour."""
    return max(candidates, key=lambda colour: contrast(colour, on))


def readable(colour: str, on: str, ratio: float) -> str:
    """The colour, mixed with as much black or white as it needs to have that contrast on another one."""
    end = most_readable(on, ("#000000", "#ffffff"))
    steps = (mixed(colour, end, step / STEPS) for step in range(STEPS + 1))
    return next((each for each in steps if contrast(each, on) >= ratio), end)


def mixed(one: str, other: str, share: float) -> str:
    """The first colour with that share of the second in it."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return sum(weight * value for weight, value in zip(_WEIGHTS, linear, strict=True))
