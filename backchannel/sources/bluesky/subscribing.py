"""How a connection to a Jetstream host is begun: on which wire, from which cursor, and what a refusal means."""

import logging
from urllib.parse import urlencode

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from backchannel import USER_AGENT
from backchannel.sources.bluesky.addresses import COLLECTIONS
from backchannel.sources.bluesky.connection import Connection
from backchannel.sources.bluesky.policy import Policy
from backchannel.sources.bluesky.position import Position, Wire

LONGEST_FRAME = 4 * 1024 * 1024  # bytes
LIBRARY_FRAMES = 4_096  # read ahead by the library; with its own 16 a busy reader misses pings

_PATHS = {"v2": "/xrpc/network.bsky.jetstream.subscribeEvents", "v1": "/subscribe"}
_FILTERS = {"v2": "collections", "v1": "wantedCollections"}
_NO_SUCH_WIRE = frozenset({400, 404, 501})

log = logging.getLogger(__name__)


class Refused(Exception):
    """A host says on both wires that we ask wrongly: no use in asking it again soon."""


async def open_connection(host: str, position: Position, policy: Policy) -> Connection:
    """Subscribe from the position on: on wire v2, or v1 where the host knows no other.

    Raises `OSError`, `TimeoutError`, `websockets.exceptions.InvalidHandshake` or `Refused`.
    """
    try:
        return await _on_v2(host, position, policy)
    except InvalidStatus as refused:
        _expect_another_wire(host, refused)
    try:
        return await _subscribe(host, "v1", position.cursor_for(host, "v1"), policy=policy)
    except InvalidStatus as refused:
        if refused.response.status_code in _NO_SUCH_WIRE:
            raise Refused(f"{refused} {said(refused)}") from refused
        raise


def said(refused: InvalidStatus) -> str:
    """The words of a refusal."""
    return bytes(refused.response.body or b"")[:200].decode(errors="replace").strip()


def _expect_another_wire(host: str, refused: InvalidStatus) -> None:
    """Raise the refusal again unless it is about wire v2 itself."""
    if refused.response.status_code not in _NO_SUCH_WIRE:
        raise refused
    if refused.response.status_code == 400:
        log.error("host=%s wire=v2 refused=%r", host, said(refused))


async def _on_v2(host: str, position: Position, policy: Policy) -> Connection:
    try:
        return await _subscribe(host, "v2", position.cursor_for(host, "v2"), policy=policy)
    except InvalidStatus as refused:
        if refused.response.status_code != 400 or "CursorTooOld" not in said(refused):
            raise
        log.warning("host=%s refused=CursorTooOld resuming_by=time", host)
        return await _subscribe(host, "v2", position.time_cursor, policy=policy)


async def _subscribe(host: str, wire: Wire, cursor: int, *, policy: Policy) -> Connection:
    query = urlencode([*((_FILTERS[wire], collection) for collection in COLLECTIONS), ("cursor", cursor)])
    socket = await connect(
        f"{host.rstrip('/')}{_PATHS[wire]}?{query}",
        subprotocols=[Subprotocol("xrpc.v1.json")] if wire == "v2" else None,
        compression=None,
        max_size=LONGEST_FRAME,
        max_queue=LIBRARY_FRAMES,
        proxy=None,  # proxies come from our own settings, never from the surroundings
        user_agent_header=USER_AGENT,
    )
    return Connection(socket, host, wire, policy)
