"""Which addresses a file may be fetched from, a picture or a page. Pure: names are looked up by whoever fetches.

Whether the machine that a name leads to is public is `text/public.py`'s to say.
"""

from collections.abc import Collection
from typing import NamedTuple

import httpx

PORTS = {"http": 80, "https": 443}


class Refused(Exception):
    """The file is not to be had: its address, its size or its content is not one we take."""


class Target(NamedTuple):
    """Where a request goes: the host's name, the port, and whether it may be anywhere."""

    host: str
    port: int
    is_trusted: bool


def target(url: httpx.URL, allowed_hosts: Collection[str]) -> Target:
    """Where this address leads. Raises `Refused` for what is not a plain web address on a web port.

    `allowed_hosts` are hosts with their ports, such as `127.0.0.1:8123`, that are trusted whatever their address.
    """
    host, usual = url.raw_host.decode("ascii"), PORTS.get(url.scheme)
    if usual is None or not host or url.userinfo:
        raise Refused("not a plain web address")
    port = url.port or usual
    is_trusted = f"{host}:{port}" in allowed_hosts
    if port not in PORTS.values() and not is_trusted:
        raise Refused(f"port {port} is not the web's")
    return Target(host, port, is_trusted)
