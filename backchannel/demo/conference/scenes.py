"""Who says what where: each post with the networks its copies are on, and its words as each network has them."""

import re
import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from backchannel.demo import wire
from backchannel.demo.conference.script import BadScript, Network, Person, Post, Script

BRIDGE = "bsky.brid.gy"
MASTODON: Network = "mastodon"
BLUESKY: Network = "bluesky"
NETWORKS: tuple[Network, ...] = (MASTODON, BLUESKY)

# Seconds after which the same words are on the other network.
_CROSSED: Mapping[Network, int] = {MASTODON: 14, BLUESKY: 11}
_NAMED = re.compile(r"\{(\w+)\}")
_CHANCE = (0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8)


class Scene(Struct, frozen=True):
    """A post in its place. `on` are the networks it is on, `first` is where it was written."""

    post: Post
    person: Person
    first: Network
    on: frozenset[Network]
    to: Post | None

    @property
    def bridged(self) -> Network | None:
        """The network on which it is only a bridge's copy."""
        return next(iter(self.on - self.person.networks), None)

    def at(self, network: Network) -> datetime:
        """When it appears there."""
        late = _CROSSED[network] if network != self.first else 0
        return self.post.at + timedelta(seconds=late)

    def likes(self, network: Network) -> int:
        """How often it is liked there in the end; most of that happens where it was written."""
        chance = _CHANCE[number(self.post.key, len(_CHANCE))]
        likes = chance if self.post.likes is None else self.post.likes
        return likes if network == self.first else likes // 3

    @property
    def language(self) -> str:
        """The language it is in."""
        return self.post.lang or self.person.language


def scenes(script: Script) -> tuple[Scene, ...]:
    """Every post in its place. Raises `BadScript` for one that its author can't make."""
    placed: dict[str, Scene] = {}
    for post in script.posts:
        placed[post.key] = _scene(script, post, placed)
    return tuple(placed.values())


def words(script: Script, scene: Scene, network: Network, *, edited: bool = False) -> str:
    """The text on that network, with its mentions and the conference's hashtag."""
    post = scene.post
    text = _NAMED.sub(lambda found: mention(script.people[found[1]], network), post.edit if edited else post.text)
    called = post.to and network == MASTODON and scene.to and scene.to.by != post.by
    if called and scene.to:
        text = f"{mention(script.people[scene.to.by], network)} {text}"
    hashtag = script.programme.hashtag
    tagged = hashtag.lower() in (tag.lower() for tag in wire.hashtags(text))
    return text if tagged or post.untagged else f"{text} #{hashtag}"


def mention(person: Person, network: Network) -> str:
    """How a post there names somebody: by their account, or where they have none, by their name."""
    if network == BLUESKY:
        return f"@{handle(person)}" if person.bluesky else person.name
    if person.mastodon:
        return f"@{person.mastodon}"
    return f"@{person.bluesky}@{BRIDGE}" if person.bridged else person.name


def handle(person: Person) -> str:
    """The handle on Bluesky; that of a bridged account is made by the bridge of its name and server."""
    user, _, home = person.mastodon.partition("@")
    return person.bluesky or f"{user}.{home}.ap.brid.gy"


def number(key: str, below: int) -> int:
    """A number that depends on the key alone."""
    return zlib.crc32(key.encode()) % below


def _scene(script: Script, post: Post, placed: Mapping[str, Scene]) -> Scene:
    person = script.people[post.by]
    about = [placed[key].on for key in (post.to, post.quote) if key]
    asked = NETWORKS if post.on in {"", "both"} else (post.on,)
    able: list[Network] = [one for one in NETWORKS if one in asked and one in person.networks and _reaches(one, about)]
    if not able or (post.on == "both" and len(able) < len(NETWORKS)):
        raise BadScript(f"{post.key}: {post.by} can't say this there")
    own = able if post.on == "both" else able[:1]
    carried: list[Network] = [network for network in NETWORKS if person.bridged and _reaches(network, about)]
    scene = Scene(
        post=post,
        person=person,
        first=own[0],
        on=frozenset({*own, *carried}),
        to=placed[post.to].post if post.to else None,
    )
    _check_length(script, scene)
    return scene


def _reaches(network: Network, about: Iterable[frozenset[Network]]) -> bool:
    """Whether what is answered and quoted is on that network too."""
    return all(network in on for on in about)


def _check_length(script: Script, scene: Scene) -> None:
    if BLUESKY in scene.on and scene.bridged != BLUESKY:
        length = len(words(script, scene, BLUESKY))
        if length > wire.LONGEST_RECORD:
            raise BadScript(f"{scene.post.key}: {length} characters, Bluesky takes {wire.LONGEST_RECORD}")
