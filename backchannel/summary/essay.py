"""What one person wrote at an event, as a draft to turn into an essay. Pure.

Threads are joined, links carry their titles, sessions are the headings. Nothing is rewritten, and nothing is left out
but the event's own hashtags at the end of a post, which are counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.body import plain
from backchannel.model.event import Event
from backchannel.model.post import Media, Post
from backchannel.model.programme import Session
from backchannel.summary import safe
from backchannel.summary.archive_file import Header, Line
from backchannel.summary.cited import Person
from backchannel.summary.essay_words import Draft, draft
from backchannel.summary.schedule import Schedule
from backchannel.text.covers import cover


class Image(Struct, frozen=True):
    """A picture of the author's, where they put it, in words too."""

    url: str
    alt: str


class Written(Struct, frozen=True, kw_only=True):
    """One post of the essay; `pictures` are those that nothing covers, `answers` is who else is answered, by name."""

    id: str
    url: str
    created_at: datetime
    language: str
    warning: str
    draft: Draft
    pictures: tuple[Image, ...]
    answers: str


class Chapter(Struct, frozen=True, kw_only=True):
    """Posts about one session, or about none, as they were written on one day between others; a passage is a thread."""

    day: date
    session: Session | None
    speakers: tuple[str, ...]
    passages: tuple[tuple[Written, ...], ...]


class Essay(Struct, frozen=True, kw_only=True):
    """All that somebody wrote in public, in the order they wrote it. `words` counts theirs."""

    event: Event
    person: Person
    chapters: tuple[Chapter, ...]
    posts: int
    talks: int
    words: int

    @property
    def written(self) -> list[Written]:
        """Every post."""
        return [post for chapter in self.chapters for passage in chapter.passages for post in passage]


def essay(header: Header, lines: Iterable[Line], author: str) -> Essay | None:
    """The essay of the author with that id, from public lines; None where they wrote none of them."""
    known = list(lines)
    own = _own(known, author)
    if not own:
        return None
    chapters = tuple(_Chapters(header, _named(known, author)).of(own))
    return Essay(
        event=header.event,
        person=safe.person(own[-1].post.author),
        chapters=chapters,
        posts=len(own),
        talks=sum(chapter.session is not None for chapter in chapters),
        words=sum(len(plain(line.post.body).split()) for line in own),
    )


def author_called(lines: Iterable[Line], handle: str) -> str | None:
    """The id of the author who goes by that handle, however its letters are written; the latest, if several did."""
    wanted = plain_handle(handle)
    found = [line.post for line in lines if plain_handle(line.post.author.handle) == wanted]
    return max(found, key=lambda post: (post.created_at, post.id)).author.id if found and wanted else None


def plain_handle(handle: str) -> str:
    """The handle in small letters, without the `@` before it."""
    return handle.strip().removeprefix("@").lower()


def _own(lines: Iterable[Line], author: str) -> list[Line]:
    """The author's posts in order of time, each once."""
    mine = sorted((line for line in lines if line.post.author.id == author), key=lambda line: line.post.version)
    latest = {line.post.id: line for line in mine}
    return sorted(latest.values(), key=lambda line: (line.post.created_at, line.post.id))


def _named(lines: Iterable[Line], author: str) -> dict[str, str]:
    """The names of others who want to be found, by each of their posts."""
    others = (line.post for line in lines if line.post.author.id != author and line.post.author.discoverable)
    return {post.id: safe.line(post.author.name) for post in others}


def _threads(own: Sequence[Line]) -> list[list[Line]]:
    """Posts that continue one another, together; everything in order of time. A circle begins where it was entered."""
    known = {line.post.id: line for line in own}
    threads: defaultdict[str, list[Line]] = defaultdict(list)
    roots: dict[str, str] = {}
    for line in own:
        path, at = dict.fromkeys([line.post.id]), line.post
        while at.id not in roots and at.reply_to in known and at.reply_to not in path:
            at = known[at.reply_to].post
            path[at.id] = None
        root = roots.get(at.id, at.id)
        roots.update(dict.fromkeys(path, root))
        threads[root].append(line)
    return list(threads.values())


def _images(media: Iterable[Media]) -> Iterator[Image]:
    for medium in media:
        if medium.kind == "image" and safe.web_or_nothing(medium.url):
            yield Image(medium.url, safe.line(medium.alt))


class _Chapters:
    """Puts threads under their headings. `others` are the names of those whose posts may be answered, by post."""

    def __init__(self, header: Header, others: Mapping[str, str]) -> None:
        self._event, self._others = header.event, others
        self._zone = ZoneInfo(header.event.timezone)
        self._schedule = Schedule(header.programme.programme if header.programme else None)

    def of(self, own: Sequence[Line]) -> Iterable[Chapter]:
        """The chapters in order of time, each where it was begun.

        What follows later on a session is in that session's chapter. What is about none ends where another begins.
        """
        chapters: list[list[list[Line]]] = []
        begun: dict[str | date, list[list[Line]]] = {}
        for thread in _threads(own):
            place = self._place(thread[0])
            if place not in begun:
                begun = {other: threads for other, threads in begun.items() if isinstance(other, str)} | {place: []}
                chapters.append(begun[place])
            begun[place].append(thread)
        return map(self._chapter, chapters)

    def _place(self, line: Line) -> str | date:
        session = self._schedule.session(line.session or "")
        return session.id if session else self._day(line.post)

    def _chapter(self, threads: Sequence[Sequence[Line]]) -> Chapter:
        first = threads[0][0]
        session = self._schedule.session(first.session or "")
        return Chapter(
            day=self._day(first.post),
            session=session,
            speakers=tuple(safe.line(one.name) for one in self._schedule.speakers(session.id)) if session else (),
            passages=tuple(tuple(self._written(line.post, session) for line in thread) for thread in threads),
        )

    def _day(self, post: Post) -> date:
        return post.created_at.astimezone(self._zone).date()

    def _written(self, post: Post, session: Session | None) -> Written:
        own_tags = {*self._event.hashtags, *([session.hashtag] if session else [])}
        warning = safe.line(cover(post))
        return Written(
            id=post.id,
            url=safe.web_or_nothing(post.url),
            created_at=post.created_at,
            language=post.language or "",
            warning=warning,
            draft=draft(post, own_tags),
            pictures=() if warning else tuple(_images(post.media)),
            answers=self._others.get(post.reply_to or "", ""),
        )
