"""A page for each session: what it is, what was asked and shared, all that was written about it; and the programme."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backchannel.model.programme import Programme, Session
from backchannel.model.record import Record
from backchannel.programme.views import by_day, on_at, speakers_of
from backchannel.server.articles import Article, article
from backchannel.server.cards import CardPreview
from backchannel.server.follow import FollowPages
from backchannel.server.followed import Followed
from backchannel.server.reading import Reader
from backchannel.server.stage import Stage, stage_of
from backchannel.store.archive import NOW
from backchannel.summary.asking import kind_of_question

MOST = 300  # posts of a session on its page; older ones are on the follow page
MOST_LINKS = 40
FEED = 50  # entries of a feed
ASKED = frozenset({"seeking", "logistics"})


class Asked(Struct, frozen=True, kw_only=True):
    """A question, and what answers it, in order of time."""

    post: Article
    answers: tuple[Article, ...]


class Shared(Struct, frozen=True, kw_only=True):
    """A link that posts about a session share, and who did first."""

    link: CardPreview
    by: Article


class Told(Struct, frozen=True, kw_only=True):
    """What was written about a session, in order of time: questions apart, and whether there is more before it."""

    asked: tuple[Asked, ...]
    shared: tuple[Shared, ...]
    posts: tuple[Article, ...]
    known: dict[str, Article]
    is_cut: bool


class SessionPages:
    """Answers `/{slug}/programme`, and everything under `/{slug}/sessions`."""

    def __init__(self, pages: FollowPages, address: str) -> None:
        self._pages, self._address = pages, address

    async def session(self, request: Request) -> Response:
        """One session. It is read anew at every visit."""
        followed, stage, session = await self._asked(request)
        told = await told_about(followed, session.id, MOST)
        values = {
            "session": session,
            "speakers": speakers_of(_programme(stage), session),
            "is_on": session.starts <= self._pages.now() < session.ends and not session.cancelled,
            "told": told,
            "known": told.known,
        }
        return await self._pages.page("session.html", followed, values)

    async def programme(self, request: Request) -> Response:
        """Every session by day, with what is on now."""
        followed = self._pages.followed(request)
        programme = _programme(await stage_of(followed.archive))
        on = {session.id for session in on_at(programme, self._pages.now())}
        speakers = {session.id: ", ".join(speakers_of(programme, session)) for session in programme.sessions}
        days: dict[date, tuple[Session, ...]] = by_day(programme)
        return await self._pages.page("programme.html", followed, {"days": days, "on": on, "speakers": speakers})

    async def feed(self, request: Request) -> Response:
        """The newest posts about a session, as Atom."""
        followed, _, session = await self._asked(request)
        found = await Reader(followed, article).read(await _newest(followed, session.id, FEED))
        base = (self._address or str(request.base_url)).rstrip("/")
        values = {"session": session, "posts": list(found.values()), "base": base}
        return self._pages.feed("session.atom", followed.event, values)

    async def _asked(self, request: Request) -> tuple[Followed, Stage, Session]:
        followed = self._pages.followed(request)
        stage = await stage_of(followed.archive)
        session = stage.sessions.get(request.path_params["id"])
        if session is None:
            raise HTTPException(404)
        return followed, stage, session


async def told_about(followed: Followed, session: str, most: int) -> Told:
    """What is public about a session; of more than `most` posts the newest."""
    newest = await _newest(followed, session, most + 1)
    found = await Reader(followed, article).read(newest[:most][::-1])
    records = await followed.archive.records(list(found))
    known = await Reader(followed, article).complete(found)
    posts = [known[post_id] for post_id in found]
    asked = _asked(posts, {record.id: record for record in records if record is not None})
    apart = {post.id for one in asked for post in (one.post, *one.answers)}
    return Told(
        asked=tuple(asked),
        shared=tuple(_shared(posts)),
        posts=tuple(post for post in posts if post.id not in apart),
        known=known,
        is_cut=len(newest) > most,
    )


async def _newest(followed: Followed, session: str, most: int) -> list[str]:
    return [place.post_id for place in await followed.archive.older(NOW, most, session=session)]


def _asked(posts: Sequence[Article], records: dict[str, Record]) -> list[Asked]:
    """The questions, as the summary knows them, with the posts here that answer them."""
    asking = [
        post
        for post in posts
        if (record := records.get(post.id)) and record.post and kind_of_question(record.post) in ASKED
    ]
    return [
        Asked(post=post, answers=tuple(other for other in posts if other.reply_to == post.id and other not in asking))
        for post in asking
    ]


def _shared(posts: Sequence[Article]) -> list[Shared]:
    """Each link once, by who shared it first."""
    first: dict[str, Shared] = {}
    for post in posts:
        if post.preview and not post.warning:
            first.setdefault(post.preview.url, Shared(link=post.preview, by=post))
    return list(first.values())[:MOST_LINKS]


def _programme(stage: Stage) -> Programme:
    if stage.programme is None:
        raise HTTPException(404)
    return stage.programme
