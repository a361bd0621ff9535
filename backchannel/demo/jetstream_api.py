"""Jetstream's two WebSocket endpoints over one log: `subscribeEvents` (wire v2) and `/subscribe` (wire v1).

Fan-out is by pull: a reader is a place in the log, so that a slow one costs nothing and holds up nobody.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from backchannel.demo.appview_api import xrpc_error
from backchannel.demo.jetstream_log import LOOKBACK_US, MESSAGE, BadCursor, JetstreamLog, Start, Wire
from backchannel.demo.recording import microseconds
from backchannel.demo.surfaces import Surfaces, hang_up
from backchannel.demo.wanted import BadOptions, Wanted, wanted_v1, wanted_v2

SUBPROTOCOL = "xrpc.v1.json"


class Goodbye(NamedTuple):
    """How a socket is closed."""

    code: int
    reason: str


# How a connection ends, by fault (`FAULTS`); without a code it is cut.
PARTING = {
    "half_open": Goodbye(1006, ""),
    "drop": Goodbye(1006, ""),
    "error": Goodbye(1001, "server shutting down"),
    "close_1000": Goodbye(1000, ""),
    "close_1007": Goodbye(1007, "invalid frame payload data"),
    "too_slow": Goodbye(1008, "consumer too slow"),
}
TOO_SLOW = '{"$type":"error","error":"ConsumerTooSlow","message":"consumer too slow"}'
GARBAGE = ("", "{", "[]", "null", '{"kind":"commit"}', '{"$type":"message","payload":{"$type":"#","seq":"x"}}', "\x00")
CLAMPED_US = 10 * 60 * 1_000_000
# Neither wire expects a word from the reader (v1's `options_update` is not offered here).
V1_INTERRUPTED = Goodbye(1007, "bad SubscriberSourcedMessage envelope")
V2_INTERRUPTED = Goodbye(1008, "unexpected data message")


class Reader(NamedTuple):
    """What a reader wants, from which place in the log on, and in the words of which wire."""

    wanted: Wanted
    place: int
    wire: Wire


def spoilt(frame: str, mode: str) -> list[str]:
    """What a reader gets instead of one frame while there is that fault."""
    match mode:
        case "garbage":
            return [*GARBAGE, frame]
        case "truncated":
            return [frame[: len(frame) // 2], frame]
        case "duplicated":
            return [frame, frame]
        case _:
            return [frame]


class JetstreamApi:
    """The readers of one log. `now` is the released clock."""

    def __init__(self, log: JetstreamLog, now: Callable[[], datetime], surfaces: Surfaces, name: str) -> None:
        self._log = log
        self._now = now
        self._surfaces = surfaces
        self._name = name

    async def v2(self, socket: WebSocket) -> None:
        """Serve `network.bsky.jetstream.subscribeEvents`: refuses a sequence number that is too old, but no time."""
        if refusal := _REFUSALS["v2"].get(self._mode):
            return await socket.send_denial_response(refusal())
        try:
            wanted = wanted_v2(socket.query_params)
            start = self._start(socket)
        except (BadOptions, BadCursor) as wrong:
            return await socket.send_denial_response(xrpc_error("InvalidRequest", f"subscribe: {wrong}"))
        if start.late == "seq":
            refusal = xrpc_error("CursorTooOld", f"cursor is below the retention floor {start.place + 1}")
            return await socket.send_denial_response(refusal)
        await socket.accept(SUBPROTOCOL if SUBPROTOCOL in socket.scope["subprotocols"] else None)
        if start.late:
            await socket.send_text(_outdated(start.place + 1))
        reader = Reader(wanted, start.place, "v2")
        await self._serve(socket, reader, V2_INTERRUPTED)
        return None

    async def v1(self, socket: WebSocket) -> None:
        """Serve `/subscribe`: a cursor that is too old starts at the oldest event kept, without a word."""
        if refusal := _REFUSALS["v1"].get(self._mode):
            return await socket.send_denial_response(refusal())
        try:
            wanted = wanted_v1(socket.query_params)
            start = self._start(socket)
        except BadOptions as wrong:
            return await socket.send_denial_response(_text_error(f"invalid options: {wrong}"))
        except BadCursor as wrong:
            return await socket.send_denial_response(_text_error(str(wrong)))
        await socket.accept()
        await self._serve(socket, Reader(wanted, start.place, "v1"), V1_INTERRUPTED)
        return None

    def busy(self) -> Response:
        """The answer while Jetstream wants no readers."""
        return PlainTextResponse("too many requests\n", 429)

    async def _serve(self, socket: WebSocket, reader: Reader, interrupted: Goodbye) -> None:
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(self._send(socket, reader))
            message = await socket.receive()
            sending.cancel()
        if message["type"] == "websocket.receive":
            with contextlib.suppress(WebSocketDisconnect):
                await socket.close(*interrupted)

    async def _send(self, socket: WebSocket, reader: Reader) -> None:
        """Send what the reader wants, as it comes, until it is gone or Jetstream fails."""
        place = reader.place
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                mode = await self._surfaces.settled(self._name)
                if mode in PARTING:
                    return await self._part(socket, mode)
                if place == len(self._log.entries):
                    await self._surfaces.bell.wait()
                    continue
                entry = self._log.entries[place]
                place += 1
                if reader.wanted.accepts(entry):
                    for frame in spoilt(entry.frame(reader.wire), mode):
                        await socket.send_text(frame)

    async def _part(self, socket: WebSocket, mode: str) -> None:
        """End a connection as the fault says."""
        if mode == "half_open":
            await self._say_nothing(socket)
        if mode in {"half_open", "drop"}:
            return hang_up(socket.scope)
        if mode == "too_slow":
            await socket.send_text(TOO_SLOW)
        return await socket.close(*PARTING[mode])

    async def _say_nothing(self, socket: WebSocket) -> None:
        """Let nothing through in either direction while the fault lasts: pings are not even read."""
        socket.scope["state"]["transport"].pause_reading()
        while self._mode == "half_open":
            await self._surfaces.bell.wait()

    def _start(self, socket: WebSocket) -> Start:
        lookback_us = CLAMPED_US if self._mode == "clamped" else LOOKBACK_US
        return self._log.start(socket.query_params.get("cursor"), microseconds(self._now()), lookback_us=lookback_us)

    @property
    def _mode(self) -> str:
        return self._surfaces.mode(self._name)


def _outdated(seq: int) -> str:
    message = f"requested timestamp cursor below retention floor; starting at seq {seq}"
    payload = {"$type": f"{MESSAGE}info", "name": "OutdatedCursor", "message": message}
    return msgspec.json.encode({"$type": "message", "payload": payload}).decode()


def _not_found() -> Response:
    return PlainTextResponse("404 page not found\n", 404)


def _refused() -> Response:
    return _text_error("not today")


def _text_error(message: str) -> Response:
    return PlainTextResponse(f"subscribe: {message}\n", 400)


_REFUSALS: dict[Wire, dict[str, Callable[[], Response]]] = {
    "v1": {"refused": _refused},
    "v2": {"refused": _refused, "old_wire": _not_found},
}
