"""What an overlay names, found in an archive."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from backchannel.model.post import Post
from backchannel.model.programme import Programme
from backchannel.summary.archive_file import Line
from backchannel.summary.corpus import urls_of
from backchannel.summary.overlay import Overlay
from backchannel.text import addresses


class Found(Struct, frozen=True, kw_only=True):
    """Posts and people by whatever the overlay calls them, the groups of all links, the ids of all sessions.

    `dropped` are the ids of the posts that are left out.
    """

    posts: dict[str, str]
    people: dict[str, str]
    groups: frozenset[str]
    sessions: frozenset[str]
    dropped: frozenset[str]

    def post(self, name: str) -> str:
        """The id of a post that is there and stays; else nothing."""
        id_ = self.posts.get(name, "")
        return "" if id_ in self.dropped else id_

    def is_link(self, name: str) -> bool:
        """Whether it is a link in a public post, and neither a post nor a person."""
        is_other = name in self.posts or name in self.people
        return not is_other and addresses.group(name) in self.groups


def found(lines: Sequence[Line], overlay: Overlay, programme: Programme | None) -> Found:
    """Everything of these lines that the overlay may mean."""
    order = overlay.order
    wanted = {*overlay.keep, *overlay.drop, *overlay.feature, *order.highlights, *overlay.posts}
    posts = {name: line.post.id for line in lines for name in _names(line.post) if name in wanted}
    authors = {line.post.author.id: line.post.author for line in lines}
    people = {name: id_ for id_, one in authors.items() for name in (id_, one.url) if name in wanted}
    left_out = {people[name] for name in overlay.drop if name in people}
    of_left_out = {line.post.id for line in lines if line.post.author.id in left_out}
    return Found(
        posts=posts,
        people=people,
        groups=frozenset(_groups(line.post for line in lines)),
        sessions=frozenset(session.id for session in (programme.sessions if programme else ())),
        dropped=frozenset({*(posts[name] for name in overlay.drop if name in posts), *of_left_out}),
    )


def _names(post: Post) -> Iterator[str]:
    """All that a post may be called: it, and its copies on other networks."""
    yield from (post.id, post.url)
    for copy in post.copies:
        yield from (copy.id, copy.url)


def _groups(posts: Iterable[Post]) -> Iterator[str]:
    urls = {url for post in posts for url in urls_of(post)}
    return (addresses.group(url) for url in urls if addresses.is_web(url))
