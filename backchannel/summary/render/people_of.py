"""The people of a summary, by network, for lists that other programs read. Only those who are open to being found."""

import re
from urllib.parse import urlsplit

from backchannel.summary.cited import Person
from backchannel.summary.values import Summary

_ADDRESS = re.compile(r"[\w.-]+@[\w.-]+\.[\w-]+(?::\d+)?")
_PROFILE = re.compile(r"/@[\w.-]+")  # where Mastodon and its like have a person's feed, too


def mastodon_people(summary: Summary) -> list[tuple[str, Person]]:
    """The address (`ada@garden.example`) of everyone on Mastodon and its like, by address."""
    found = {one.handle.lower(): one for one in summary.people.listed if _is_fediverse(one)}
    return sorted(found.items())


def bluesky_people(summary: Summary) -> list[Person]:
    """Everyone on Bluesky: those who are listed for what they did, then the others, both shuffled as on the page."""
    did = (one.person for group in summary.people.groups for one in group.people)
    everyone = {one.id: one for one in (*did, *summary.people.listed)}
    return [one for one in everyone.values() if one.id.startswith("did:")]


def feed_of(person: Person) -> str:
    """The address of a person's own feed; empty where their network has none that we know."""
    if person.id.startswith("did:"):
        return f"https://bsky.app/profile/{person.id}/rss"
    parts = urlsplit(person.url)
    return f"{person.url}.rss" if _is_fediverse(person) and _PROFILE.fullmatch(parts.path) and not parts.query else ""


def _is_fediverse(person: Person) -> bool:
    return person.id.startswith(("https://", "http://")) and _ADDRESS.fullmatch(person.handle) is not None
