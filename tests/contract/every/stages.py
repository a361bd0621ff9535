"""The same things, made to happen on every network: what a source of it must make of them is in the contract."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple, Self

from msgspec import Raw
from msgspec.structs import replace

from backchannel.clock import TurnedClock
from backchannel.demo.networks import PretendNetworks
from backchannel.demo.recording import JetstreamEvent, MastodonEvent, Recording
from backchannel.sources.bluesky.collector import BlueskySource
from backchannel.sources.bluesky.policy import REHEARSAL
from backchannel.sources.mastodon.collector import MastodonSource
from backchannel.sources.mastodon.policy import Policy, Rate
from backchannel.sources.network import Secrets
from backchannel.sources.registry import networks
from backchannel.sources.rss import RssSettings
from backchannel.sources.source import Outbox, Source
from support.feed_host import FeedHost, Item, a_feed_host, atom
from support.outbox import MemoryOutbox
from support.recordings import START, STEP, RecordingBuilder

HASHTAG = "#tulipconf"
SERVER = "tulip.example"
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Step(NamedTuple):
    """What happens: a post, an edit of it, a post of somebody who asks not to be kept, or nonsense."""

    kind: Literal["post", "edit", "reticent", "nonsense"]
    key: str
    words: str


class Stage(ABC):
    """A network on which the steps happen, a minute apart from `START` on, as the test turns the clock."""

    sources: tuple[str, ...]

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps
        self.clock = TurnedClock(START - STEP)
        self.event = RecordingBuilder(servers=(SERVER,)).build().event

    @abstractmethod
    async def open(self, stack: AsyncExitStack) -> None:
        """Listen until the stack is left."""

    @abstractmethod
    def release(self, until: datetime) -> None:
        """Let everything happen up to then."""

    @abstractmethod
    def source(self) -> Source:
        """A new collector."""

    @abstractmethod
    def fault(self, mode: Literal["ok", "slow", "error"]) -> None:
        """Let the network behave so from now on."""

    @abstractmethod
    def asked(self) -> int:
        """How many requests there were for new posts."""

    @property
    def ends(self) -> datetime:
        """When the last step has happened."""
        return START + len(self.steps) * STEP

    def turn(self, to: datetime | None = None, *, by: float = 0) -> None:
        """Let everything happen up to then (or so many seconds on), and turn the clock there."""
        then = to or self.clock.now() + timedelta(seconds=by)
        self.release(then)
        self.clock.turn(then)

    def outbox(self) -> MemoryOutbox:
        """A new outbox of the event."""
        return MemoryOutbox(self.event)

    async def heard(self, outbox: MemoryOutbox) -> None:
        """Return once the outbox has been told all that happened until now."""
        target = self.clock.now()
        await self.until(lambda: all(outbox.heard.get(source, _LONG_AGO) >= target for source in self.sources))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return once the condition holds; time goes on meanwhile."""
        async with asyncio.timeout(60):
            while not condition():
                await asyncio.sleep(0.005)
                self.turn(by=0.5)

    @asynccontextmanager
    async def collecting(self, *outboxes: Outbox) -> AsyncGenerator[Source]:
        """A collector that runs while the context is open, and then is cancelled."""
        source = self.source()
        task = asyncio.create_task(source.run(outboxes))
        try:
            yield source
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


class _Pretended(Stage):
    """A stage on the pretend networks."""

    surface: str

    def __init__(self, steps: tuple[Step, ...]) -> None:
        super().__init__(steps)
        self._builder = RecordingBuilder(servers=(SERVER,))
        for step in steps:
            self.tell(step)
        self._networks = PretendNetworks(self.spoilt(self._builder.build()))

    @abstractmethod
    def tell(self, step: Step) -> None:
        """Record the step."""

    @abstractmethod
    def spoilt(self, recording: Recording) -> Recording:
        """The recording with nonsense where that is to happen."""

    async def open(self, stack: AsyncExitStack) -> None:
        await stack.enter_async_context(self._networks)

    def release(self, until: datetime) -> None:
        self._networks.release(until)

    def fault(self, mode: Literal["ok", "slow", "error"]) -> None:
        self._networks.fault(self.surface, mode)

    def is_nonsense(self, at: datetime) -> bool:
        """Whether that is what happens then."""
        return any(step.kind == "nonsense" and START + n * STEP == at for n, step in enumerate(self.steps))


