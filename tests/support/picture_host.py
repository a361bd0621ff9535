"""A real host of pictures on a port of its own, which counts what it is asked for; and pictures to put on it."""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

from PIL import Image

OK = "HTTP/1.1 200 OK"


def a_picture(width: int = 60, height: int = 40, *, kind: str = "PNG", colour: str = "#c8442c", **facts: Any) -> bytes:
    """A picture of one colour."""
    drawn = BytesIO()
    Image.new("RGB", (width, height), colour).save(drawn, kind, **facts)
    return drawn.getvalue()


class PictureHost:
    """What it serves is set by path; `asked` counts, `requests` are the heads of all requests as they came."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: Counter[str] = Counter()
        self.requests: list[str] = []
        self.open = asyncio.Event()  # answers wait for it
        self.open.set()
        self._answers: dict[str, bytes] = {}

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"

    def put(self, path: str, body: bytes, *, status: str = OK, headers: str = "") -> str:
        """Serve this at the path; returns its address. The type it claims is always a lie."""
        head = f"{status}\r\nContent-Type: text/html\r\n{headers}Connection: close\r\n\r\n"
        self._answers[path] = head.encode() + body
        return self.url(path)

    def redirect(self, path: str, to: str) -> str:
        """Lead from the path to another address."""
        return self.put(path, b"", status="HTTP/1.1 302 Found", headers=f"Location: {to}\r\n")

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one answer."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split()[1]
        self.asked[path] += 1
        self.requests.append(head)
        await self.open.wait()
        writer.write(self._answers.get(path, b"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n"))
        writer.close()


@asynccontextmanager
async def a_picture_host(tls: ssl.SSLContext | None = None) -> AsyncGenerator[PictureHost]:
    """A host that serves until the block ends."""
    host = PictureHost()
    server = await asyncio.start_server(_forgiving(host.answer), "127.0.0.1", 0, ssl=tls)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        host.open.set()
        server.close()


def _forgiving(answer: Callable[..., Any]) -> Callable[..., Any]:
    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()  # whoever asked has gone

    return answered
