"""A browser's request, with bounds on what it may cost before it is whole. Uvicorn's HTTP has none of its own.

Nothing here takes a body: a request is its head, and more is nobody's honest wish.
"""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from backchannel.server.limits import Limits

TOO_LARGE = b"431 Request Header Fields Too Large"
TOO_SLOW = b"408 Request Timeout"


class BoundedRequests(HttpToolsProtocol):
    """Uvicorn's connection, closed when a request grows too long, or takes too long to arrive."""

    limits: ClassVar = Limits()
    _length = 0  # bytes since the last request was whole
    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Expect the first request."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take more of a request, if that is not too much of it."""
        self._length += len(data)
        if self._length > self.limits.request_bytes:
            self._refuse(TOO_LARGE)
            return
        self._expect()
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Expect the rest of a request, also of one that came together with the last."""
        self._expect()
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """The request is whole; it may take its time to be answered."""
        self._length = 0
        self._expect_nothing()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the WebSocket, which has bounds of its own."""
        self._expect_nothing()
        super().handle_websocket_upgrade()

    def _expect(self) -> None:
        if self._due is None:
            self._due = self.loop.call_later(self.limits.request_seconds, self._refuse, TOO_SLOW)

    def _expect_nothing(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _refuse(self, status: bytes) -> None:
        """Say so and close, unless an answer is on its way: that would be torn."""
        self._expect_nothing()
        if self.transport.is_closing():
            return
        if not self.cycle or self.cycle.response_complete:
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
        self.transport.close()


def bounded(limits: Limits) -> type[asyncio.Protocol]:
    """What uvicorn makes connections by."""
    return type("BoundedRequests", (BoundedRequests,), {"limits": limits})
