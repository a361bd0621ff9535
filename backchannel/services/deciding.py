"""A human's order from the command line: found in the archive by its address, appended to ingest."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from backchannel.clock import Clock
from backchannel.model.event import Event
from backchannel.model.sighting import Decision
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.store.ingest import Ingest
from backchannel.text.hashtags import fold

NO_SESSION = "none"

_BLUESKY_POST = re.compile(r"/profile/([^/]+)/post/([^/]+)")
_BLUESKY_PROFILE = re.compile(r"/profile/([^/]+)$")


class Unknown(Exception):
    """Nobody and nothing by that address is in the archive; the sentence says so."""


class Desk:
    """Takes orders about one event's posts and authors."""

    def __init__(self, redis: Client, event: Event, clock: Clock) -> None:
        self._archive = Archive(redis, event.slug)
        self._ingest = Ingest(redis, event.slug)
        self._event = event
        self._clock = clock

    async def order(self, verb: str, target: str, *, by: str, sessions: Sequence[str] = ()) -> str:
        """Order `verb` for a post (its address or id) or, for …-author, an author. Answers the id it is about.

        `sessions` are the ids of those to `place` it in. Raises `Unknown` where the archive has no such post or author.
        """
        find = self._author if verb.endswith("-author") else self.find
        found = await find(target.strip())
        if found is None:
            raise Unknown(f"{target} is not in the archive of {self._event.name}: has it been seen yet?")
        order = Decision(verb=verb, target=found, at=self._clock.now(), by=by, sessions=tuple(sessions))
        await self._ingest.add(order)
        return found

    async def place(self, target: str, session: str, *, by: str) -> tuple[str, str]:
        """Order that a post is about that session, by its id or hashtag, or about `none`. Answers its id and the title.

        Raises `Unknown` for a post that the archive lacks, and a session that the programme lacks.
        """
        if session == NO_SESSION:
            return await self.order("place", target, by=by), ""
        held = await self._archive.programme()
        asked = session.removeprefix("#")
        known = held.programme.sessions if held else ()
        found = next((one for one in known if asked in {one.id, one.hashtag} or fold(asked) == one.hashtag), None)
        if found is None:
            raise Unknown(f"{session} is no session of {self._event.name}: name its id or its hashtag, or none")
        return await self.order("place", target, by=by, sessions=(found.id,)), found.talk.title

    async def forget(self, who: str, *, by: str) -> int:
        """Order that everything of an author is erased for good; answers how many posts that are. Raises `Unknown`."""
        author = await self._author(who.strip()) or ""
        posts = len(await self._archive.posts_of(author))
        await self.order("forget-author", who, by=by)
        return posts

    async def find(self, target: str) -> str | None:
        """The id of the post at an address, or with that id; None where the archive has none."""
        candidates = [target, await self._archive.id_of(target.rstrip("/")), await self._on_bluesky(target)]
        for candidate in candidates:
            if candidate and await self._archive.record(candidate) is not None:
                return candidate
        return None

    async def _on_bluesky(self, target: str) -> str | None:
        """The id behind a Bluesky address, which people copy with the author's handle in it."""
        found = _BLUESKY_POST.search(unquote(urlsplit(target).path))
        if found is None:
            return None
        author = await self._archive.author_of(found[1].lower()) or found[1]
        return f"at://{author}/app.bsky.feed.post/{found[2]}"

    async def _author(self, target: str) -> str | None:
        """The id of the author with that handle, profile's address or id; None where the archive has none."""
        named = target.removeprefix("@").rstrip("/")
        profile = _BLUESKY_PROFILE.search(unquote(urlsplit(named).path))
        for name in (named, *(profile.groups() if profile else ())):
            found = await self._archive.author_of(name.lower()) or name
            if (await self._archive.registers([found]))[0] is not None:
                return found
        return None
