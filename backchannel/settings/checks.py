"""What a key of an event's file may be: each check answers the value as we keep it."""

import re
from ipaddress import ip_network
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backchannel.model.colour import WALL_ACCENT, WALL_GROUND, WALL_INK, contrast
from backchannel.text.hashtags import fold

WELL_READABLE = 11.0  # leaves room for a second ink at 7 (WCAG 2.2, 1.4.6)
READABLE = 4.5  # the least contrast for text (WCAG 2.2, 1.4.3)


def hashtag(typed: str) -> str:
    """The hashtag, folded. Raises `ValueError` with a sentence for anything else."""
    folded = fold(typed)
    if re.search(r"\s", typed.strip()) or not re.fullmatch(r"[\w·]*[^\W\d_][\w·]*", folded):
        raise ValueError(f"{typed!r} is no hashtag: letters, digits and _ only, at least one letter, no spaces")
    return folded


def host(typed: str) -> str:
    """A server's name. Raises `ValueError` with a sentence for anything else."""
    if not re.fullmatch(r"[a-z0-9.-]+(:\d+)?", typed):
        raise ValueError(f"{typed!r} is no server's name: write it as in tulip.example, without https://")
    return typed


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
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{typed!r} is no time zone: write it as in Europe/Berlin") from None
    return typed


def language(typed: str) -> str:
    """A language's code. Raises `ValueError` with a sentence for anything else."""
    if not re.fullmatch(r"[a-z]{2,3}", typed):
        raise ValueError(f"{typed!r} is no language: two or three small letters, as in en, pt or gsw")
    return typed


def ground(typed: str) -> str:
    """A colour that a wall's words can be read on. Raises `ValueError` with a sentence for anything else."""
    ratio = contrast(_colour(typed), WALL_INK)
    if ratio < WELL_READABLE:
        raise ValueError(f"{typed} is too light for a wall's words (contrast {ratio:.1f}, {WELL_READABLE} is needed)")
    return typed.lower()


def accent(typed: str, on: str = "") -> str:
    """A colour that can be read on the wall's ground. Raises `ValueError` with a sentence for anything else."""
    ratio = contrast(_colour(typed), on or WALL_GROUND)
    if ratio < READABLE:
        raise ValueError(f"{typed} is too dark to be read on the wall (contrast {ratio:.1f}, {READABLE} is needed)")
    return typed.lower()


def _colour(typed: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", typed):
        raise ValueError(f"{typed!r} is no colour: write it as in {WALL_ACCENT}")
    return typed


def slug(typed: str) -> str:
    """A word that can stand in an address. Raises `ValueError` with a sentence for anything else."""
    if not re.fullmatch(r"\w[\w-]*", typed):
        raise ValueError(f"{typed!r} can't stand in an address: letters, digits, - and _ only")
    return typed


def programme(typed: str) -> str:
    """A path, or an address on the web. Raises `ValueError` with a sentence for anything else."""
    scheme, found, rest = typed.partition("://")
    if found and (scheme.lower() not in {"http", "https"} or not rest.strip("/")):
        raise ValueError(f"{typed!r} can't be read: write a path, or an address that begins with https://")
    return typed
