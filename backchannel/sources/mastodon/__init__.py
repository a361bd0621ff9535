"""Mastodon, and all that speaks its REST API."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from backchannel.clock import Clock
from backchannel.model.event import Event
from backchannel.model.finding import Finding
from backchannel.sources.network import Network, Seconds, Secrets, Section
from backchannel.sources.probe import LookedUp, Probe
from backchannel.sources.source import Source
from backchannel.text.links import web_service


class MastodonSettings(Section):
    """How Mastodon servers are read. Seconds."""

    poll_seconds: Seconds = 15.0
    recheck_seconds: Seconds = 60.0
    recheck_all_seconds: Seconds = 1800.0
    reach: dict[str, Annotated[str, AfterValidator(web_service)]] = Field(default_factory=dict)

    def addresses(self, servers: tuple[str, ...]) -> dict[str, str]:
        """The base address of each of these servers, and of every other that we were told of."""
        return {**{server: f"https://{server}" for server in servers}, **self.reach}


class Mastodon(Network[MastodonSettings]):
    """A source for each server that events name."""

    name = "mastodon"
    title = "Mastodon"
    places = "Mastodon servers"
    section = MastodonSettings

    def sources(self, event: Event, section: MastodonSettings) -> tuple[str, ...]:
        """The servers the event names."""
        return event.servers

    def owns(self, source: str) -> bool:
        """Whether it is the name of a host, with its port if it has one."""
        return "/" not in source and ("." in source or ":" in source)

    def make(self, events: Sequence[Event], section: MastodonSettings, clock: Clock, secrets: Secrets) -> Source:
        """One collector for all servers."""
        from backchannel.sources.mastodon.collector import MastodonSource
        from backchannel.sources.mastodon.policy import Policy
        from backchannel.sources.mastodon.tokens import read_tokens

        servers = tuple(dict.fromkeys(server for event in events for server in event.servers))
        policy = Policy(
            poll_every=section.poll_seconds,
            recheck_young_every=section.recheck_seconds,
            recheck_all_every=section.recheck_all_seconds,
        )
        tokens = read_tokens(secrets, servers)
        return MastodonSource(section.addresses(servers), clock, policy, tokens=tokens)

    async def examine(
        self, events: Sequence[Event], section: MastodonSettings, probe: Probe, clock: Clock
    ) -> Sequence[Finding]:
        """Whether each server lets strangers read a hashtag."""
        from backchannel.sources.mastodon.examine import examine

        hashtags = {server: event.hashtags[0] for event in events for server in event.servers}
        found = section.addresses(tuple(hashtags))
        looks = (examine(server, found[server], hashtag, probe) for server, hashtag in hashtags.items())
        return await asyncio.gather(*looks)

    def secrets(self, data: Path) -> Mapping[str, Path]:
        """The tokens."""
        from backchannel.sources.mastodon.tokens import FILE

        return {"Mastodon tokens": data / FILE}

    def variables(self) -> Sequence[str]:
        """A token for each server."""
        from backchannel.sources.mastodon.tokens import PREFIX

        return (PREFIX,)

    async def look_up(self, address: str, section: MastodonSettings, probe: Probe) -> LookedUp | None:
        """What the post's own server says, or another that shows it."""
        from backchannel.sources.mastodon.examine import look_up

        host = urlsplit(address).netloc
        return await look_up(address, section.addresses((host,))[host], probe)

    def sees(self, event: Event) -> str:
        """What the servers of an event see."""
        return (
            f"public posts with the hashtag that reached {', '.join(event.servers)}; "
            "not what is unlisted or for followers, nor what none of these servers has received"
        )


NETWORK = Mastodon()
