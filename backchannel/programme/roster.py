"""Who is on the programme, and which of their posts are about the event: the others are nobody's business.

Somebody who speaks also has breakfast. So without one of the event's hashtags a speaker's post counts only on the days
of the event, and only if it says by itself that it is about it. What happens to be posted during a talk does not.
"""

from collections.abc import Iterable, Iterator

from backchannel.model.body import Link
from backchannel.model.event import Event, Roster, midnight, over
from backchannel.model.post import Post
from backchannel.model.programme import Programme, Session
from backchannel.programme.attribution.reading import folded
from backchannel.text import addresses

MOST_ACCOUNTS = 500  # of speakers; a conference of six rooms has some 250
FEWEST_WORDS = 3  # of a title that nobody writes by chance
SHORTEST_TITLE = 12  # its letters, with spaces
LONGEST = 3_000  # characters of a post that are read


def roster_of(programme: Programme) -> Roster:
    """The accounts of all who speak in what takes place or lead through it, and what their posts are known by."""
    sessions = [session for session in programme.sessions if not session.cancelled]
    speaking = {speaker for session in sessions for speaker in session.talk.speakers}
    leading = {chair for session in sessions for chair in session.chairs}
    people = [one for one in programme.speakers if one.id in speaking]
    people += [one for one in programme.chairs if one.id in leading]
    return Roster(
        accounts=tuple(sorted({name for one in people for name in one.accounts}))[:MOST_ACCOUNTS],
        hashtags=frozenset(session.hashtag for session in sessions) - {""},
        addresses=frozenset(map(addresses.group, _addresses(sessions))),
        titles=tuple(sorted(set(_titles(sessions)))),
    )


def is_about(event: Event, post: Post) -> bool:
    """Whether a speaker's post is about the event: on its days, with a session's hashtag, a talk's link or title."""
    roster = event.roster
    if not midnight(event, event.starts) <= post.created_at < over(event):
        return False
    linked = {addresses.group(url) for url in _links(post)}
    if not (roster.hashtags.isdisjoint(post.hashtags) and roster.addresses.isdisjoint(linked)):
        return True
    said = f" {' '.join(folded(f'{post.warning} {post.text}'[:LONGEST]))} "
    return any(f" {title} " in said for title in roster.titles)


def _addresses(sessions: Iterable[Session]) -> Iterator[str]:
    """What belongs to a talk and to little else: neither somebody's whole site nor a page of a social network."""
    for session in sessions:
        for link in session.talk.links:
            is_a_site = {"/", "?"}.isdisjoint(addresses.canonical(link.url))
            if addresses.is_web(link.url) and not is_a_site and not addresses.is_social(link.url):
                yield link.url


def _titles(sessions: Iterable[Session]) -> Iterator[str]:
    """What nobody says by chance; breaks are called what everybody calls them."""
    for session in sessions:
        if not session.talk.speakers:
            continue
        words = folded(session.talk.title)
        title = " ".join(words)
        if len(words) >= FEWEST_WORDS and len(title) >= SHORTEST_TITLE:
            yield title


def _links(post: Post) -> Iterator[str]:
    yield from (segment.url for segment in post.body if isinstance(segment, Link))
    yield from (link.url for link in post.links)
