"""One post with its conversation, as far as it is public: what it answers, and what answers it."""

from collections.abc import Sequence

from msgspec import Struct

from backchannel.server.articles import Article, article
from backchannel.server.followed import Followed
from backchannel.server.reading import Reader

MOST_BEFORE = 20  # posts above it


class Thread(Struct, frozen=True, kw_only=True):
    """A post, those that led to it, oldest first, and its answers: each below the one it answers, older ones first.

    `known` also has the posts that any of these name.
    """

    post: Article
    before: tuple[Article, ...]
    answers: tuple[Article, ...]
    known: dict[str, Article]


class Threads:
    """Reads the conversations of one event; `most` posts of one at most."""

    def __init__(self, followed: Followed, most: int) -> None:
        self._archive, self._most = followed.archive, most
        self._reader = Reader(followed, article)

    async def around(self, post_id: str) -> Thread | None:
        """The post's conversation; None where the post is not public."""
        post = next(iter((await self._reader.read([post_id])).values()), None)
        if post is None:
            return None
        before = await self._before(post)
        answers = await self._answers(post)
        known = await self._reader.complete({each.id: each for each in (*before, post, *answers)})
        return Thread(
            post=known[post.id],
            before=tuple(known[each.id] for each in before),
            answers=tuple(_in_turn(post.id, [known[each.id] for each in answers])),
            known=known,
        )

    async def _before(self, post: Article) -> list[Article]:
        """What it answers, and what that answered, as far as all of it is public."""
        line = [post]
        while line[0].reply_to and len(line) <= MOST_BEFORE:
            above = await self._reader.read([line[0].reply_to])
            if not above or above.keys() & {each.id for each in line}:
                break
            line[:0] = above.values()
        return line[:-1]

    async def _answers(self, post: Article) -> list[Article]:
        """Every answer to it, and to its answers, a level at a time."""
        found: dict[str, Article] = {}
        level = [post.id]
        while level and len(found) < self._most:
            named = [each for post_id in level for each in await self._reader.copies(post_id)]
            ids = [await self._archive.replies(each, self._most) for each in named]
            fresh = dict.fromkeys(each for some in ids for each in some if each not in found and each != post.id)
            read = await self._reader.read(list(fresh)[: self._most - len(found)])
            found |= read
            level = list(read)
        return list(found.values())


def _in_turn(root: str, answers: Sequence[Article]) -> list[Article]:
    """Answers in reading order: each thread to its end, the earliest first."""
    below: dict[str, list[Article]] = {}
    for answer in sorted(answers, key=lambda each: (each.created_at, each.id), reverse=True):
        below.setdefault(answer.reply_to or "", []).append(answer)
    turn: list[Article] = []
    waiting = below.get(root, [])
    while waiting:
        turn.append(waiting.pop())
        waiting += below.pop(turn[-1].id, [])
    return turn
