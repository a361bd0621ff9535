"""Reads one event's archive: the records, and the indexes curate keeps beside them."""

import math
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple, TypeVar

from backchannel.model.event import Coverage, Policy
from backchannel.model.record import Record, Register
from backchannel.model.sighting import Gap, LinkSeen, ProgrammeChanged, Shifted
from backchannel.store.connect import Client, server_info
from backchannel.store.ingest import Ingest, coverage_of
from backchannel.store.keys import Keys, link_field
from backchannel.store.stored import stored

T = TypeVar("T")
PAGE = 500  # records read at once

TIES = 100  # posts of one and the same moment; more than that are met by no page


class Place(NamedTuple):
    """Where a public post stands among the others: its creation in seconds since 1970, then its id."""

    created: float
    post_id: str = ""


class PostLink(NamedTuple):
    """A link of a post."""

    post_id: str
    url: str


NOW = Place(math.inf)  # before the newest


class Archive:
    """One event's posts, ruled on."""

    def __init__(self, redis: Client, slug: str) -> None:
        self._redis = redis
        self._keys = Keys(slug)
        self._ingest = Ingest(redis, slug)
        self._programme: tuple[bytes | None, ProgrammeChanged | None] = (None, None)

    async def record(self, post_id: str) -> Record | None:
        """What is known of a post."""
        return (await self.records([post_id]))[0]

    async def records(self, ids: Sequence[str]) -> list[Record | None]:
        """What is known of each post, in order; None for one never seen."""
        return [_if_any(raw, Record) for raw in await self._many(self._keys.posts, ids)]

    async def registers(self, authors: Sequence[str]) -> list[Register | None]:
        """What is known of each author, in order; None for one never seen."""
        return [_if_any(raw, Register) for raw in await self._many(self._keys.authors, authors)]

    async def older(self, than: Place, limit: int, *, session: str = "") -> list[Place]:
        """Public posts, or those about a session, that come after that place where the newest comes first."""
        key = self._keys.about(session) if session else self._keys.shown
        at, bound = repr(than.created), ("WITHSCORES", "LIMIT", 0)
        beside = _places(await self._redis.call("ZREVRANGEBYSCORE", key, at, at, *bound, limit + TIES))
        below = _places(await self._redis.call("ZREVRANGEBYSCORE", key, f"({at}", "-inf", *bound, limit))
        return [*(place for place in beside if _comes_later(place, than)), *below][:limit]

    async def created(self, edges: Sequence[datetime]) -> list[int]:
        """How many public posts were made from each edge to the next."""
        return await self._redis.calls(
            ("ZCOUNT", self._keys.shown, start.timestamp(), f"({end.timestamp()}") for start, end in pairwise(edges)
        )

    async def replies(self, post_id: str, limit: int) -> list[str]:
        """Ids of public posts that answer this one, at most `limit`, in no order that means anything."""
        low, high = f"[{post_id} ", f"({post_id}!"  # a space, and the sign after it
        found = _texts(await self._redis.call("ZRANGEBYLEX", self._keys.replies, low, high, "LIMIT", 0, limit))
        return [member.removeprefix(f"{post_id} ") for member in found]

    async def answers(self, posts: Sequence[str], limit: int, *, after: str = "") -> list[list[str]]:
        """Ids of posts with words that answer each of these, in their order, `after` an id; of each at most `limit`."""
        keys = self._keys.replies, self._keys.answers
        ranges = [(key, f"({post} {after}", f"({post}!") for post in posts for key in keys]
        found = await self._redis.calls(("ZRANGEBYLEX", *each, "LIMIT", 0, limit) for each in ranges) if ranges else []
        both = [
            sorted(_texts([*public, *other]))[:limit] for public, other in zip(found[::2], found[1::2], strict=True)
        ]
        return [[member.partition(" ")[2] for member in each] for each in both]

    async def some(self, cursor: str, epoch: str) -> tuple[list[str], str, str]:
        """Ids of some posts, the cursor to go on with (`0` at the end), and the epoch that cursors hold for.

        One of another epoch begins anew. Whoever goes to the end has met every post that was there all the time.
        """
        now = (await server_info(self._redis)).get("run_id", "")
        start = cursor if epoch == now else "0"
        following, page = await self._redis.call("HSCAN", self._keys.posts, start, "COUNT", PAGE // 2)
        return _texts(page[::2]), following.decode(), now

    async def pins(self) -> list[str]:
        """Ids of pinned posts, newest pin first."""
        return _texts(await self._redis.call("ZREVRANGE", self._keys.pins, 0, -1))

    async def all(self) -> AsyncGenerator[Record]:
        """Every record, in no order. One that changes meanwhile may come twice."""
        async for _, raw in self._redis.scan(self._keys.posts):
            yield stored(raw, Record)

    async def all_registers(self) -> AsyncGenerator[Register]:
        """Every author's register, in no order."""
        async for _, raw in self._redis.scan(self._keys.authors):
            yield stored(raw, Register)

    async def policy(self) -> Policy | None:
        """The policy that all rulings were made by; None before the first."""
        return _if_any(await self._redis.call("GET", self._keys.policy), Policy)

    async def basis(self) -> bytes:
        """A mark of what posts were last attributed by, beside the programme; empty before the first."""
        return await self._redis.call("GET", self._keys.basis) or b""

    async def programme(self) -> ProgrammeChanged | None:
        """The programme, and when it was read; None before the first. What is still the same is not decoded again."""
        raw = await self._redis.call("GET", self._keys.programme)
        if raw != self._programme[0]:
            self._programme = raw, _if_any(raw, ProgrammeChanged)
        return self._programme[1]

    async def shifts(self) -> dict[str, Shifted]:
        """The last word on each room that ran late, by room; `minutes` is 0 where it is on time again."""
        told = [stored(raw, Shifted) for raw in await self._redis.call("HVALS", self._keys.shifts)]
        return {each.shift.room: each for each in sorted(told, key=lambda each: each.shift.room)}

    async def links(self) -> dict[str, LinkSeen]:
        """What every link of a kept post was found to lead to, by address; of several findings the last."""
        found = [stored(raw, LinkSeen) async for _, raw in self._redis.scan(self._keys.links)]
        return {seen.url: seen for seen in sorted(found, key=later_seen)}

    async def links_at(self, wanted: Sequence[PostLink]) -> dict[PostLink, LinkSeen]:
        """The same of these links of these posts, each found for itself."""
        found = await self._many(self._keys.links, [link_field(*each) for each in wanted])
        return {each: stored(raw, LinkSeen) for each, raw in zip(wanted, found, strict=True) if raw is not None}

    async def numbers(self) -> tuple[int, int]:
        """How many posts are public, and how many people wrote them."""
        posts = await self._redis.call("ZCARD", self._keys.shown)
        people = await self._redis.call("ZCOUNT", self._keys.people, 1, "+inf")
        return posts, people

    async def id_of(self, url: str) -> str | None:
        """The id of the post with that permalink."""
        return (await self.holders([url]))[0]

    async def author_of(self, handle: str) -> str | None:
        """The id of the author with that handle or profile's address, in small letters."""
        found = await self._many(self._keys.handles, [handle])
        return found[0].decode() if found[0] else None

    async def handles(self) -> AsyncGenerator[tuple[str, str]]:
        """Every handle and profile's address, each with the id of the author who has it, in no order."""
        async for name, author in self._redis.scan(self._keys.handles):
            yield name.decode(), author.decode()

    async def known(self, source: str, since: datetime | None = None) -> list[str]:
        """`local_id id` of a source's posts that may still change, created at `since` or later."""
        low = since.timestamp() if since else "-inf"
        return _texts(await self._redis.call("ZRANGEBYSCORE", self._keys.known(source), low, "+inf"))

    async def known_authors(self, source: str) -> set[str]:
        """Everyone a source has delivered posts of."""
        return set(_texts(await self._redis.call("SMEMBERS", self._keys.known_authors(source))))

    async def context(self) -> set[str]:
        """Ids of the posts that are known for a conversation only."""
        return set(_texts(await self._redis.call("SMEMBERS", self._keys.context)))

    async def posts_of(self, author: str) -> list[str]:
        """Ids of an author's posts that are not gone."""
        ever = await self.ever_by(author)
        found: list[str] = []
        for at in range(0, len(ever), PAGE):
            page = await self.records(ever[at : at + PAGE])
            found += [record.id for record in page if record is not None and record.ruling.state != "gone"]
        return sorted(found)

    async def ever_by(self, author: str) -> list[str]:
        """Ids of an author's posts, those that are gone too, the oldest first."""
        return _texts(await self._redis.call("ZRANGE", self._keys.by(author), 0, -1))

    async def made_between(self, author: str, since: datetime, until: datetime) -> list[str]:
        """Ids of an author's posts of that time, those that are gone too."""
        scores = since.timestamp(), until.timestamp()
        return _texts(await self._redis.call("ZRANGEBYSCORE", self._keys.by(author), *scores))

    async def holders(self, names: Sequence[str]) -> list[str | None]:
        """The id of the post that has each of these names beside its id, in order."""
        return [raw.decode() if raw else None for raw in await self._many(self._keys.urls, names)]

    async def claimants(self, names: Sequence[str]) -> list[str | None]:
        """The id of a bridge's copy that gives its original each of these names, in order; of several any one."""
        return [raw.decode() if raw else None for raw in await self._many(self._keys.claims, names)]

    async def named(self, marks: Sequence[str]) -> set[str]:
        """Ids of the authors whose own names have these marks."""
        ranges = [("ZRANGEBYLEX", self._keys.names, f"[{mark} ", f"[{mark}!") for mark in marks]
        replies = await self._redis.calls(ranges) if ranges else []
        return {raw.decode().partition(" ")[2] for reply in replies for raw in reply}

    async def coverage(self) -> list[Coverage]:
        """Each source's share of the time, by name."""
        gaps = [stored(raw, Gap) for raw in await self._redis.call("HVALS", self._keys.gaps)]
        positions = await self._ingest.positions()
        return [coverage_of(source, position, gaps) for source, position in positions.items() if position.since]

    async def queues(self) -> tuple[int, int]:
        """How many entries wait to be curated, and how many could not be."""
        return await self._ingest.length(), await self._redis.call("XLEN", self._keys.parked)

    async def rulings(self) -> dict[tuple[str, str], int]:
        """How many posts there are by the state of their ruling and each of its reasons; empty for a state alone."""
        flat = await self._redis.call("HGETALL", self._keys.rulings)
        counts = {name.decode().partition(" "): int(count) for name, count in zip(flat[::2], flat[1::2], strict=True)}
        return {(state, reason): count for (state, _, reason), count in counts.items() if count > 0}

    async def _many(self, key: str, fields: Sequence[str]) -> list[bytes | None]:
        return await self._redis.call("HMGET", key, *fields) if fields else []


def later_seen(seen: LinkSeen) -> tuple[object, ...]:
    """Orders what was found: the greatest is the last word."""
    return seen.at, seen.final, seen.title, seen.post


def _if_any(raw: bytes | None, kind: type[T]) -> T | None:
    return None if raw is None else stored(raw, kind)


def _texts(reply: Sequence[bytes]) -> list[str]:
    return [raw.decode() for raw in reply]


def _places(reply: Sequence[bytes]) -> list[Place]:
    return [Place(float(score), raw.decode()) for raw, score in zip(reply[::2], reply[1::2], strict=True)]


def _comes_later(place: Place, than: Place) -> bool:
    return place.post_id.encode() < than.post_id.encode()
