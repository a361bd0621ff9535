"""Whose sign means what: one table of all by which authors and networks ask that a post be kept back, and how far.

Sources: the `#nobot` family is the fediverse's own convention, read in the profile's name, text and fields; account
states and flags are Mastodon's (`app/serializers/rest/account_serializer.rb`); labels are Bluesky's, of its default
moderation and of authors themselves (`com.atproto.label.defs`).
"""

from typing import Literal, NamedTuple

Read = Literal["profile", "post", "account", "flag", "label"]
Effect = Literal["withheld", "withheld if strict", "hidden", "covered", "unnamed", "unsearched"]
Binding = Literal["every copy", "its network", "bridged copies", "this copy"]


class Wish(NamedTuple):
    """A sign, where it is read, what it does to a post, and which other copies of the post it binds.

    Withheld: no word is kept. Hidden: kept, not public, until a moderator shows it. Covered: a warning stands in its
    place. Unnamed: shown, its author not listed among people. Unsearched: shown, not in full-text search.
    """

    sign: str
    read: Read
    effect: Effect
    binds: Binding = "every copy"


NO_UNAUTHENTICATED = "no-unauthenticated"
OPT_OUT = "optout"
OPT_IN = "optin"
NOT_DISCOVERABLE = "not-discoverable"

WISHES = (
    Wish("nobot", "profile", "withheld"),
    Wish("nobots", "profile", "withheld"),
    Wish("noindex", "profile", "withheld"),
    Wish("nosearch", "profile", "withheld"),
    Wish("noarchive", "profile", "withheld"),
    Wish(OPT_OUT, "post", "withheld"),
    Wish(NOT_DISCOVERABLE, "flag", "withheld if strict"),
    Wish(NOT_DISCOVERABLE, "flag", "unnamed", "this copy"),
    Wish("not-indexable", "flag", "unsearched", "this copy"),
    Wish("limited", "account", "withheld", "bridged copies"),
    Wish("suspended", "account", "withheld", "bridged copies"),
    Wish("memorial", "account", "withheld", "bridged copies"),
    Wish("not-public", "post", "withheld", "bridged copies"),
    Wish(NO_UNAUTHENTICATED, "label", "withheld", "its network"),
    Wish("!hide", "label", "hidden"),
    Wish("!takedown", "label", "hidden"),
    Wish("!suspend", "label", "hidden"),
    Wish("porn", "label", "hidden"),
    Wish("spam", "label", "hidden"),
    Wish("impersonation", "label", "hidden"),
    Wish("needs-review", "label", "hidden"),
    Wish("!warn", "label", "covered", "this copy"),
    Wish("sexual", "label", "covered", "this copy"),
    Wish("graphic-media", "label", "covered", "this copy"),
    Wish("gore", "label", "covered", "this copy"),
    Wish("nudity", "label", "covered", "this copy"),
)

PROFILE_TAGS = tuple(wish.sign for wish in WISHES if wish.read == "profile")
HIDING_LABELS = frozenset(wish.sign for wish in WISHES if wish.read == "label" and wish.effect == "hidden")

_BINDS: dict[str, Binding] = {wish.sign: wish.binds for wish in WISHES if wish.effect.startswith("withheld")}


def binding(reason: str) -> Binding:
    """Which other copies of a post a reason to withhold it binds; what is about this copy alone binds none."""
    return _BINDS.get(reason, "this copy")
