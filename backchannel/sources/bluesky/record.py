"""The record of a post, as its author's software wrote it (lexicon `app.bsky.feed.post`)."""

from typing import Any

from msgspec import Struct, field

from backchannel.sources.bluesky.addresses import did_of, is_post_uri
from backchannel.text import facets
from backchannel.text.facets import Facet


class _Reference(Struct, frozen=True):
    uri: str = ""


class _Reply(Struct, frozen=True):
    parent: _Reference = _Reference()


class Tagged(Struct, frozen=True):
    """As much of a record as tells whether it is of interest."""

    facets: tuple[Facet, ...] = ()
    tags: tuple[str, ...] = ()
    reply: _Reply = _Reply()

    def hashtags(self) -> tuple[str, ...]:
        """Every hashtag, folded; those a bridge had to cut off the text too."""
        return facets.hashtags(self.facets, self.tags)

    def answers_others(self, did: str) -> bool:
        """Whether this record of that account is a reply to somebody else."""
        answered = self.reply.parent.uri
        return bool(answered) and did_of(answered) != did


class _SelfLabel(Struct, frozen=True):
    val: str = ""


class SelfLabels(Struct, frozen=True):
    """What an author says of their own record."""

    values: tuple[_SelfLabel, ...] = ()

    def names(self) -> tuple[str, ...]:
        """The labels by name."""
        return tuple(label.val for label in self.values if label.val)


class Record(Tagged, frozen=True):
    """A post's record. `embed` stays JSON until it is looked at; `bridged_from` is what it claims to be a copy of."""

    text: str = ""
    created_at: str = field(name="createdAt", default="")
    langs: tuple[str, ...] = ()
    labels: SelfLabels = SelfLabels()
    bridged_from: str = field(name="bridgyOriginalUrl", default="")
    embed: Any = None

    def reply_to(self) -> str | None:
        """The post that this one answers."""
        return self.reply.parent.uri if is_post_uri(self.reply.parent.uri) else None


class ProfileRecord(Struct, frozen=True):
    """What an author writes of themselves (lexicon `app.bsky.actor.profile`)."""

    display_name: str = field(name="displayName", default="")
    description: str = ""
    labels: SelfLabels = SelfLabels()
