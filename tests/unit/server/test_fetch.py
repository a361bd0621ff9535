"""What the fetcher asks of the network, and what it never does."""

import asyncio
import socket
import ssl
from typing import Any

import httpx
import pytest
import trustme

from backchannel.server.limits import Limits
from backchannel.server.media.addresses import Refused
from backchannel.server.media.fetch import Fetcher, open_fetcher, pictures_bounds
from support.picture_host import PictureHost, a_picture_host

NOWHERE: frozenset[str] = frozenset()


class Resolver:
    """Answers every name with the addresses given, and remembers what it was asked."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    async def getaddrinfo(self, host: str, port: int, **_: Any) -> list[Any]:
        self.asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in self.addresses]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
    ],
)
async def test_an_address_that_is_not_public_is_refused_before_anybody_is_asked(url: str) -> None:
    async with open_fetcher(pictures_bounds(Limits()), NOWHERE) as fetcher:
        with pytest.raises(Refused, match="no public host"):
            await fetcher.fetch(url)


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("1.1.1.1", "10.0.0.1"), ()])
async def test_a_name_that_leads_into_a_house_is_refused(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", Resolver(*addresses).getaddrinfo)
    async with open_fetcher(pictures_bounds(Limits()), NOWHERE) as fetcher:
        with pytest.raises(Refused, match="no public host"):
            await fetcher.fetch("http://mallory.example/")


async def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_asked(
    monkeypatch: pytest.MonkeyPatch, host: PictureHost
) -> None:
    host.put("/1.png", b"picture")
    resolver = Resolver("127.0.0.1")
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolver.getaddrinfo)
    name = f"bulbs.example:{host.port}"
    async with open_fetcher(pictures_bounds(Limits()), frozenset({name})) as fetcher:
        assert await fetcher.fetch(f"http://{name}/1.png#here") == b"picture"
    assert resolver.asked == ["bulbs.example"]
    assert f"Host: {name}\r\n" in host.requests[0]


async def test_a_second_address_is_tried_where_the_first_is_dead(
    monkeypatch: pytest.MonkeyPatch, host: PictureHost
) -> None:
    host.put("/1.png", b"picture")
    resolver = Resolver("127.0.0.2", "127.0.0.1")
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolver.getaddrinfo)
    allowed = frozenset({host.host.replace("127.0.0.1", "bulbs.example")})
    async with open_fetcher(pictures_bounds(Limits()), allowed) as fetcher:
        assert await fetcher.fetch(f"http://bulbs.example:{host.port}/1.png") == b"picture"


async def test_an_answer_is_cut_off_at_the_limit_whatever_it_promised(host: PictureHost) -> None:
    host.put("/1.png", bytes(5_000), headers="Content-Length: 5000\r\n")
    async with open_fetcher(pictures_bounds(Limits(picture_bytes=4_999)), frozenset({host.host})) as fetcher:
        with pytest.raises(Refused, match="more than 4999 bytes"):
            await fetcher.fetch(host.url("/1.png"))


async def test_three_redirects_are_followed_and_a_fourth_is_not(host: PictureHost) -> None:
    host.put("/0", b"picture")
    for number in range(1, 5):
        host.redirect(f"/{number}", f"/{number - 1}")
    async with open_fetcher(pictures_bounds(Limits()), frozenset({host.host})) as fetcher:
        assert await fetcher.fetch(host.url("/3")) == b"picture"
        with pytest.raises(Refused, match="too many redirects"):
            await fetcher.fetch(host.url("/4"))


async def test_an_answer_that_drips_is_given_up(host: PictureHost) -> None:
    host.put("/1.png", b"picture")
    host.open.clear()
    async with open_fetcher(pictures_bounds(Limits(picture_seconds=0.05)), frozenset({host.host})) as fetcher:
        with pytest.raises(Refused, match="TimeoutError"):
            await fetcher.fetch(host.url("/1.png"))


async def test_a_certificate_is_checked_against_the_name_and_not_the_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    authority = trustme.CA()
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("bulbs.example").configure_cert(serving)  # pyright: ignore[reportUnknownMemberType] - it also takes a pyOpenSSL context
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)  # pyright: ignore[reportUnknownMemberType] - the same
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", Resolver("127.0.0.1").getaddrinfo)
    async with a_picture_host(serving) as host, httpx.AsyncClient(verify=trusting, trust_env=False) as client:
        host.put("/1.png", b"picture")
        right, wrong = f"bulbs.example:{host.port}", f"mallory.example:{host.port}"
        fetcher = Fetcher(client, pictures_bounds(Limits()), frozenset({right, wrong}))
        assert await fetcher.fetch(f"https://{right}/1.png") == b"picture"
        with pytest.raises(Refused, match="certificate"):
            await fetcher.fetch(f"https://{wrong}/1.png")
