"""Pictures that somebody described, in words."""

from collections.abc import Iterable

from backchannel.model.post import Media
from backchannel.summary import safe
from backchannel.summary.choosing import Chooser
from backchannel.summary.cited import Shown
from backchannel.summary.reading import Reading
from backchannel.text.covers import cover

_FEWEST_WORDS = 5  # in a description that lets somebody see; where no spaces are written, letters count
_FEWEST_LETTERS = 20


def described(reading: Reading, indexes: Iterable[int]) -> list[int]:
    """Those of the posts whose picture somebody described, the best first; of equal descriptions the first."""
    able = [index for index in indexes if _telling(reading, index) is not None]
    seen: set[str] = set()
    kept: list[int] = []
    for index in reading.quality.ordered(able):
        media = _telling(reading, index)
        if media is not None and media.alt not in seen:
            seen.add(media.alt)
            kept.append(index)
    return kept


def shown(reading: Reading, index: int) -> Shown | None:
    """The described picture of a post."""
    post, media = reading.corpus.posts[index], _telling(reading, index)
    if media is None:
        return None
    return Shown(
        kind=media.kind,
        alt=safe.picture(media).alt,
        by=safe.person(post.author),
        post=post.id,
        url=safe.web_or_nothing(post.url),
        network=post.network,
        created_at=post.created_at,
        session=reading.corpus.sessions[index],
    )


def pictures(reading: Reading, chooser: Chooser) -> tuple[Shown, ...]:
    """A few pictures of different people."""
    every = described(reading, range(len(reading.corpus.posts)))
    chosen = chooser.take(every, reading.choices.pictures)
    return tuple(one for one in (shown(reading, index) for index in sorted(chosen)) if one is not None)


def _telling(reading: Reading, index: int) -> Media | None:
    post = reading.corpus.posts[index]
    if post.author.bot or not post.media or cover(post):
        return None
    return next((media for media in post.media if _tells(media.alt) and not media.sensitive), None)


def _tells(alt: str) -> bool:
    words = alt.split()
    return len(words) >= _FEWEST_WORDS or (len(words) < 3 and len(alt.strip()) >= _FEWEST_LETTERS)
