"""Which of a stranger's addresses may become a link."""

import re
from urllib.parse import urlsplit

from backchannel.text.clean import clean

LONGEST_ADDRESS = 2048  # characters; what browsers and servers agree on

_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def web_address(address: str | None) -> str | None:
    """The address if it is http or https, names a host and holds nothing that hides; else None."""
    if not address or len(address) > LONGEST_ADDRESS or not _WEB.fullmatch(address) or clean(address) != address:
        return None
    return address if host(address) else None


def typed_address(typed: str) -> str:
    """A web address that somebody typed, with a path. Raises `ValueError` with a sentence for anything else."""
    if web_address(typed) is None:
        raise ValueError(f"{typed!r} is no address: write it as in https://tulip.example/feed.xml")
    return typed if urlsplit(typed).path else f"{typed}/"


def web_service(typed: str) -> str:
    """Where a service is asked, without a slash at its end. Raises `ValueError` with a sentence for anything else."""
    if web_address(typed) is None:
        raise ValueError(f"{typed!r} is no address: write it whole, as in https://tulip.example")
    return typed.rstrip("/")


def socket_service(typed: str) -> str:
    """The same of a service that speaks WebSocket."""
    scheme, _, rest = typed.partition("://")
    if scheme.lower() not in {"ws", "wss"} or web_address(f"https://{rest}") is None:
        raise ValueError(f"{typed!r} is no address of a WebSocket: write it whole, as in wss://tulip.example")
    return typed.rstrip("/")


def host(address: str) -> str:
    """The host an address names, in lower case; empty where it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
