"""A post's words as an essay has them: the event's hashtags taken from its end, its links under their titles. Pure."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.body import Hashtag, Link, Segment, Words
from backchannel.model.post import Post, Preview
from backchannel.summary import safe
from backchannel.text import addresses
from backchannel.text.clean import clean

_LONGEST_TITLE = 200
# After one of these a sentence goes on: "See you at #tulips".
_OPEN = """
a about an and at by for from in into of on or our the this to via with your
al con de del el en la las los para por un una y à au aux avec dans des du et le les pour
am auf bei das dem den der die ein eine für im mit und vom von zu zum zur
aan bij een het met op van voor ao com da do em na no os di il nel per
"""
_LEADING_ON = frozenset(_OPEN.split())


class Draft(Struct, frozen=True):
    """The words; `taken` hashtags were taken out, and `titled` links were given their titles."""

    body: tuple[Segment, ...]
    taken: int = 0
    titled: int = 0


def draft(post: Post, own_tags: Collection[str]) -> Draft:
    """The post's words, without those hashtags at its end that are among `own_tags` (folded)."""
    words, taken = _without(safe.body(post.body), own_tags)
    titles = {_key(link.url): link for link in post.links if link.title or link.final}
    body = [_titled(segment, titles) for segment in words]
    titled = sum(before.text != after.text for before, after in zip(words, body, strict=True))
    beside = _beside(post, words)
    return Draft(_trimmed([*body, *beside]), taken, titled + len(beside) // 2)


def _without(body: Sequence[Segment], own_tags: Collection[str]) -> tuple[list[Segment], int]:
    """The words, and the row of hashtags and links at their end without the event's hashtags."""
    at = len(body)
    while at and (isinstance(body[at - 1], Hashtag | Link) or not body[at - 1].text.strip()):
        at -= 1
    if at and _leads_on(body[at - 1]):
        at = next((place + 1 for place in range(at, len(body)) if isinstance(body[place], Hashtag | Link)), at)
    kept = list(body[:at])
    for segment in body[at:]:
        is_own = isinstance(segment, Hashtag) and segment.tag in own_tags
        is_second_space = segment.text == " " and bool(kept) and kept[-1].text[-1:].isspace()
        if not is_own and not is_second_space:
            kept.append(segment)
    return kept, sum(isinstance(segment, Hashtag) and segment.tag in own_tags for segment in body[at:])


def _leads_on(before: Segment) -> bool:
    last = before.text.split()[-1:] if isinstance(before, Words) else []
    return bool(last) and last[0].casefold() in _LEADING_ON


def _titled(segment: Segment, titles: Mapping[str, Preview]) -> Segment:
    """A link whose text is an address gets the title of what it leads to, and all links lead there, if it is known."""
    known = titles.get(_key(segment.url)) if isinstance(segment, Link) and segment.url else None
    if not isinstance(segment, Link) or known is None:
        return segment
    title = safe.line(clean(known.title, _LONGEST_TITLE)) if _is_address(segment) else ""
    return replace(segment, text=title or segment.text, url=safe.web_or_nothing(known.final) or segment.url)


def _is_address(link: Link) -> bool:
    """Whether its text is where it leads, in full or cut short, and no words of its author's."""
    text = link.text.strip().removesuffix("…").removesuffix("...")
    return text.startswith(("http://", "https://", "www.")) or text in link.url


def _beside(post: Post, words: Sequence[Segment]) -> list[Segment]:
    """What the post leads to beside its words, such as Bluesky's cards: each on a line of its own."""
    said = {_key(segment.url) for segment in words if isinstance(segment, Link)}
    unsaid = [link for link in post.links if addresses.is_web(link.url) and _key(link.url) not in said]
    lines = ((Words("\n"), Link(safe.line(clean(link.title, _LONGEST_TITLE)) or link.url, link.url)) for link in unsaid)
    return [piece for line in lines for piece in line]


def _trimmed(body: Sequence[Segment]) -> tuple[Segment, ...]:
    """The segments without white space before and after them all."""
    kept = list(body)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)


def _key(url: str) -> str:
    return addresses.canonical(url)
