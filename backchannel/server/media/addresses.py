"""Which addresses a file may be fetched from, a picture or a page. Pure: names are looked up by whoever fetches.

The registries are IANA's IPv4 and IPv6 special-purpose address registries (RFC 6890), which `ipaddress` carries; what
it leaves open, such as deprecated ways of writing an IPv4 address as an IPv6 one, is closed here.
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

import httpx

PORTS = {"http": 80, "https": 443}
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291 2.4: all that has ever been given out
SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # RFC 6890: protocol assignments
    IPv4Network("192.88.99.0/24"),  # RFC 7526: relays of 6to4
    IPv6Network("2001::/23"),  # RFC 2928: protocol assignments, Teredo (RFC 4380) among them
    IPv6Network("2002::/16"),  # RFC 3056: 6to4, an IPv4 address in disguise
    IPv6Network("3fff::/20"),  # RFC 9637: documentation
)


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


def is_public(address: str) -> bool:
    """Whether anybody on the internet would reach the same machine there."""
    ip = _unwrapped(ip_address(address))
    if any(ip in network for network in SPECIAL if network.version == ip.version):
        return False
    if isinstance(ip, IPv6Address) and ip not in GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return ip.ipv4_mapped
        if ip in NAT64:
            return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip
