"""The code to scan beside the invitation."""

from functools import lru_cache
from io import BytesIO
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import segno

from backchannel.model.event import Event

INK = "#15110a"  # --on-accent: the field behind it is the page's
LONGEST = 300  # characters of an address


@lru_cache(maxsize=64)
def qr_code(address: str) -> bytes:
    """The address as an SVG without a ground of its own. Raises `ValueError` where it is too long to be scanned."""
    if len(address) > LONGEST:
        raise ValueError(f"an address of {len(address)} characters can't be scanned from afar")
    drawn = BytesIO()
    segno.make_qr(address).save(
        drawn, kind="svg", border=0, dark=INK, light=None, xmldecl=False, omitsize=True, nl=False
    )
    return drawn.getvalue()


def reachable(base: str, path: str, event: Event) -> str:
    """An address a phone in the room can open: this page, or the hashtag's where only this machine sees the page."""
    if not _is_this_machine(urlsplit(base).hostname or ""):
        return base.rstrip("/") + path
    tag = quote(event.hashtags[0]) if event.hashtags else ""
    return f"https://{event.servers[0]}/tags/{tag}" if event.servers else f"https://bsky.app/hashtag/{tag}"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
