"""The scenes as the Mastodon servers send them: `mastodon.jsonl`."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from backchannel.demo import wire
from backchannel.demo.conference import bluesky
from backchannel.demo.conference.pictures import Pictures
from backchannel.demo.conference.scenes import BRIDGE, MASTODON, Scene, handle, mention, number, words
from backchannel.demo.conference.script import Page, Person, Script
from backchannel.demo.recording import iso
from backchannel.demo.statuses import Draft, Place, status_json
from backchannel.demo.wire import Json

FEDERATED = timedelta(seconds=2)  # until the next server has it
_ONE_IN = 4  # statuses of somebody whom a second server follows anyway


class Servers:
    """What happens on the followed servers."""

    def __init__(self, script: Script, scenes: Sequence[Scene], pictures: Pictures) -> None:
        self._script = script
        self._pictures = pictures
        self._scenes = {scene.post.key: scene for scene in scenes if MASTODON in scene.on}
        self._answers = _answers(self._scenes)
        self._on = {key: self._servers(scene) for key, scene in self._scenes.items()}

    def lines(self) -> list[Json]:
        """Every line, in order of time."""
        lines = [line for scene in self._scenes.values() for line in self._told(scene)]
        return sorted(lines, key=lambda line: (line["at"], line["instance"], line["id"]))

    def url(self, key: str) -> str:
        """Where a status is found, for people."""
        return str(status_json(self._draft(self._scenes[key]), Place("", "", None), {})["url"])

    def _told(self, scene: Scene) -> Iterator[Json]:
        post, at = scene.post, scene.at(MASTODON)
        for place, server in enumerate(self._on[post.key]):
            seen = at + place * FEDERATED
            yield self._line(scene, server, seen, "update", self._draft(scene))
            if post.edit:
                later = timedelta(minutes=post.edit_after)
                yield self._line(scene, server, seen + later, "status.update", self._draft(scene, edited=at + later))
            if post.delete_after:
                yield self._line(scene, server, seen + timedelta(minutes=post.delete_after), "delete", None)

    def _line(self, scene: Scene, server: str, at: datetime, event: str, draft: Draft | None) -> Json:
        line = {"at": iso(at), "instance": server, "event": event, "id": self._own_id(scene, server)}
        return {**line, "status": self._status(scene, server, draft)} if draft else line

    def _status(self, scene: Scene, server: str, draft: Draft) -> Json:
        to = scene.post.to
        above = self._own_id(self._scenes[to], server) if to and server in self._on[to] else None
        place = Place(server, self._own_id(scene, server), above)
        return self._quoting(scene, server, status_json(draft, place, self._account(scene)))

    def _draft(self, scene: Scene, edited: datetime | None = None) -> Draft:
        user, home = _lives(scene.person)
        text = words(self._script, scene, MASTODON, edited=edited is not None)
        own_id = self._own_id(scene, home)
        return Draft(user, home, own_id, scene.at(MASTODON), text, "", self._fields(scene, text), edited)

    def _fields(self, scene: Scene, text: str) -> Json:
        """What differs from one status to the next, beside its words."""
        post, likes = scene.post, scene.likes(MASTODON)
        told: Json = {
            "language": scene.language,
            "sensitive": post.sensitive or bool(post.cw),
            "spoiler_text": post.cw,
            "favourites_count": likes,
            "reblogs_count": likes // 3,
            "replies_count": self._answers.get(post.key, 0),
            "mentions": self._mentions(text),
            "media_attachments": [self._pictures.attachment(name, str(number(name, 10**9))) for name in post.pictures],
            "card": None if post.quote else self._card(text),
            "poll": _poll(scene),
        }
        return told | (_carried(scene) if scene.bridged == MASTODON else {})

    def _mentions(self, text: str) -> list[Json]:
        called = [span.value for span in wire.spans(text) if span.kind == "mention"]
        accounts = (account.split("@") for account in called)
        return [
            {
                "id": str(number(user + host, 10**9)),
                "username": user,
                "acct": f"{user}@{host}",
                "url": _page(user, host),
            }
            for user, host in accounts
        ]

    def _card(self, text: str) -> Json | None:
        linked = (span.value for span in wire.spans(text) if span.kind == "link")
        url = next((url for url in linked if url in self._script.pages), "")
        return _card(url, self._script.pages[url]) if url else None

    def _quoting(self, scene: Scene, server: str, status: Json) -> Json:
        if not scene.post.quote:
            return status
        quoted = self._scenes[scene.post.quote]
        told = self._status(quoted, server, self._draft(quoted))
        fallback = f'<p class="quote-inline">RE: <a href="{told["url"]}">{told["url"]}</a></p>'
        quote_told = {"state": "accepted", "quoted_status": told}
        return {**status, "content": fallback + status["content"], "quote": quote_told}

    def _account(self, scene: Scene) -> Json:
        person = scene.person
        picture = wire.MEDIA + self._pictures.portrait(scene.post.by, drawn=person.portrait)
        told: Json = {
            "display_name": person.name,
            "note": wire.as_html(person.bio, _lives(person)[1]),
            "avatar": picture,
            "avatar_static": picture,
            "bot": person.bot,
            "indexable": person.indexable,
            "fields": _fields_of(person),
        }
        if scene.bridged == MASTODON:
            did = wire.did(handle(person))
            told |= {"url": f"https://{BRIDGE}/r/https://bsky.app/profile/{handle(person)}"}
            told |= {"uri": f"https://{BRIDGE}/ap/{did}"}
        return told

    def _own_id(self, scene: Scene, server: str) -> str:
        return wire.snowflake(scene.at(MASTODON), number(f"{scene.post.key} on {server}", 65536))

    def _servers(self, scene: Scene) -> tuple[str, ...]:
        """Which servers have it: its own, those of the people who answer or quote it, and sometimes one more."""
        key, followed = scene.post.key, self._script.programme.servers
        about = [other for other in self._scenes.values() if key in {other.post.to, other.post.quote}]
        found = [self._reads_on(scene), *(self._reads_on(other) for other in about)]
        if number(f"{key} spreads", _ONE_IN) == 0:
            found.append(followed[number(key, len(followed))])
        return tuple(dict.fromkeys(found))

    def _reads_on(self, scene: Scene) -> str:
        """The followed server through which that person is met: their own, or the first."""
        followed = self._script.programme.servers
        home = _lives(scene.person)[1]
        return home if home in followed else followed[0]


def _answers(scenes: Mapping[str, Scene]) -> dict[str, int]:
    count: dict[str, int] = {}
    for scene in scenes.values():
        count[scene.post.to] = count.get(scene.post.to, 0) + 1
    return count


def _lives(person: Person) -> tuple[str, str]:
    """Name and server; those of the bridge for somebody who is on Bluesky."""
    user, _, home = (person.mastodon or mention(person, MASTODON)[1:]).partition("@")
    return user, home


def _fields_of(person: Person) -> list[Json]:
    if not person.linked:
        return []
    there = f'<a href="https://bsky.app/profile/{person.bluesky}" rel="me">@{person.bluesky}</a>'
    return [{"name": "Bluesky", "value": there, "verified_at": None}]


def _carried(scene: Scene) -> Json:
    """The addresses of a status that a bridge made of a Bluesky post."""
    uri = bluesky.uri(scene)
    did, rkey = uri.split("/")[2], uri.rpartition("/")[2]
    return {
        "uri": f"https://{BRIDGE}/convert/ap/{quote(uri, safe=':/')}",
        "url": f"https://{BRIDGE}/r/https://bsky.app/profile/{did}/post/{rkey}",
    }


def _page(user: str, host: str) -> str:
    return f"https://{host}/@{user}"


def _card(url: str, page: Page) -> Json:
    return {
        "url": url,
        "title": page.title,
        "description": "",
        "language": None,
        "type": "link",
        "author_name": "",
        "author_url": "",
        "provider_name": urlsplit(url).hostname,
        "provider_url": "",
        "html": "",
        "width": 0,
        "height": 0,
        "image": wire.MEDIA + page.image if page.image else None,
        "embed_url": "",
        "blurhash": None,
    }


def _poll(scene: Scene) -> Json | None:
    post = scene.post
    if not post.poll:
        return None
    options = [{"title": title, "votes_count": votes} for title, votes in post.poll.items()]
    votes = sum(post.poll.values())
    ends = iso(post.at + timedelta(days=1))
    told = {"id": str(number(post.key, 10**6)), "expires_at": ends, "expired": False, "multiple": False}
    return {**told, "votes_count": votes, "voters_count": votes, "options": options, "emojis": []}
