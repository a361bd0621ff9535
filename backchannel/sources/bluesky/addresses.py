"""The names of things in the AT protocol: at-URIs, and the pages on bsky.app that show them."""

import re

POST = "app.bsky.feed.post"
PROFILE = "app.bsky.actor.profile"
POSTGATE = "app.bsky.feed.postgate"
THREADGATE = "app.bsky.feed.threadgate"
COLLECTIONS = (POST, POSTGATE, THREADGATE, PROFILE)

# The syntaxes of did, record key, tid and cid (atproto.com/specs), as narrow as the network's own limits.
_POST_URI = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]{1,2000})/app\.bsky\.feed\.post/([A-Za-z0-9._:~-]{1,512})")
_WORD = re.compile(r"[A-Za-z0-9]{1,128}")


def post_uri(did: str, rkey: str) -> str:
    """The at-URI of a post."""
    return f"at://{did}/{POST}/{rkey}"


def is_post_uri(uri: str) -> bool:
    """Whether the text is the at-URI of a post, by DID."""
    return _POST_URI.fullmatch(uri) is not None


def is_word(text: str) -> bool:
    """Whether the text can be a revision or the hash of a record."""
    return _WORD.fullmatch(text) is not None


def did_of(uri: str) -> str:
    """Whose repository an at-URI leads to."""
    return uri.removeprefix("at://").partition("/")[0]


def permalink(uri: str) -> str:
    """The page of a post; by DID, which outlives a change of handle."""
    return f"{profile_page(did_of(uri))}/post/{uri.rpartition('/')[2]}"


def profile_page(did: str) -> str:
    """The page of an author."""
    return f"https://bsky.app/profile/{did}"
