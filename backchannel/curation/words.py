"""The organiser's words and languages: whole words only, however they are accented or cased, wherever they stand."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from backchannel.model.post import Post
from backchannel.text.hashtags import fold


def is_in_language(post: Post, languages: Sequence[str]) -> bool:
    """Whether the post is in one of the languages (`pt` takes `pt-BR`), says none, or all are welcome."""
    if not languages or not post.language:
        return True
    return post.language.split("-")[0].lower() in languages


def found(post: Post, unwanted: tuple[str, ...]) -> bool:
    """Whether one of the words stands in the post: its text, warning, name, hashtags or pictures' descriptions."""
    pattern = _pattern(unwanted)
    return pattern is not None and any(pattern.search(_flat(text)) for text in _texts(post))


def _texts(post: Post) -> Iterable[str]:
    yield post.text
    yield post.warning
    yield post.author.name
    yield from post.hashtags
    yield from (media.alt for media in post.media)


def _flat(text: str) -> str:
    """The text's words folded as hashtags are, one space between them."""
    return " ".join(map(fold, text.split()))


@lru_cache(maxsize=64)
def _pattern(unwanted: tuple[str, ...]) -> re.Pattern[str] | None:
    words = [re.escape(flat) for flat in map(_flat, unwanted) if flat]
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if words else None
