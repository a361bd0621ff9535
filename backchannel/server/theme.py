"""An event's own colours, as style sheets over the tokens. Pure: the same event, the same sheet."""

from backchannel.model.colour import WALL_INK, mixed, most_readable, readable
from backchannel.model.event import Event

INKS = ("#15110a", "#ffffff")  # what may be written on an accent
WHITE = "#ffffff"  # what lit rooms are painted with
PAPER, NIGHT = "#fdfdfb", "#141613"  # --paper in web/static/ink.css, by day and by night
READING = 7.0  # the contrast of words with what they stand on (WCAG 2.2, 1.4.6)


def wall_sheet(event: Event) -> str:
    """For walls, and the pages painted like them: the accent as it is, and the ground with all that stands on it."""
    dark = _accent(event.accent) if event.accent else {}
    rules = _rule(":root", dark | (_ground(event.ground) if event.ground else {}))
    if event.ground:
        lit = _lit(event.ground)
        rules += _rule(':root[data-theme="light"]', lit)
        rules += _in_media("light", _rule(':root[data-theme="auto"]', lit))
    return rules


def paper_sheet(event: Event) -> str:
    """For pages to read: the accent darkened for paper, and lightened for the night."""
    if not event.accent:
        return ""
    day, night = (_rule(":root", _accent(readable(event.accent, ground, READING))) for ground in (PAPER, NIGHT))
    return day + _in_media("dark", night)


def _accent(accent: str) -> dict[str, str]:
    return {"accent": accent, "on-accent": most_readable(accent, INKS)}


def _ground(ground: str) -> dict[str, str]:
    second = readable(mixed(WALL_INK, ground, 0.25), ground, READING)
    return {
        "ground": ground,
        "raise": mixed(ground, WALL_INK, 0.06),
        "ink-2": second,
        "rule": mixed(ground, WALL_INK, 0.28),
    }


def _lit(ground: str) -> dict[str, str]:
    """The same hue on a wall in daylight, where the ground becomes the ink."""
    wall = mixed(ground, WHITE, 0.95)
    second = readable(mixed(ground, WHITE, 0.2), wall, READING)
    return {"ground": wall, "raise": WHITE, "ink": ground, "ink-2": second, "rule": mixed(ground, WHITE, 0.68)}


def _rule(selector: str, values: dict[str, str]) -> str:
    if not values:
        return ""
    inside = " ".join(f"--{name}: {value};" for name, value in values.items())
    return f"@layer tokens {{ {selector} {{ {inside} }} }}\n"


def _in_media(scheme: str, rule: str) -> str:
    return f"@media (prefers-color-scheme: {scheme}) {{ {rule.strip()} }}\n"
