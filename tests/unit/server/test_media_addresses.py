import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.server.media.addresses import Refused, target
from backchannel.text.public import is_public

NOWHERE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse, not to listen on
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",  # behind a carrier's NAT
        "169.254.169.254",  # a cloud's metadata
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "fe80::1%1",
        "fec0::1",
        "ff0e::1",
    ],
)
def test_no_address_inside_somebodys_house_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_everybody_reaches_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_as_its_other_spellings(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://garden.example/1.png",
        "file:///etc/passwd",
        "gopher://garden.example/",
        "https:///1.png",
        "/1.png",
        "https://ada:secret@garden.example/1.png",
        "https://garden.example:22/",
        "http://garden.example:6379/",
    ],
)
def test_only_a_plain_web_address_on_a_web_port_is_asked(url: str) -> None:
    with pytest.raises(Refused):
        target(httpx.URL(url), NOWHERE)


def test_only_the_very_host_and_port_that_are_allowed_are_trusted() -> None:
    allowed = frozenset({"127.0.0.1:8123"})
    assert target(httpx.URL("http://127.0.0.1:8123/1.png"), allowed).is_trusted
    assert not target(httpx.URL("http://127.0.0.1/1.png"), allowed).is_trusted
    assert not target(httpx.URL("https://garden.example/1.png"), allowed).is_trusted
    with pytest.raises(Refused):
        target(httpx.URL("http://127.0.0.1:8124/1.png"), allowed)
