"""The follow page's posts: newest first, a page at a time, each read and ruled on anew for every page."""

from collections import Counter
from typing import NamedTuple

from msgspec import Struct

from backchannel.server.articles import Article, article, main_language
from backchannel.server.followed import Followed
from backchannel.server.limits import Limits
from backchannel.server.places import written
from backchannel.server.reading import Reader
from backchannel.store.archive import NOW, Place

PAGES = 10  # looked through for one page of wanted posts
OFTEN = 2  # posts of a language, for it to be offered


class Wanted(NamedTuple):
    """Which posts a reader wants; an empty word wants all."""

    language: str = ""
    network: str = ""
    session: str = ""

    def takes(self, post: Article) -> bool:
        """Whether this is one of them."""
        networks = post.networks or (post.network,)
        return self.language in {"", _language(post)} and (not self.network or self.network in networks)


EVERYTHING = Wanted()


class Page(Struct, frozen=True, kw_only=True):
    """A page of posts, then the posts these name. `older` is where the next page begins, empty at the end."""

    posts: tuple[Article, ...]
    older: str


class Choices(NamedTuple):
    """What there is to choose from: networks, and languages from the most used to the least."""

    networks: tuple[str, ...]
    languages: tuple[str, ...]


class Feed:
    """One event's posts."""

    def __init__(self, followed: Followed, limits: Limits) -> None:
        self._archive, self._limits = followed.archive, limits
        self._reader = Reader(followed, article)

    async def page(self, before: Place = NOW, wanted: Wanted = EVERYTHING) -> tuple[Page, int]:
        """The page that begins after `before`, and how many of its posts were asked for: the others are named.

        Where few posts are wanted, ten pages of all posts are looked through, and the page may hold none.
        """
        found: dict[str, Article] = {}
        end: Place | None = before
        for _ in range(PAGES):
            if end is None or len(found) >= self._limits.page:
                break
            some, end = await self._some(end, session=wanted.session)
            found |= {post.id: post for post in some if wanted.takes(post)}
        posts = await self._reader.complete(found)
        return Page(posts=tuple(posts.values()), older=written(end) if end else ""), len(found)

    async def choices(self, wanted: Wanted = EVERYTHING) -> Choices:
        """What the newest posts offer, and what was chosen already."""
        posts = await self._newest(PAGES // 2)
        networks = {network for post in posts for network in post.networks or (post.network,)}
        languages = Counter(_language(post) for post in posts if post.language)
        offered = [language for language, count in languages.most_common() if count >= OFTEN]
        return Choices(
            networks=tuple(sorted({*networks, wanted.network} - {""})),
            languages=tuple(language for language in dict.fromkeys([*offered, wanted.language]) if language),
        )

    async def _newest(self, pages: int) -> list[Article]:
        """The posts of so many pages: read one by one, so that walls have their turn between two of them."""
        found: list[Article] = []
        end: Place | None = NOW
        for _ in range(pages):
            if end is not None:
                some, end = await self._some(end)
                found += some
        return found

    async def _some(self, after: Place, *, session: str = "") -> tuple[list[Article], Place | None]:
        """A page of all posts, and where it ends; None at the end of all."""
        limit = self._limits.page
        places = await self._archive.older(after, limit, session=session)
        posts = await self._reader.read([place.post_id for place in places])
        return list(posts.values()), places[-1] if len(places) == limit else None


def _language(post: Article) -> str:
    return main_language(post.language or "")
