"""Values as a summary may hold them: an archive file can come from anyone, so its words are made harmless once more."""

from msgspec.structs import replace

from backchannel.model.body import Link, Mention, Segment
from backchannel.model.post import Author, Media
from backchannel.summary.cited import Person, Picture
from backchannel.text.addresses import is_web
from backchannel.text.clean import clean

_LONGEST_NAME = 100


def person(author: Author) -> Person:
    """The author as the summary names them; who gives no name goes by the handle."""
    handle = clean(author.handle, _LONGEST_NAME).strip().lstrip("@")
    name = line(clean(author.name, _LONGEST_NAME))
    return Person(id=author.id, name=name or handle or "Somebody", handle=handle, url=web_or_nothing(author.url))


def line(text: str) -> str:
    """The text on one line."""
    return " ".join(clean(text).split())


def body(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The segments with harmless text and web addresses only."""
    return tuple(_segment(segment) for segment in segments)


def picture(media: Media) -> Picture:
    """A picture in words; a covered one's description stays with the post."""
    return Picture(kind=media.kind, alt="" if media.sensitive else line(media.alt))


def web_or_nothing(url: str) -> str:
    """The address if it is http or https, else nothing: no link is better than a dangerous one."""
    return url if is_web(url) else ""


def _segment(segment: Segment) -> Segment:
    text = clean(segment.text)
    if isinstance(segment, Link | Mention):
        return replace(segment, text=text, url=web_or_nothing(segment.url))
    return replace(segment, text=text)
