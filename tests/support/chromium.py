"""A page in Chromium, watched for console errors, policy violations and requests to anybody else."""

import json
import shutil
from typing import Any

from playwright.async_api import ConsoleMessage, Locator, Page, Request, WebSocket, expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CALLED = ("chromium", "chromium-browser", "google-chrome")  # as `make browser` looks for it
PATIENCE = 20_000  # milliseconds in which a busy machine shows what is asked of it; it ends no wait that succeeds
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective}`));
"""


def installed() -> str | None:
    """Where Chromium is; None where it is only Playwright's own."""
    return next(filter(None, map(shutil.which, CALLED)), None)


class Watched:
    """One page and its offences. `frames` are the wall's frames since the last `forget`."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.offences: list[str] = []
        self.frames: list[dict[str, Any]] = []
        self._address = address
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.offences.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("websocket", self._socket)

    async def start(self) -> None:
        """Watch for policy violations from the first moment on."""
        await self.page.add_init_script(REPORT_VIOLATIONS)

    async def open(self, url: str) -> None:
        """Open a wall, and return once it is live."""
        await self.page.goto(url)
        await self.is_live()

    async def is_live(self) -> None:
        """Wait until the wall says so."""
        await expect(self.page.locator(".status-words")).to_have_text("Live", timeout=15_000)

    def forget(self) -> None:
        """Forget the frames heard so far."""
        self.frames.clear()

    def find(self, selector: str) -> Locator:
        """Elements of the page."""
        return self.page.locator(selector)

    def card(self, text: str) -> Locator:
        """The card with that text."""
        return self.page.locator(".slot:not(.measure) .card", has_text=text)

    def article(self, text: str) -> Locator:
        """The article with that text."""
        return self.page.locator(".post", has_text=text)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused connection is what an outage looks like; the page says it in its own words.
        if message.type in {"error", "warning"} and "ERR_CONNECTION_REFUSED" not in message.text:
            self.offences.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if request.url.split("/")[2] != self._address:
            self.offences.append(f"third party: {request.url}")

    def _socket(self, socket: WebSocket) -> None:
        if socket.url.split("/")[2] != self._address:
            self.offences.append(f"third party: {socket.url}")
        socket.on("framereceived", lambda text: self.frames.append(json.loads(text)))
