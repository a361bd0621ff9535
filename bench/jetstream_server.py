"""Invented events as a Jetstream sends them on wire v2, made in advance, and a server that sends nothing else."""

import asyncio
import base64
import contextlib
import hashlib
import json
import random
import struct
from collections.abc import Iterator
from datetime import timedelta

from bench.common import NOON, SENTENCE

EVENTS = 50_000
TAGGED = 0.12  # have hashtags at all
MATCHING = 147 / 100_000  # have one that is followed
OTHERS = 0.03  # are about accounts, not posts
HASHTAGS = ("tulips", "bulbs")

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455
_CHUNK = 1 << 20
_KIND = "network.bsky.jetstream.subscribeEvents#"


def frames(first: int = 1) -> Iterator[bytes]:
    """The events as JSON, about 850 bytes each, numbered from `first` on. The same each time."""
    dice = random.Random(7)  # noqa: S311 - not a secret
    for number in range(first, first + EVENTS):
        yield json.dumps({"$type": "message", "payload": _payload(number, dice)}, separators=(",", ":")).encode()


def blob(first: int = 1) -> bytes:
    """All of them as WebSocket frames of a server, one after another."""
    return b"".join(_framed(frame) for frame in frames(first))


async def serve(blobs: int, laps: int, port: asyncio.Future[int]) -> None:
    """Send every reader so many blobs, so many times over, and goodbye, until cancelled."""
    told = [blob(1 + number * EVENTS) for number in range(blobs)] * laps

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        writer.write(_switch(request))
        for frames in told:
            for start in range(0, len(frames), _CHUNK):
                writer.write(frames[start : start + _CHUNK])
                await writer.drain()
        writer.write(b"\x88\x02" + struct.pack("!H", 1000))
        await writer.drain()
        await reader.read()
        writer.close()

    async def patiently(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):  # a reader that has enough just goes
            await answer(reader, writer)

    server = await asyncio.start_server(patiently, "127.0.0.1", 0)
    port.set_result(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _payload(number: int, dice: random.Random) -> dict[str, object]:
    at = (NOON + timedelta(milliseconds=20 * number)).isoformat(timespec="microseconds").replace("+00:00", "Z")
    did = f"did:plc:{dice.randrange(10**6):024d}"
    told: dict[str, object] = {"did": did, "seq": number, "time": at}
    if dice.random() < OTHERS:
        account = {"active": True, "did": did, "seq": number, "time": at}
        return {"$type": f"{_KIND}account", **told, "account": account}
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": f"3k{number:011d}"}
    place = {"rev": f"3k{number:011d}", "cid": f"bafyrei{number:052d}"}
    return {"$type": f"{_KIND}commit", **told, **commit, **place, "record": _record(number, at, dice)}


def _record(number: int, at: str, dice: random.Random) -> dict[str, object]:
    text = (SENTENCE * 3)[: dice.randrange(40, 280)] + f" {number}"
    record: dict[str, object] = {"$type": "app.bsky.feed.post", "createdAt": at, "langs": ["en"], "text": text}
    if dice.random() < 0.4:
        parent = {
            "cid": f"bafyrei{number:052d}",
            "uri": f"at://did:plc:{number:024d}/app.bsky.feed.post/3k{number:011d}",
        }
        record["reply"] = {"parent": parent, "root": parent}
    if dice.random() < TAGGED:
        matching = dice.random() < MATCHING / TAGGED
        tag = dice.choice(HASHTAGS) if matching else f"tag{dice.randrange(10**5)}"
        feature = {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
        record["facets"] = [{"features": [feature], "index": {"byteStart": 0, "byteEnd": 9}}]
    return record


def _framed(payload: bytes) -> bytes:
    size = len(payload)
    return (b"\x81" + (bytes([size]) if size < 126 else b"\x7e" + struct.pack("!H", size))) + payload


def _switch(request: bytes) -> bytes:
    headers = dict(line.lower().split(b": ", 1) for line in request.split(b"\r\n")[1:] if b": " in line)
    key = next(line for line in request.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key")).split(b": ")[1]
    accept = base64.b64encode(hashlib.sha1(key + _MAGIC).digest())  # noqa: S324 - the protocol's own
    lines = [b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade"]
    lines.append(b"Sec-WebSocket-Accept: " + accept)
    if b"sec-websocket-protocol" in headers:
        lines.append(b"Sec-WebSocket-Protocol: xrpc.v1.json")
    return b"\r\n".join([*lines, b"", b""])
