"""Every key there is. All keys of one event carry its slug as hash tag, so that a cluster keeps them together."""

from dataclasses import dataclass

SCHEMA = "backchannel:schema"
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one event, each with who writes it."""

    slug: str

    def _key(self, name: str) -> str:
        return f"bc:{{{self.slug}}}:{name}"

    @property
    def every(self) -> str:
        """The pattern that matches every key of the event and no other."""
        slug = "".join(f"\\{letter}" if letter in "*?[]^\\" else letter for letter in self.slug)
        return f"bc:{{{slug}}}:*"

    @property
    def event(self) -> str:
        """Whoever begins to follow: a string, the `Identity` of the event that the other keys are of."""
        return self._key("event")

    @property
    def ingest(self) -> str:
        """The collectors' stream: everything that is still to be curated, field `entry`."""
        return self._key("ingest")

    @property
    def cursors(self) -> str:
        """The collectors' hash: source to `Position`: its cursor, and how far it has been heard."""
        return self._key("cursors")

    @property
    def posts(self) -> str:
        """Curate's hash: post id to `Record`. The only place where words are kept."""
        return self._key("posts")

    @property
    def authors(self) -> str:
        """Curate's hash: author id to `Register`."""
        return self._key("authors")

    @property
    def shown(self) -> str:
        """Curate's sorted set: ids of public posts by creation, in seconds."""
        return self._key("shown")

    @property
    def replies(self) -> str:
        """Curate's sorted set, all scores 0: `parent child` of every public reply."""
        return self._key("replies")

    @property
    def answers(self) -> str:
        """Curate's sorted set, all scores 0: `parent child` of every other reply whose words are kept."""
        return self._key("answers")

    @property
    def people(self) -> str:
        """Curate's sorted set: author id to the number of their public posts."""
        return self._key("people")

    @property
    def pins(self) -> str:
        """Curate's sorted set: ids of pinned posts by the time of pinning, in seconds."""
        return self._key("pins")

    @property
    def urls(self) -> str:
        """Curate's hash: a post's other names, its permalink above all, to its id."""
        return self._key("urls")

    @property
    def claims(self) -> str:
        """Curate's hash: the address or id of an original to the id of a bridge's copy that names it."""
        return self._key("claims")

    @property
    def context(self) -> str:
        """Curate's set: ids of posts that are known for a conversation only."""
        return self._key("context")

    @property
    def handles(self) -> str:
        """Curate's hash: what an author is called, handles and profile's addresses, to their id."""
        return self._key("handles")

    @property
    def rulings(self) -> str:
        """Curate's hash: a ruling's state and one of its reasons to the number of posts ruled so."""
        return self._key("rulings")

    @property
    def names(self) -> str:
        """Curate's sorted set, all of score 0: `mark id` for each mark of an author's own names."""
        return self._key("names")

    @property
    def links(self) -> str:
        """Curate's hash: a post that is kept, and one of its links (`link_field`), to `LinkSeen`."""
        return self._key("links")

    @property
    def gaps(self) -> str:
        """Curate's hash: source and start to `Gap`."""
        return self._key("gaps")

    @property
    def wall(self) -> str:
        """Curate's stream, trimmed: what changed in public, fields `verb` and `id`."""
        return self._key("wall")

    @property
    def audit(self) -> str:
        """Curate's stream, trimmed: every human decision, field `decision`."""
        return self._key("audit")

    @property
    def parked(self) -> str:
        """Curate's stream, trimmed: entries that failed three times, fields `entry` and `why`."""
        return self._key("parked")

    @property
    def policy(self) -> str:
        """Curate's string: the `Policy` that all rulings were made by."""
        return self._key("policy")

    @property
    def basis(self) -> str:
        """Curate's string: a mark of what posts are attributed by, beside the programme."""
        return self._key("basis")

    @property
    def programme(self) -> str:
        """Curate's string: the `ProgrammeChanged` that holds."""
        return self._key("programme")

    @property
    def shifts(self) -> str:
        """Curate's hash: a room to the `Shifted` that holds for it."""
        return self._key("shifts")

    @property
    def lease(self) -> str:
        """Expiring string: the token of the one curate that may commit."""
        return self._key("lease")

    def about(self, session: str) -> str:
        """Curate's sorted set: ids of public posts about a session by creation, in seconds."""
        return self._key(f"about:{session}")

    def by(self, author: str) -> str:
        """Curate's sorted set: ids of an author's posts, tombstones too, by creation, in seconds."""
        return self._key(f"by:{author}")

    def known(self, source: str) -> str:
        """Curate's sorted set: `local_id id` of a source's posts that may still change, by creation, in seconds."""
        return self._key(f"known:{source}")

    def known_authors(self, source: str) -> str:
        """Curate's set: ids of everyone a source has delivered posts of."""
        return self._key(f"known-authors:{source}")


def link_field(post_id: str, url: str) -> str:
    """The field of `links` for what was found at a link of that post: it goes with that post's words alone."""
    return f"{post_id} {url}"
