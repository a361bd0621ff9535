"""`doctor`: a look at everything an event stands on, and at one post."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from backchannel.model.event import Event
from backchannel.model.finding import Finding
from backchannel.runtime.process import make_clock
from backchannel.runtime.redis import open_client
from backchannel.services import examining
from backchannel.services.deciding import Desk
from backchannel.services.tracing import Trace, trace, unknown
from backchannel.settings import Misconfigured, Settings, read_event
from backchannel.sources.probe import LookedUp, Probe
from backchannel.sources.registry import network_of, networks
from backchannel.sources.web import open_http
from backchannel.store.archive import Archive
from backchannel.store.connect import Client, Unusable
from backchannel.store.private import find_server


class Report(Struct, frozen=True):
    """What was found, and what became of the post that was asked for."""

    findings: tuple[Finding, ...]
    post: tuple[Trace, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing failed."""
        return all(finding.grade != "fail" for finding in self.findings)


async def examine(settings: Settings, files: Sequence[Path], address: str = "") -> Report:
    """Look at the events of these files, at what they stand on, and at the post at that address."""
    events, findings = _configuration(files)
    async with open_http() as http:
        probe = Probe(http, make_clock())
        on_networks, (on_redis, traces) = await asyncio.gather(
            _networks(settings, events, probe), _redis(settings, events, address, probe)
        )
    here = [examining.disk(settings.data), examining.summaries(settings.summaries)]
    return Report((*findings, *on_redis, *on_networks, examining.clock(probe.skews), *here), tuple(traces))


def _configuration(files: Sequence[Path]) -> tuple[list[Event], list[Finding]]:
    events: list[Event] = []
    findings: list[Finding] = []
    for path in files:
        try:
            events.append(read_event(path))
        except Misconfigured as error:
            findings.append(
                Finding(f"Event {path.name}", "fail", str(error), "Mend that file; its example explains every key.")
            )
        else:
            findings.append(Finding(f"Event {path.name}", "ok", f"{events[-1].name}: {_hashtags(events[-1])}."))
    if not files:
        mend = "Name its file, as in `backchannel doctor config/events/tulips.toml`; `init` writes one."
        findings.append(Finding("Events", "warn", "No event was named, so no server is known to look at.", mend))
    return events, findings


def _hashtags(event: Event) -> str:
    return ", ".join(f"#{hashtag}" for hashtag in event.hashtags)


async def _networks(settings: Settings, events: Sequence[Event], probe: Probe) -> list[Finding]:
    looks = (one.examine(events, settings.of(one), probe, make_clock()) for one in networks().values())
    secrets = [one for network in networks().values() for one in examining.secrets(network.secrets(settings.data))]
    return [*(finding for found in await asyncio.gather(*looks) for finding in found), *secrets]


async def _redis(
    settings: Settings, events: Sequence[Event], address: str, probe: Probe
) -> tuple[list[Finding], list[Trace]]:
    """How Redis is, and what it has of the post. A private one that has never run is not started for a look."""
    try:
        if not settings.redis.url and not (settings.data / "redis").is_dir():
            return [Finding("Redis", "ok", f"A private one will be started ({find_server()}).")], []
        async with open_client(settings) as redis:
            traces = [await _trace(redis, settings, event, address, probe) for event in events if address]
            alike = [found for event in events for found in await examining.people(redis, event)]
            return [*await examining.redis_findings(redis), *alike], traces
    except Unusable as error:
        return [Finding("Redis", "fail", str(error), "Start it, or mend `url` in `[redis]`.")], []


async def _trace(redis: Client, settings: Settings, event: Event, address: str, probe: Probe) -> Trace:
    archive, desk = Archive(redis, event.slug), Desk(redis, event, make_clock())
    everywhere = [source for one in networks().values() for source in one.sources(event, settings.of(one))]
    known = await trace(event, archive, desk, ids=[address], sources=everywhere)
    if known:
        return known
    looked = await _look_up(settings, address, probe)
    known = await trace(event, archive, desk, ids=[looked.id] if looked and looked.id else [], sources=everywhere)
    return known or unknown(event, looked, _beside(looked, everywhere))


async def _look_up(settings: Settings, address: str, probe: Probe) -> LookedUp | None:
    for network in networks().values():
        if looked := await network.look_up(address, settings.of(network), probe):
            return looked
    return None


def _beside(looked: LookedUp | None, sources: Sequence[str]) -> list[str]:
    """The event's sources on the network that was looked at."""
    return [source for source in sources if looked and network_of(source) is network_of(looked.source)]
