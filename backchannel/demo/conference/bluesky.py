"""The scenes as Jetstream and the AppView send them: `jetstream.jsonl`, `profiles.json`, `posts.json`."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from backchannel.demo import wire
from backchannel.demo.conference.pictures import Pictures
from backchannel.demo.conference.scenes import BLUESKY, Scene, handle, number, words
from backchannel.demo.conference.script import Change, Script
from backchannel.demo.recording import iso, microseconds
from backchannel.demo.wire import Json

POST = "app.bsky.feed.post"
PROFILE = "app.bsky.actor.profile"
BRIDGED = "bridged-from-bridgy-fed-activitypub"
_BRIDGE_EDITS = timedelta(seconds=20)  # until the bridge has carried an edit over
_JOINED = "2024-01-01T00:00:00.000Z"

PageOf = Callable[[str], str]


def uri(scene: Scene) -> str:
    """The post's at-URI."""
    return f"at://{_did(scene)}/{POST}/{_rkey(scene)}"


class Repositories:
    """What the people's repositories hold. `page_of` answers where on Mastodon a bridged post comes from."""

    def __init__(self, script: Script, scenes: Sequence[Scene], pictures: Pictures, page_of: PageOf) -> None:
        self._script = script
        self._pictures = pictures
        self._page_of = page_of
        self._scenes = {scene.post.key: scene for scene in scenes if BLUESKY in scene.on}

    def lines(self) -> list[Json]:
        """Every Jetstream line, in order of time."""
        lines = [line for scene in self._scenes.values() for line in self._commits(scene)]
        lines += [self._gone(change) for change in self._script.changes]
        return sorted(lines, key=lambda line: (line["time_us"], line["did"]))

    def profiles(self) -> dict[str, Json]:
        """What getProfiles answers, by DID."""
        met = {scene.post.by: scene for scene in self._scenes.values()}
        return {_did(scene): self._profile(key, scene) for key, scene in met.items()}

    def counts(self) -> dict[str, Json]:
        """What getPosts adds to each record."""
        return {uri(scene): _counts(scene) for scene in self._scenes.values()}

    def _commits(self, scene: Scene) -> Iterator[Json]:
        post, at = scene.post, scene.at(BLUESKY)
        yield _commit(scene, at, "create", self._record(scene))
        if post.edit and scene.bridged == BLUESKY:
            later = at + timedelta(minutes=post.edit_after) + _BRIDGE_EDITS
            yield _commit(scene, later, "update", self._record(scene, edited=True))
        if post.delete_after:
            yield _commit(scene, at + timedelta(minutes=post.delete_after), "delete", None)

    def _gone(self, change: Change) -> Json:
        did = wire.did(handle(self._script.people[change.who]))
        told = {"active": False, "did": did, "seq": microseconds(change.at), "time": iso(change.at)}
        account = {**told, "status": change.status}
        return {"did": did, "time_us": microseconds(change.at), "kind": "account", "account": account}

    def _record(self, scene: Scene, *, edited: bool = False) -> Json:
        text = words(self._script, scene, BLUESKY, edited=edited)
        short = text if len(text) <= wire.LONGEST_RECORD else text[: wire.LONGEST_RECORD - 1].rstrip() + "…"
        told: Json = {"$type": POST, "text": short, "createdAt": iso(scene.post.at), "langs": [scene.language]}
        told["facets"] = wire.facets(short)
        if short != text:
            told["tags"] = wire.hashtags(text)
        return told | self._reply(scene) | self._embed(scene, text) | self._origin(scene)

    def _reply(self, scene: Scene) -> Json:
        if not scene.to:
            return {}
        parent = root = self._scenes[scene.to.key]
        while root.to:
            root = self._scenes[root.to.key]
        return {"reply": {"root": self._reference(root), "parent": self._reference(parent)}}

    def _embed(self, scene: Scene, text: str) -> Json:
        quoted, images = self._quote(scene), self._images(scene)
        if quoted and images:
            return {"embed": {"$type": "app.bsky.embed.recordWithMedia", "record": quoted, "media": images}}
        embed = quoted or images or self._external(text)
        return {"embed": embed} if embed else {}

    def _quote(self, scene: Scene) -> Json | None:
        key = scene.post.quote
        return {"$type": "app.bsky.embed.record", "record": self._reference(self._scenes[key])} if key else None

    def _images(self, scene: Scene) -> Json | None:
        images = [self._pictures.embedded(name) for name in scene.post.pictures]
        return {"$type": "app.bsky.embed.images", "images": images} if images else None

    def _external(self, text: str) -> Json | None:
        linked = (span.value for span in wire.spans(text) if span.kind == "link")
        url = next((url for url in linked if url in self._script.pages), "")
        if not url:
            return None
        page = self._script.pages[url]
        thumb = {"thumb": self._pictures.blob(page.image)} if page.image else {}
        external = {"uri": url, "title": page.title, "description": "", **thumb}
        return {"$type": "app.bsky.embed.external", "external": external}

    def _origin(self, scene: Scene) -> Json:
        if scene.bridged != BLUESKY:
            return {}
        text = words(self._script, scene, BLUESKY)
        home = scene.person.mastodon.partition("@")[2]
        return {"bridgyOriginalUrl": self._page_of(scene.post.key), "bridgyOriginalText": wire.as_html(text, home)}

    def _reference(self, scene: Scene) -> Json:
        return {"uri": uri(scene), "cid": wire.cid(self._record(scene))}

    def _profile(self, key: str, scene: Scene) -> Json:
        person, did = scene.person, _did(scene)
        labels = [*person.labels, *([BRIDGED] if scene.bridged == BLUESKY else [])]
        portrait = self._pictures.blob(self._pictures.portrait(key, drawn=person.portrait))
        user, _, home = person.mastodon.partition("@")
        link = f" Also https://{home}/@{user}" if person.linked else ""
        return {
            "did": did,
            "handle": handle(person),
            "displayName": person.name,
            "description": person.bio + link,
            "avatar": f"{wire.CDN}avatar/plain/{did}/{portrait['ref']['$link']}",
            "labels": [
                {"src": did, "uri": f"at://{did}/{PROFILE}/self", "val": label, "cts": _JOINED} for label in labels
            ],
        }


def _did(scene: Scene) -> str:
    return wire.did(handle(scene.person))


def _rkey(scene: Scene) -> str:
    return wire.tid(scene.at(BLUESKY), number(scene.post.key, 1024))


def _commit(scene: Scene, at: datetime, operation: str, record: Json | None) -> Json:
    told: Json = {"rev": wire.tid(at, number(scene.post.key, 1024)), "operation": operation}
    told |= {"collection": POST, "rkey": _rkey(scene)}
    told |= {"record": record, "cid": wire.cid(record)} if record else {}
    return {"did": _did(scene), "time_us": microseconds(at), "kind": "commit", "commit": told}


def _counts(scene: Scene) -> Json:
    likes = scene.likes(BLUESKY)
    return {"likeCount": likes, "repostCount": likes // 3}
