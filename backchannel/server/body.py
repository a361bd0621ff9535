"""A post's words as a page may have them: no address but the web's, no link twice, no more than fits. Pure."""

from collections.abc import Sequence

from backchannel.model.body import Emoji, Hashtag, Link, Mention, Segment, Words
from backchannel.text.addresses import is_web

LONGEST = 1_200  # characters of a body; no wall shows more of one post


def told(
    body: Sequence[Segment], preview: str = "", *, longest: int = LONGEST, people: bool = False
) -> tuple[Segment, ...]:
    """The body, cut at `longest` characters, without a closing link to `preview`; `people` keeps links to profiles."""
    safe = [_safe(segment, people=people) for segment in body]
    if preview:
        safe = _without_closing_link(safe, preview)
    return tuple(_cut(safe, longest))


def _safe(segment: Segment, *, people: bool) -> Segment:
    match segment:
        case Link(text=text, url=url) if not is_web(url):
            return Words(text)
        case Mention(text=text, url=url):
            return Mention(text, url if people and is_web(url) else "")
        case Emoji(text=text):
            return Words(text)
        case _:
            return segment


def _without_closing_link(body: list[Segment], url: str) -> list[Segment]:
    for index in range(len(body) - 1, -1, -1):
        segment = body[index]
        if isinstance(segment, Link) and segment.url == url:
            return body[:index] + body[index + 1 :]
        if not isinstance(segment, Hashtag) and segment.text.strip():
            break
    return body


def _cut(body: Sequence[Segment], longest: int) -> list[Segment]:
    kept: list[Segment] = []
    room = longest
    for segment in body:
        if len(segment.text) > room:
            kept.append(Words(segment.text[:room].rstrip() + "…"))
            break
        kept.append(segment)
        room -= len(segment.text)
    return kept