class MastodonStage(_Pretended):
    sources = (SERVER,)
    surface = SERVER

    def tell(self, step: Step) -> None:
        builder, words = self._builder, f"{step.words} {HASHTAG}"
        match step.kind:
            case "edit":
                builder.edit(step.key, words)
            case "reticent":
                builder.person("cleo", note="<p>#nobot</p>").status(step.key, words, by="cleo")
            case _:
                builder.status(step.key, words)

    def spoilt(self, recording: Recording) -> Recording:
        return recording._replace(mastodon=tuple(map(self._spoilt, recording.mastodon)))

    def source(self) -> Source:
        policy = Policy(timeout_seconds=60, paging=Rate(1e6, 1000), other=Rate(1e6, 1000))
        return MastodonSource(self._networks.endpoints.mastodon, self.clock, policy)

    def asked(self) -> int:
        return self._networks.requests[SERVER].total()

    def _spoilt(self, event: MastodonEvent) -> MastodonEvent:
        if event.status is None or not self.is_nonsense(event.at):
            return event
        return event._replace(status=event.status._replace(raw=b'{"id": "%s", "uri": 7}' % event.id.encode()))


class BlueskyStage(_Pretended):
    sources = ("bluesky",)
    surface = "jetstream"

    def tell(self, step: Step) -> None:
        builder, words = self._builder, f"{step.words} {HASHTAG}"
        match step.kind:
            case "edit":
                builder.bluesky_update(step.key, words)
            case "reticent":
                builder.profile("cleo.example", labels=["!no-unauthenticated"])
                builder.bluesky_post(step.key, words, by="cleo.example")
            case _:
                builder.bluesky_post(step.key, words)

    def spoilt(self, recording: Recording) -> Recording:
        return recording._replace(jetstream=tuple(map(self._spoilt, recording.jetstream)))

    def source(self) -> Source:
        found = self._networks.endpoints
        return BlueskySource([found.jetstream], found.appview, self.clock, REHEARSAL)

    def asked(self) -> int:
        return self._networks.requests["jetstream"].total()

    def _spoilt(self, event: JetstreamEvent) -> JetstreamEvent:
        if event.commit is None or not self.is_nonsense(event.at):
            return event
        return replace(event, commit=replace(event.commit, record=Raw(b'"a record should be an object"')))


class RssStage(Stage):
    async def open(self, stack: AsyncExitStack) -> None:
        self._host: FeedHost = await stack.enter_async_context(a_feed_host())
        self.sources = (self._host.url().removeprefix("http://"),)
        self.event = replace(self.event, places={"feeds": (self._host.url(),)})
        self._host.put(atom([]))

    def release(self, until: datetime) -> None:
        items: dict[str, Item] = {}
        for number, step in enumerate(self.steps):
            at = START + number * STEP
            if at <= until:
                items[step.key] = self._item(step, at, items.get(step.key))
        self._host.put(atom(reversed(items.values())))

    def source(self) -> Source:
        return networks()["rss"].make([self.event], RssSettings(poll_seconds=15), self.clock, Secrets(Path()))

    def fault(self, mode: Literal["ok", "slow", "error"]) -> None:
        self._host.fault(mode)

    def asked(self) -> int:
        return self._host.asked.total()

    def _item(self, step: Step, at: datetime, before: Item | None) -> Item:
        words = f"{step.words} {HASHTAG}" + (" #optout" if step.kind == "reticent" else "")
        raw = "<entry><title>Nameless #tulipconf</title></entry>" if step.kind == "nonsense" else ""
        return Item(step.key, "", before.at if before else at, words, changed=at, raw=raw)


STAGES: dict[str, type[Stage]] = {"bluesky": BlueskyStage, "mastodon": MastodonStage, "rss": RssStage}


class Open:
    """Opens the stage of one network for a test's own steps."""

    def __init__(self, network: str) -> None:
        self.network = network
        self._stack = AsyncExitStack()

    async def __call__(self, *steps: Step) -> Stage:
        stage = STAGES[self.network](steps)
        await stage.open(self._stack)
        return stage

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()


def posts(count: int) -> tuple[Step, ...]:
    """So many posts, a minute apart."""
    return tuple(Step("post", f"post{number}", f"Bulb {number}") for number in range(count))
