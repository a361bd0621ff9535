"""What a key of an event's file may be: each check answers the value as we keep it."""

import re
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from backchannel.model.colour import WALL_ACCENT, WALL_GROUND, WALL_INK, contrast
from backchannel.summary.extras import EXTRAS
from backchannel.text.hashtags import fold
from backchannel.text.links import web_service
from backchannel.text.near import CLOSELY, nearest

WELL_READABLE = 11.0  # leaves room for a second ink at 7 (WCAG 2.2, 1.4.6)
READABLE = 4.5  # the least contrast for text (WCAG 2.2, 1.4.3)
YEARS = range(2000, 2200)

_HOST = re.compile(r"(?=[^/]*[.:]|localhost)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


def hashtag(typed: str) -> str:
    """The hashtag, folded. Raises `ValueError` with a sentence for anything else."""
    folded = fold(typed)
    if re.search(r"\s", typed.strip()) or not re.fullmatch(r"[\w·]*[^\W\d_][\w·]*", folded):
        raise ValueError(f"{typed!r} is no hashtag: write letters, digits and _ only, at least one letter, no spaces")
    return folded


def host(typed: str) -> str:
    """A server's name, in small letters. Raises `ValueError` with a sentence for anything else."""
    name = typed.strip().lower()
    if _HOST.fullmatch(name):
        return name
    alone = name.rpartition("://")[2].partition("/")[0].rpartition("@")[2]
    mend = f"write {alone} alone" if _HOST.fullmatch(alone) else "write it as in tulip.example, without https://"
    raise ValueError(f"{typed!r} is no server's name: {mend}")


def network(typed: str) -> str:
    """An address or a network of them. Raises `ValueError` with a sentence for anything else."""
    try:
        return str(ip_network(typed))
    except ValueError:
        raise ValueError(f"{typed!r} is no network: write it as in 10.0.0.0/8, or an address alone") from None


def zone(typed: str) -> str:
    """An IANA time zone. Raises `ValueError` with a sentence for anything else."""
    try:
        ZoneInfo(typed)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, such as Europe, is no file
        raise ValueError(f"{typed!r} is no time zone: {_zone_meant(typed)}") from None
    return typed


def _zone_meant(typed: str) -> str:
    """Cities are zones, and what stands before them is easily forgotten."""
    known = [name for name in available_timezones() if "/" in name]
    zones = {name.rpartition("/")[2]: name for name in sorted(known, key=len, reverse=True)}
    named = typed.rpartition("/")[2].strip().replace(" ", "_")
    near = zones.get(nearest(named, zones, CLOSELY), "")
    return f"did you mean {near}?" if near else "write the continent and a large city, as in Europe/Berlin"


def language(typed: str) -> str:
    """A language's code. Raises `ValueError` with a sentence for anything else."""
    if not re.fullmatch(r"[a-z]{2,3}", typed):
        raise ValueError(f"{typed!r} is no language: write its two or three small letters, as in en, pt or gsw")
    return typed


def ground(typed: str) -> str:
    """A colour on which a wall can be read, or nothing. Raises `ValueError` with a sentence for anything else."""
    if not typed:
        return ""
    ratio = contrast(_colour(typed), WALL_INK)
    if ratio < WELL_READABLE:
        raise ValueError(
            f"{typed} is too light for a wall's words (contrast {ratio:.1f} of {WELL_READABLE}): write a darker one"
        )
    return typed.lower()


def accent(typed: str, on: str = "") -> str:
    """A colour that can be read on the wall's ground. Raises `ValueError` with a sentence for anything else."""
    ratio = contrast(_colour(typed), on or WALL_GROUND)
    if ratio < READABLE:
        raise ValueError(
            f"{typed} is too dark to be read on the wall (contrast {ratio:.1f} of {READABLE}): write a lighter one"
        )
    return typed.lower()


def _colour(typed: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", typed):
        raise ValueError(f"{typed!r} is no colour: write it as in {WALL_ACCENT}")
    return typed


def slug(typed: str) -> str:
    """A word that can stand in an address. Raises `ValueError` with a sentence for anything else."""
    if not re.fullmatch(r"\w[\w-]*", typed):
        raise ValueError(f"{typed!r} can't stand in an address: write letters, digits, - and _ only")
    return typed


def some_text(typed: str) -> str:
    """More than white space. Raises `ValueError` with a sentence for anything else."""
    if not typed.strip():
        raise ValueError("nothing stands there: write at least a word")
    return typed


def day(typed: date) -> date:
    """A day that people live to see. Raises `ValueError` with a sentence for anything else."""
    if typed.year not in YEARS:
        raise ValueError(f"{typed} is in the year {typed.year}: write one from {YEARS[0]} to {YEARS[-1]}")
    return typed


def path(typed: str) -> str:
    """A path. Raises `ValueError` with a sentence for an address on the web."""
    if is_on_the_web(typed):
        raise ValueError(f"{typed!r} is an address: this is a file of yours, named by its path")
    return typed


def file(typed: str, folder: Path) -> None:
    """Raises `ValueError` with a sentence where no file is at that path, as seen from the folder."""
    here = folder / typed
    if here.is_dir():
        raise ValueError(f"{typed!r} is a folder: name the file in it")
    if not here.is_file():
        near = nearest(here.name, (other.name for other in here.parent.glob("*")), CLOSELY)
        mend = f"did you mean {near}?" if near else "make the file, or leave the key out"
        raise ValueError(f"there is no file {here}: {mend}")


def is_on_the_web(typed: str) -> bool:
    """Whether that is an address, not a path."""
    return "://" in typed


def own_address(typed: str) -> str:
    """Where pages are found, or nothing. Raises `ValueError` with a sentence for anything else."""
    return web_service(typed) if typed else ""


def redis(typed: str) -> str:
    """Where a Redis is found, or nothing. Raises `ValueError` with a sentence for anything else."""
    if typed and typed.partition("://")[0] not in {"redis", "rediss", "unix"}:
        raise ValueError("a Redis is named by an address that begins with redis://, rediss:// or unix://")
    return typed


def programme(typed: str) -> str:
    """A path, or an address on the web. Raises `ValueError` with a sentence for anything else."""
    scheme, found, rest = typed.partition("://")
    if found and (scheme.lower() not in {"http", "https"} or not rest.strip("/")):
        raise ValueError(f"{typed!r} can't be read: write a path, or an address that begins with https://")
    return typed


def extra(typed: str) -> str:
    """The name of an extra. Raises `ValueError` with a sentence for anything else."""
    if typed not in EXTRAS:
        raise ValueError(f"{typed!r} is no extra: there are {', '.join(EXTRAS)}")
    return typed


def model(typed: str) -> str:
    """The path of a file that is there, or nothing. Raises `ValueError` with a sentence for anything else."""
    if typed and not Path(typed).is_file():
        raise ValueError(f"{typed!r} is no file that can be read from here")
    return typed
