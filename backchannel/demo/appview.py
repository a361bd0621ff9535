"""What an AppView knows right now: posts from their create to their delete, and the people who wrote them."""

from collections.abc import Iterable

import msgspec
from msgspec import Raw, Struct

from backchannel.demo import embeds
from backchannel.demo.people import People
from backchannel.demo.recording import Commit, JetstreamEvent, Json, Recording, iso
from backchannel.text.facets import Facet, hashtags
from backchannel.text.hashtags import fold

POST = "app.bsky.feed.post"
PROFILE = "app.bsky.actor.profile"
MAX_BATCH = 25

# An account that is away, in the words of getProfile.
AWAY = {
    "deactivated": ("AccountDeactivated", "Account is deactivated"),
    "takendown": ("AccountTakedown", "Account has been suspended"),
    "suspended": ("AccountTakedown", "Account has been suspended"),
}


class NotThere(LookupError):
    """What was asked for can't be shown; `error` is the name the AppView has for it."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error


class AppView:
    """Posts and people, as the log so far has made them."""

    def __init__(self, recording: Recording) -> None:
        self.people = People(recording.profiles)
        self._told = recording.posts
        self._posts: dict[str, _Post] = {}
        self._replies: dict[str, dict[str, None]] = {}

    def apply(self, event: JetstreamEvent) -> None:
        """Take one event of the log."""
        if event.commit and event.commit.collection == POST:
            self._write(event, event.commit)
        elif event.commit and event.commit.collection == PROFILE:
            self.people.profile_changed(event.did, event.commit, iso(event.at))
        elif event.identity:
            self.people.identity_changed(event.identity)
        elif event.account:
            self.people.account_changed(event.account)
            if event.account.status == "deleted":
                self._erase(event.did)

    def posts(self, uris: Iterable[str]) -> list[Json]:
        """The views of those posts that can be shown, in the order asked for."""
        views = map(self.post, dict.fromkeys(uris))
        return [view for view in views if view]

    def post(self, uri: str) -> Json | None:
        """The view of a post, unless it is deleted or its author is away."""
        post = self._posts.get(uri)
        if not post or not self.people.visible(post.did):
            return None
        counts: Json = {
            "replyCount": len(self.replies(uri)),
            "repostCount": 0,
            "likeCount": 0,
            "quoteCount": 0,
            "labels": [],
        }
        author = {"author": self.people.basic(post.did)}
        return {"uri": uri, "cid": post.cid, **author, **post.told, **counts, **self._told.get(uri, {})}

    def profile(self, actor: str) -> Json:
        """One profile. Raises `NotThere`."""
        did = self.people.find(actor)
        if did and self.people.visible(did):
            return self.people.profile(did)
        raise NotThere(*AWAY.get(self.people.status(did or ""), ("InvalidRequest", "Profile not found")))

    def profiles(self, actors: Iterable[str]) -> list[Json]:
        """The profiles that can be shown, in the order asked for."""
        found = (self.people.find(actor) for actor in dict.fromkeys(actors))
        return [self.people.profile(did) for did in found if did and self.people.visible(did)]

    def search(self, hashtag: str, *, since: str, until: str) -> list[Json]:
        """The views of the posts with a hashtag from between two times, the newest first."""
        found = [
            uri
            for uri, post in self._posts.items()
            if fold(hashtag) in post.hashtags and since <= post.indexed_at < until
        ]
        return self.posts(self._newest_first(found))

    def timeline(self, actor: str) -> list[Json]:
        """The views of what an account says to everybody, the newest first. Raises `NotThere`."""
        self.profile(actor)
        did = self.people.find(actor)
        own = [uri for uri, post in self._posts.items() if post.did == did and _is_to_everybody(post)]
        return self.posts(self._newest_first(own))

    def _newest_first(self, uris: Iterable[str]) -> list[str]:
        return sorted(uris, key=lambda uri: self._posts[uri].indexed_at, reverse=True)

    def thread(self, uri: str, *, depth: int, parents: int) -> Json:
        """A post with what it answers (`parents` steps up) and its answers (`depth` steps down). Raises `NotThere`."""
        if not self._threadable(uri):
            raise NotThere("NotFound", f"Post not found: {uri}")
        return {**self._with_replies(uri, depth), **self._above(uri, parents)}

    def replies(self, uri: str) -> list[str]:
        """The known answers to a post, in the order they came."""
        return list(self._replies.get(uri, ()))

    def _above(self, uri: str, steps: int) -> Json:
        parent = self._posts[uri].parent
        if not parent or not steps:
            return {}
        if not self._threadable(parent):
            return {"parent": {"$type": "app.bsky.feed.defs#notFoundPost", "uri": parent, "notFound": True}}
        return {"parent": {**self._thread_post(parent), **self._above(parent, steps - 1)}}

    def _with_replies(self, uri: str, depth: int) -> Json:
        if not depth:
            return self._thread_post(uri)
        replies = [self._with_replies(reply, depth - 1) for reply in self.replies(uri) if self._threadable(reply)]
        return {**self._thread_post(uri), "replies": replies}

    def _thread_post(self, uri: str) -> Json:
        return {"$type": "app.bsky.feed.defs#threadViewPost", "post": self.post(uri), "threadContext": {}}

    def _threadable(self, uri: str) -> bool:
        """Threads, unlike getPosts, leave out who asks not to be shown to strangers (packages/bsky/src/views)."""
        post = self._posts.get(uri)
        return bool(post and self.people.visible(post.did) and not self.people.hidden_from_strangers(post.did))

    def _write(self, event: JetstreamEvent, commit: Commit) -> None:
        uri = f"at://{event.did}/{POST}/{commit.rkey}"
        before = self._forget(uri)
        after = _post(event, commit, indexed_at=before.indexed_at if before else iso(event.at))
        if not after:
            return
        self.people.meet(event.did)
        self._posts[uri] = after
        if after.parent:
            self._replies.setdefault(after.parent, {})[uri] = None

    def _forget(self, uri: str) -> "_Post | None":
        post = self._posts.pop(uri, None)
        if post and post.parent:
            del self._replies[post.parent][uri]
        return post

    def _erase(self, did: str) -> None:
        for uri in [uri for uri, post in self._posts.items() if post.did == did]:
            self._forget(uri)


class _Post(Struct, frozen=True):
    did: str
    cid: str
    indexed_at: str
    parent: str
    hashtags: frozenset[str]
    told: Json


class _Ref(Struct):
    uri: str


class _Reply(Struct):
    parent: _Ref


class _RecordFacts(Struct):
    reply: _Reply | None = None
    embed: Raw = Raw()


class _Tagged(Struct):
    facets: tuple[Facet, ...] = ()
    tags: tuple[str, ...] = ()


def _post(event: JetstreamEvent, commit: Commit, *, indexed_at: str) -> _Post | None:
    """The post that a commit makes; None for a delete, or for a record that breaks its lexicon."""
    if not isinstance(commit.record, Raw) or not isinstance(commit.cid, str):
        return None
    try:
        facts = msgspec.json.decode(commit.record, type=_RecordFacts)
    except msgspec.ValidationError:
        return None
    view = embeds.view(event.did, facts.embed) if bytes(facts.embed) else None
    embed = {"embed": view} if view else {}
    return _Post(
        did=event.did,
        cid=commit.cid,
        indexed_at=indexed_at,
        parent=facts.reply.parent.uri if facts.reply else "",
        hashtags=_hashtags(commit.record),
        told={"record": commit.record, "indexedAt": indexed_at, **embed},
    )


def _is_to_everybody(post: _Post) -> bool:
    """Whether it answers nobody but its own author."""
    return not post.parent or post.parent.startswith(f"at://{post.did}/")


def _hashtags(record: Raw) -> frozenset[str]:
    try:
        told = msgspec.json.decode(record, type=_Tagged)
    except msgspec.ValidationError:
        return frozenset()
    return frozenset(hashtags(told.facets, told.tags))
