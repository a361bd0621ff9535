"""The wishes of authors, read where they say them, and applied at the door, before a word is kept.

Which sign means what is in `curation/wishes.py`.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import msgspec

from backchannel.curation.wishes import NO_UNAUTHENTICATED, OPT_OUT, PROFILE_TAGS
from backchannel.model.event import Event
from backchannel.model.post import Author, Post
from backchannel.model.sighting import Posted
from backchannel.text.accounts import names_of
from backchannel.text.dates import believable
from backchannel.text.hashtags import fold
from backchannel.text.marks import mark_of_words, marks

UNTAGGED = "untagged"
UNAVAILABLE = "unavailable"

_HASHTAG = re.compile(r"[#＃](\w+)")


def restrictions(profile: Iterable[str], labels: Iterable[str] = ()) -> tuple[str, ...]:
    """Why this author is not to be shown, read from the texts of their profile and the labels on it."""
    worn = {fold(tag) for text in profile for tag in _HASHTAG.findall(text)}
    found = [tag for tag in PROFILE_TAGS if tag in worn]
    return (*found, NO_UNAUTHENTICATED) if "!no-unauthenticated" in set(labels) else tuple(found)


def is_by(accounts: Collection[str], author: Author) -> bool:
    """Whether one of these accounts is the author's, by handle or id."""
    return not {author.handle.lower(), author.id}.isdisjoint(accounts)


def at_the_door(  # noqa: PLR0913 - one keyword for each fact that counts
    event: Event,
    post: Post,
    *,
    restrictions: Sequence[str] = (),
    withheld: Sequence[str] = (),
    followed: bool = False,
    context: bool = False,
) -> tuple[str, ...]:
    """Why this post's words may not be kept, all reasons at once; empty where they may.

    A `followed` post needs no hashtag of the event: its author is followed, or speaks there. A conversation's `context`
    needs none either.
    """
    followed = followed or is_tagged(event, post)
    reasons = [*restrictions, *withheld]
    if not followed and not context and UNAVAILABLE not in withheld:
        reasons.append(UNTAGGED)
    if followed and event.policy.opt_out in post.hashtags:
        reasons.append(OPT_OUT)
    return tuple(dict.fromkeys(reasons))


def is_tagged(event: Event, post: Post) -> bool:
    """Whether the post wears one of the event's hashtags."""
    return not set(event.hashtags).isdisjoint(post.hashtags)


def posted(  # noqa: PLR0913 - one keyword for each fact of a sighting
    event: Event,
    post: Post,
    *,
    source: str,
    local_id: str,
    seen_at: datetime,
    restrictions: Sequence[str] = (),
    withheld: Sequence[str] = (),
    followed: bool = False,
    context: bool = False,
    original: str = "",
    accounts: Sequence[str] | None = None,
) -> Posted:
    """The sighting of a post, with its words left at the door where they may not be kept.

    `withheld` are the source's own reasons, such as `UNAVAILABLE` for a post that can't be checked; a `followed` post
    needs no hashtag. `context`: it was fetched for a conversation it is part of; `original`: see `Posted`; `accounts`:
    whom the author's profile links to, by name.
    """
    post = msgspec.structs.replace(post, created_at=believable(post.created_at))
    reasons = at_the_door(event, post, restrictions=restrictions, withheld=withheld, followed=followed, context=context)
    return Posted(
        source=source,
        local_id=local_id,
        seen_at=seen_at,
        post=wordless(post) if reasons else post,
        restrictions=tuple(restrictions),
        withheld=reasons,
        context=context and not followed and not is_tagged(event, post),
        original=original,
        words=mark_of_words(post.body, salt=event.slug),
        names=marks(names_of(post.author)),
        accounts=None if accounts is None else marks(accounts),
    )


def wordless(post: Post) -> Post:
    """The post with all left out that its author said or showed; which post, who, when and which version stay."""
    author = msgspec.structs.replace(post.author, handle="", name="", url="", avatar=None)
    return Post(
        id=post.id,
        network=post.network,
        url=post.url,
        author=author,
        text="",
        body=(),
        created_at=post.created_at,
        edited_at=post.edited_at,
        version=post.version,
    )
