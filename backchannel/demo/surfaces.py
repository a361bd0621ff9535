"""How each surface behaves and what it was asked. A surface is a Mastodon server by name, Jetstream or the AppView."""

from collections import Counter
from collections.abc import Callable, Iterable

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from backchannel.demo.bell import Bell
from backchannel.demo.faults import FAULTS, OK

JETSTREAM = "jetstream"
JETSTREAM_WEST = "jetstream-west"
APPVIEW = "appview"

_KINDS = {JETSTREAM: "jetstream", JETSTREAM_WEST: "jetstream", APPVIEW: "appview"}


class Surfaces:
    """The mode of every surface, and how often each of its paths was asked for. `bell` rings when a mode changes."""

    def __init__(self, bell: Bell, servers: Iterable[str]) -> None:
        self.bell = bell
        self._modes = dict.fromkeys((*servers, *_KINDS), OK)
        self.requests: dict[str, Counter[str]] = {surface: Counter() for surface in self._modes}

    def mode(self, surface: str) -> str:
        """How the surface behaves now."""
        return self._modes[surface]

    def fault(self, surface: str, mode: str) -> None:
        """Let the surface behave so from now on. Raises `ValueError` for a surface or a mode that is not there."""
        if surface not in self._modes:
            raise ValueError(f"no surface `{surface}`; there are {', '.join(self._modes)}")
        modes = (OK, *FAULTS[_KINDS.get(surface, "mastodon")])
        if mode not in modes:
            raise ValueError(f"no mode `{mode}` of {surface}; there are {', '.join(modes)}")
        self._modes[surface] = mode
        self.bell.ring()

    def recover(self) -> None:
        """Let every surface be well, so that nobody waits for a slow one any longer."""
        self._modes = dict.fromkeys(self._modes, OK)
        self.bell.ring()

    async def settled(self, surface: str) -> str:
        """The mode, once it is not `slow`."""
        while self.mode(surface) == "slow":
            await self.bell.wait()
        return self.mode(surface)


class Surface:
    """One application of a surface, behind its faults; `busy` makes its answer to too many requests."""

    def __init__(self, app: ASGIApp, name: str, surfaces: Surfaces, busy: Callable[[], Response]) -> None:
        self._app = app
        self._name = name
        self._surfaces = surfaces
        self._busy = busy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request, wait while the surface is slow, then answer or fail."""
        path: str = scope["path"]
        self._surfaces.requests[self._name][path.removeprefix(scope["root_path"])] += 1
        match await self._surfaces.settled(self._name):
            case "drop":
                hang_up(scope)
                await _gone(receive)
            case "error":
                await PlainTextResponse("Service Unavailable", 503)(scope, receive, send)
            case "broken":
                await PlainTextResponse("Internal Server Error", 500)(scope, receive, send)
            case "ratelimit":
                await self._busy()(scope, receive, send)
            case _:
                await self._app(scope, receive, send)


def hang_up(scope: Scope) -> None:
    """End the connection without a word, as a killed process does."""
    scope["state"]["transport"].abort()


async def _gone(receive: Receive) -> None:
    while not (await receive())["type"].endswith("disconnect"):
        pass
