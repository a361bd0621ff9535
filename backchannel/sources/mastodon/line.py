"""One open socket to a server's streaming, on which it tells of several hashtags at once.

What has arrived waits in the library, up to a number of frames; then the socket is not read, and the server, whose
pings go unanswered, ends it. Nothing is dropped here.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from backchannel.clock import Clock
from backchannel.model.codec import encode
from backchannel.sources.mastodon.credential import Token
from backchannel.sources.mastodon.policy import Policy

PATH = "/api/v1/streaming"

_REFUSALS = range(400, 500)
_wire = logging.getLogger(f"{__name__}.wire")


class Lost(Exception):
    """The connection is gone, or there never was one; the words say how."""


class StreamRefused(Exception):
    """The server will not let us listen; the words say why."""


class _Straight(connect):
    """Follows no redirect: a token goes where it was meant to, or nowhere."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class Socket:
    """Frames in the order they come, and the proof that there are no more."""

    def __init__(self, connection: ClientConnection, clock: Clock, policy: Policy) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._is_idle = asyncio.Event()

    async def next(self) -> bytes:
        """The next frame. To ask for it says that all before it have been dealt with. Raises `Lost`."""
        self._is_idle.set()
        try:
            return await self._connection.recv(decode=False)
        except ConnectionClosed as closed:
            raise Lost(str(closed)) from None
        finally:
            self._is_idle.clear()

    async def proven(self) -> datetime:
        """Up to when everything the server told has been dealt with: until it was asked. Raises `Lost`."""
        at = self._clock.now()
        try:
            async with asyncio.timeout(self._policy.timeout_seconds):
                await (await self._connection.ping())
                while not self._is_idle.is_set():
                    await self._is_idle.wait()
        except ConnectionClosed as closed:
            raise Lost(str(closed)) from None
        except TimeoutError:
            raise Lost("does not answer a ping") from None
        return at

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.transport.abort()


async def listen(base: str, hashtags: Iterable[str], token: Token, clock: Clock, policy: Policy) -> Socket:
    """Open a socket and ask for these hashtags. Raises `Lost` or `StreamRefused`."""
    _wire.setLevel(logging.WARNING)  # below that the library writes down headers, and the token with them
    opening = _Straight(
        f"{base.rstrip('/')}{PATH}",
        additional_headers=token.header,
        user_agent_header=policy.user_agent,
        compression=None,
        proxy=None,  # as for REST: from our own settings, never from the surroundings
        open_timeout=policy.timeout_seconds,
        ping_interval=policy.ping_every,
        ping_timeout=policy.ping_timeout,
        max_size=policy.longest_frame_bytes,
        max_queue=policy.buffered,
        logger=_wire,
    )
    try:
        connection = await opening
        for hashtag in hashtags:
            await connection.send(encode({"type": "subscribe", "stream": "hashtag", "tag": hashtag}), text=True)
    except InvalidStatus as refused:
        status = refused.response.status_code
        if status in _REFUSALS and status != 429:
            raise StreamRefused(f"HTTP {status}") from None
        raise Lost(f"HTTP {status}") from None
    except InvalidURI:
        raise StreamRefused("no address to stream from") from None
    except (OSError, InvalidHandshake, ConnectionClosed) as why:
        raise Lost(type(why).__name__) from None
    return Socket(connection, clock, policy)
