"""How one server is asked: what every task that reads it needs."""

from typing import NamedTuple

from backchannel.clock import Clock
from backchannel.sources.mastodon.client import Client
from backchannel.sources.mastodon.policy import Policy
from backchannel.sources.mastodon.probe import Probe


class Access(NamedTuple):
    """One server, by the name that events and handles know it by."""

    server: str
    client: Client
    probe: Probe
    clock: Clock
    policy: Policy
