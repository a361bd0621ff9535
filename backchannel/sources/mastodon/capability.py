"""What one server shows us, as far as a probe could tell. Pure."""

from typing import Literal

from msgspec import Struct

from backchannel.sources.mastodon.instance import Instance

Feed = Literal["full", "local", "token", "none"]


class Capability(Struct, frozen=True, kw_only=True):
    """How a server's hashtags can be read: all of them, its own people's, with a token only, or not at all.

    `is_paged` where older pages can be asked for; `domain` completes the handles of the server's people; `streaming`
    is the base of its WebSocket address, empty where there is none. `limits` says in words what it keeps back, empty
    where nothing is known to be.
    """

    feed: Feed = "full"
    is_paged: bool = True
    domain: str
    streaming: str = ""
    limits: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether there is anything to ask for."""
        return self.feed in {"full", "local"}


def capability(instance: Instance, feed: Feed, *, server: str, is_paged: bool, has_token: bool) -> Capability:
    """What follows from the server's own words and from how it answered; `server` is the name it is known by.

    Its words are believed where it would keep something back in silence: a logged-in reader who may not read gets the
    server's own posts, or none, as if there were no others (`app/models/public_feed.rb`).
    """
    feed = _silently(instance, feed, has_token=has_token)
    return Capability(
        feed=feed,
        is_paged=is_paged,
        domain=_domain(instance.domain, server),
        streaming=instance.streaming,
        limits=_words(feed, server, is_paged=is_paged, has_token=has_token),
    )


def _silently(instance: Instance, feed: Feed, *, has_token: bool) -> Feed:
    if not has_token or feed != "full" or instance.remote != "disabled":
        return feed
    return "none" if instance.local == "disabled" else "local"


def _domain(told: str, server: str) -> str:
    """The server's domain, where it may call itself so: people's handles end in it."""
    domain = told.lower()
    return domain if "." in domain and server.endswith(f".{domain}") else server


def _words(feed: Feed, server: str, *, is_paged: bool, has_token: bool) -> str:
    readers = "us" if has_token else "strangers"
    match feed:
        case "token":
            return f"shows hashtags to its own people only: backchannel login mastodon {server}"
        case "none":
            return f"shows {readers} no hashtags"
        case "local":
            return f"shows {readers} only what its own people write"
        case "full":
            return "" if is_paged else f"shows {readers} only its newest posts"
