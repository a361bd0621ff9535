"""The pages alone: an application without a store, for whatever does not ask one."""

import httpx
from starlette.testclient import TestClient

from backchannel.clock import SystemClock
from backchannel.model.event import Event
from backchannel.server.app import create_app
from backchannel.server.followed import Followed
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.media.fetch import Fetcher, pictures_bounds
from backchannel.server.media.studio import Studio
from backchannel.server.site import Site
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.wall import WallLog


def served(*events: Event) -> TestClient:
    """A browser of these events' pages."""
    redis = Client("unix:///nowhere")  # the pages hold no post, and ask nobody
    followed = [Followed(event, Archive(redis, event.slug), WallLog(redis, event.slug)) for event in events]
    limits, site = Limits(), Site()
    hub = Hub(followed, clock=SystemClock(), limits=limits)
    studio = Studio(Fetcher(httpx.AsyncClient(), pictures_bounds(limits), site.allowed_hosts), hub.shelf, limits)
    return TestClient(create_app(hub, studio, limits=limits, site=site))
