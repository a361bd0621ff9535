"""One Mastodon server's streaming: one WebSocket, on which a logged-in user subscribes to hashtags (Mastodon 4.6).

Fan-out is by pull, as Jetstream's is here: a listener is a place in what the server has told. Nothing is replayed.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import msgspec
from msgspec import Struct
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from backchannel.demo.mastodon_server import MastodonServer, Told
from backchannel.demo.mastodon_tokens import Tokens
from backchannel.demo.surfaces import Surfaces, hang_up
from backchannel.text.hashtags import fold

CLOSES = {"error": 1001, "close_1000": 1000, "close_1001": 1001, "close_1007": 1007, "revoked": 1000}
SILENT = frozenset({"slow", "empty", "half_open"})
GARBAGE = ("", "{", '{"stream":7}', '{"stream":["hashtag","tulips"],"event":"update","payload":"{}"}', "[[[")


class _Order(Struct):
    type: str = ""
    stream: str = ""
    tag: str = ""


class MastodonStream:
    """The listeners of one server."""

    def __init__(
        self, server: MastodonServer, surfaces: Surfaces, tokens: Tokens, home: Callable[[bytes, WebSocket], bytes]
    ) -> None:
        self._server = server
        self._surfaces = surfaces
        self._tokens = tokens
        self._home = home

    async def serve(self, socket: WebSocket) -> None:
        """Take a listener, or refuse one without a user's token as the real server does: 401, and no body."""
        if not self._tokens.are_valid(socket.headers.get("authorization", "")):
            refusal = Response(status_code=401, headers={"X-Error-Message": "Error: Invalid access token"})
            return await socket.send_denial_response(refusal)
        await socket.accept()
        asked: dict[str, str] = {}
        async with asyncio.TaskGroup() as group:
            telling = group.create_task(self._tell(socket, asked))
            with contextlib.suppress(WebSocketDisconnect):
                await _listen(socket, asked)
            telling.cancel()
        return None

    async def _tell(self, socket: WebSocket, asked: dict[str, str]) -> None:
        """Send what happens under the hashtags that were asked for, until the server fails or the listener is gone."""
        place = len(self._server.told)
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                mode = self._surfaces.mode(self._server.name)
                _hold(socket, held=mode == "half_open")
                if mode == "drop":
                    return hang_up(socket.scope)
                if mode in CLOSES:
                    return await socket.close(CLOSES[mode])
                if mode in SILENT or place == len(self._server.told):
                    await self._surfaces.bell.wait()
                    continue
                news, place = self._server.told[place:], len(self._server.told)
                for frame in _disturbed([self._frame(told, asked, socket) for told in _arranged(news, mode)], mode):
                    await socket.send_text(frame)

    def _frame(self, told: Told, asked: dict[str, str], socket: WebSocket) -> str:
        if told.hashtag not in asked:
            return ""
        payload = self._home(told.payload, socket).decode()
        return msgspec.json.encode(
            {"stream": ["hashtag", asked[told.hashtag]], "event": told.event, "payload": payload}
        ).decode()


async def _listen(socket: WebSocket, asked: dict[str, str]) -> None:
    """Take subscriptions until the listener goes away."""
    while True:
        order = msgspec.json.decode(await socket.receive_text(), type=_Order)
        if order.type == "subscribe" and order.stream == "hashtag" and not order.tag:
            await socket.send_text('{"error":"Missing tag name parameter","status":400}')
        elif order.type == "subscribe":
            asked[fold(order.tag)] = order.tag
        elif order.type == "unsubscribe":
            asked.pop(fold(order.tag), None)


def _hold(socket: WebSocket, *, held: bool) -> None:
    """Let nothing in or out of the connection: the other end's pings are not read, so not answered."""
    transport = socket.scope["state"]["transport"]
    if held:
        transport.pause_reading()
    else:
        transport.resume_reading()


def _arranged(news: Sequence[Told], mode: str) -> list[Told]:
    """In the order in which they are told."""
    if mode == "deletes_first":
        return sorted(news, key=lambda told: told.event != "delete")
    if mode == "reordered":
        return list(chain.from_iterable(news[start : start + 2][::-1] for start in range(0, len(news), 2)))
    return list(news)


def _disturbed(frames: Sequence[str], mode: str) -> Iterator[str]:
    """With what does not belong between them."""
    for number, frame in enumerate(filter(None, frames)):
        if mode == "garbage":
            yield GARBAGE[number % len(GARBAGE)]
        if mode == "truncated":
            yield frame[: len(frame) // 2]
        if mode == "duplicated":
            yield frame
        yield frame
