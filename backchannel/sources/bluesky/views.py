"""What the AppView says of a post and of a person (lexicon `app.bsky.feed.defs`, `app.bsky.actor.defs`)."""

from datetime import datetime
from typing import Any

from msgspec import Struct, field

from backchannel.model.post import Counts
from backchannel.sources.bluesky.labels import Label, in_force, names
from backchannel.sources.bluesky.lenient import fit


class ProfileView(Struct, frozen=True):
    """A person; within a post the description is left out."""

    did: str
    handle: str = ""
    display_name: str = field(name="displayName", default="")
    description: str = ""
    avatar: str = ""
    labels: tuple[Label, ...] = ()

    def face(self) -> int:
        """A number that changes with all that is told of the person."""
        return hash((self.handle, self.display_name, self.description, self.avatar, self.labels))

    def label_names(self, now: datetime) -> tuple[str, ...]:
        """The labels on the account and on its profile that hold."""
        return names(in_force(self.labels, now))

    def labels_on_posts(self, now: datetime) -> tuple[str, ...]:
        """The labels that hold for all that this account posts: those on the DID itself, not on its profile."""
        return names(label for label in in_force(self.labels, now) if label.uri == self.did)


class Gate(Struct, frozen=True):
    """The record of a threadgate or a postgate (lexicons `app.bsky.feed.threadgate`, `app.bsky.feed.postgate`).

    The author of a thread hides answers in it, and the author of a quoted post takes quotes of it back.
    """

    hidden: tuple[str, ...] = field(name="hiddenReplies", default=())
    detached: tuple[str, ...] = field(name="detachedEmbeddingUris", default=())


class ThreadgateView(Struct, frozen=True):
    """The threadgate of a post that began a conversation."""

    record: Gate = Gate()


class PostView(Struct, frozen=True):
    """A post with what others made of it. `embed` has addresses where the record has references."""

    uri: str
    cid: str
    author: ProfileView
    record: Any = None
    embed: Any = None
    labels: tuple[Label, ...] = ()
    likes: int = field(name="likeCount", default=0)
    reposts: int = field(name="repostCount", default=0)
    replies: int = field(name="replyCount", default=0)
    indexed_at: str = field(name="indexedAt", default="")
    threadgate: ThreadgateView = ThreadgateView()

    def label_names(self, now: datetime) -> tuple[str, ...]:
        """The labels that hold for this version of the post, its author's included."""
        on_post = [label for label in in_force(self.labels, now) if label.cid in {"", self.cid}]
        return tuple(dict.fromkeys((*names(on_post), *self.author.labels_on_posts(now))))

    def counts(self) -> Counts:
        """How often it was liked, reposted and answered."""
        return Counts(likes=self.likes, reposts=self.reposts, replies=self.replies)

    def face(self) -> int:
        """A number that changes with all that a look at the post may find changed."""
        told = (self.cid, self.labels, self.author.labels, self.likes, self.reposts, self.replies, str(self.embed))
        return hash(told)


class _Place(Struct, frozen=True):
    """A place in a conversation; whatever may not be shown there has no post."""

    post: Any = None
    parent: Any = None
    replies: tuple[Any, ...] = ()


def thread_posts(thread: object, most: int) -> list[PostView]:
    """The posts of a conversation, at most so many, the nearest to its middle first."""
    posts: list[PostView] = []
    places = [thread]
    for told in places:
        place = fit(told, _Place)
        if place is None or len(posts) == most:
            continue
        view = fit(place.post, PostView)
        posts += [view] if view else []
        places += [place.parent, *place.replies[:most]]
    return posts
