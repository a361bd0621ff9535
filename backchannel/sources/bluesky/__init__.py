"""Bluesky: Jetstream for what happens, the public AppView for what it does not tell."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from backchannel.clock import Clock, SystemClock
from backchannel.model.event import Event
from backchannel.model.finding import Finding
from backchannel.sources.network import DAY, Network, Seconds, Secrets, Section
from backchannel.sources.probe import LookedUp, Probe
from backchannel.sources.source import Source
from backchannel.text.links import socket_service, web_service

Address = Annotated[str, AfterValidator(web_service)]


class BlueskySettings(Section):
    """How Bluesky is read. Seconds."""

    jetstreams: tuple[Annotated[str, AfterValidator(socket_service)], ...] = (
        "wss://jetstream.us-east.bsky.network",
        "wss://jetstream.us-west.bsky.network",
    )
    appview: Address = "https://public.api.bsky.app"
    pds: Address = "https://bsky.social"
    past_hours: Annotated[float, Field(ge=0, le=36)] = 0.0
    waiting_limit: Annotated[int, Field(gt=0)] = 5_000
    stall_seconds: Annotated[float, Field(ge=0, le=DAY)] = 15.0
    recheck_seconds: Seconds = 60.0


class Bluesky(Network[BlueskySettings]):
    """One source for all events, called `bluesky`."""

    name = "bluesky"
    title = "Bluesky"
    places = "Bluesky sources"
    section = BlueskySettings

    def sources(self, event: Event, section: BlueskySettings) -> tuple[str, ...]:
        """The one source, unless the settings leave Bluesky out."""
        return (self.name,) if section.jetstreams else ()

    def owns(self, source: str) -> bool:
        """Whether it is the one."""
        return source == self.name

    def make(self, events: Sequence[Event], section: BlueskySettings, clock: Clock, secrets: Secrets) -> Source:
        """The collector. A clock that is turned belongs to a rehearsal, whose network is silent while it stands."""
        from backchannel.sources.bluesky.collector import BlueskySource
        from backchannel.sources.bluesky.membership import bluesky_credentials
        from backchannel.sources.bluesky.policy import REHEARSAL, Policy

        live = Policy(
            stall=section.stall_seconds or None,
            waiting=section.waiting_limit,
            recheck_every=section.recheck_seconds,
            past_hours=section.past_hours,
        )
        policy = live if isinstance(clock, SystemClock) else REHEARSAL
        credentials = bluesky_credentials(secrets, section.pds)
        return BlueskySource(section.jetstreams, section.appview, clock=clock, policy=policy, credentials=credentials)

    async def examine(
        self, events: Sequence[Event], section: BlueskySettings, probe: Probe, clock: Clock
    ) -> Sequence[Finding]:
        """Whether every Jetstream host and the AppView answer."""
        from backchannel.sources.bluesky.examine import appview, jetstream

        if not section.jetstreams:
            return []
        hosts = (jetstream(host, clock) for host in section.jetstreams)
        return await asyncio.gather(*hosts, appview(section.appview, probe))

    def secrets(self, data: Path) -> Mapping[str, Path]:
        """The session."""
        from backchannel.sources.bluesky.member import SESSION_FILE

        return {"Bluesky session": data / SESSION_FILE}

    def variables(self) -> Sequence[str]:
        """The account that logs in."""
        from backchannel.sources.bluesky.membership import HANDLE, PASSWORD

        return (HANDLE, PASSWORD)

    async def look_up(self, address: str, section: BlueskySettings, probe: Probe) -> LookedUp | None:
        """What the AppView says."""
        from backchannel.sources.bluesky.examine import look_up

        return await look_up(address, section.appview, probe)

    def sees(self, event: Event) -> str:
        """What Jetstream sees of any event."""
        return (
            "public posts with the hashtag, as they are written; "
            "not of people who ask not to be shown to those who are not logged in"
        )


NETWORK = Bluesky()
