"""The follow page, for those who could not come: all posts to read, each with an address of its own."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backchannel.model.codec import encode
from backchannel.model.event import Event
from backchannel.programme.limits import LONGEST_ID
from backchannel.server.articles import PROTOTYPE
from backchannel.server.feed import Feed, Wanted
from backchannel.server.followed import Followed
from backchannel.server.hours import before_hour_ends, hour_asked, hours
from backchannel.server.hub import Hub
from backchannel.server.limits import Limits
from backchannel.server.media.pictures import post_id_of
from backchannel.server.places import place
from backchannel.server.sentences import coverage_sentence, numbers_sentence
from backchannel.server.stage import stage_of
from backchannel.server.templates import Templates
from backchannel.server.thread import Threads
from backchannel.server.venue import Venue
from backchannel.server.view import View
from backchannel.store.archive import NOW, Place
from backchannel.store.connect import Unreachable

LONGEST_WORD = 20  # characters of a language or a network in an address
AGAIN = "5"  # seconds until the store may be back
NO_VALUES: Mapping[str, object] = MappingProxyType({})

Answer = Callable[[Request], Awaitable[Response]]


class FollowPages:
    """Answers `/{slug}/follow`, and everything under `/{slug}/posts`."""

    def __init__(self, hub: Hub, templates: Templates, limits: Limits) -> None:
        self._hub, self._templates, self._limits = hub, templates, limits

    async def follow(self, request: Request) -> Response:
        """The newest posts, or those `before` a place. They keep up where JavaScript runs, and are there without."""
        followed, wanted, before = self.followed(request), _wanted(request), request.query_params.get("before", "")
        hour = None if before else hour_asked(request.query_params.get("hour", ""))
        if hour is not None:
            before = before_hour_ends(followed.event, hour)
        feed = Feed(followed, self._limits)
        page, count = await feed.page(_place(before), wanted)
        values = {
            "posts": page.posts[:count],
            "known": {post.id: post for post in page.posts},
            "older": page.older,
            "before": before,
            "hour": hour,
            "hours": await hours(followed, self._hub.now()),
            "choices": await feed.choices(wanted),
            "wanted": wanted,
            "session": (await stage_of(followed.archive)).sessions.get(wanted.session),
        }
        return await self.page("follow.html", followed, values)

    async def posts(self, request: Request) -> Response:
        """A page of posts as JSON, in the same words as the frames of the live view."""
        page, _ = await Feed(self.followed(request), self._limits).page(
            _place(request.query_params.get("before", "")), _wanted(request)
        )
        return Response(encode(page), media_type="application/json", headers={"Cache-Control": "no-cache"})

    async def post(self, request: Request) -> Response:
        """One post with its conversation."""
        followed = self.followed(request)
        post_id = post_id_of(request.path_params["key"])
        thread = await Threads(followed, self._limits.thread).around(post_id) if post_id else None
        if thread is None:
            return await self.page("follow-gone.html", followed, status=404)
        return await self.page("follow-post.html", followed, {"thread": thread, "known": thread.known})

    def now(self) -> datetime:
        """The event's time."""
        return self._hub.now()

    def followed(self, request: Request) -> Followed:
        """The event that the address names. Raises 404 where there is none."""
        followed = self._hub.followed(request.path_params["slug"])
        if followed is None:
            raise HTTPException(404)
        return followed

    def feed(self, name: str, event: Event, values: Mapping[str, object]) -> Response:
        """A feed, for readers who come back by themselves."""
        return self._templates.feed(name, {"event": event, **values})

    async def page(
        self, name: str, followed: Followed, values: Mapping[str, object] = NO_VALUES, *, status: int = 200
    ) -> Response:
        """A page to read, with what every such page says of the event."""
        event, now = followed.event, self._hub.now()
        watch = await View(followed, self._limits, "follow").coverage(now)
        venue = Venue(event.timezone, now)
        about = {
            "event": event,
            "venue": venue,
            "beat": self._limits.beat,
            "closing": self._hub.closing(event),
            "numbers": numbers_sentence(watch.numbers),
            "coverage": coverage_sentence(watch.sources, venue),
            "position": self._hub.position(event.slug, "follow"),
            "prototype": PROTOTYPE,
            "rooms": (await stage_of(followed.archive)).rooms_at(now),
        }
        return self._templates.page(name, {**about, **values}, status)


def while_reachable(answer: Answer) -> Answer:
    """The same answer, or 503 while the store can't be read."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except Unreachable:
            raise HTTPException(503, headers={"Retry-After": AGAIN}) from None

    return answered


def _place(word: str) -> Place:
    found = place(word) if word else NOW
    if found is None:
        raise HTTPException(404)
    return found


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    language, network = (asked.get(name, "")[:LONGEST_WORD] for name in ("language", "network"))
    return Wanted(language, network, asked.get("session", "")[:LONGEST_ID])
