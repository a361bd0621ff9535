"""Which machines a stranger's address may lead us to: those that anybody reaches. Pure.

The registries are IANA's IPv4 and IPv6 special-purpose address registries (RFC 6890), which `ipaddress` carries; what
it leaves open, such as deprecated ways of writing an IPv4 address as an IPv6 one, is closed here.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291 2.4: all that has ever been given out
SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # RFC 6890: protocol assignments
    IPv4Network("192.88.99.0/24"),  # RFC 7526: relays of 6to4
    IPv6Network("2001::/23"),  # RFC 2928: protocol assignments, Teredo (RFC 4380) among them
    IPv6Network("2002::/16"),  # RFC 3056: 6to4, an IPv4 address in disguise
    IPv6Network("3fff::/20"),  # RFC 9637: documentation
)


def is_public(address: str) -> bool:
    """Whether anybody on the internet would reach the same machine there."""
    ip = _unwrapped(ip_address(address))
    if any(ip in network for network in SPECIAL if network.version == ip.version):
        return False
    if isinstance(ip, IPv6Address) and ip not in GLOBAL_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast


def is_loopback(host: str) -> bool:
    """Whether that host is this machine, by its address or its usual name."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return ip.ipv4_mapped
        if ip in NAT64:
            return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip
