"""What the templates may ask for by name: our words, and the kinds of a post's segments."""

from collections.abc import Callable
from typing import Any

from backchannel.model.body import Hashtag, Link, Mention
from backchannel.summary import wording
from backchannel.summary.render.days import hour_span
from backchannel.summary.render.page import link_text, medium
from backchannel.summary.render.shelves import kind_word, shared_by
from backchannel.summary.render.telling import network
from backchannel.text.addresses import short
from backchannel.text.names import initials

# jinja2 asks for functions of anything, to anything.
FILTERS: dict[str, Callable[..., Any]] = {
    "counted": wording.counted,
    "grouped": wording.grouped,
    "hour_span": hour_span,
    "initials": initials,
    "kind_word": kind_word,
    "link_text": link_text,
    "listed": wording.listed,
    "medium": medium,
    "network": network,
    "plural": wording.plural,
    "shared_by": shared_by,
    "short": short,
    "spelled": wording.spelled,
}


def _is(kind: type) -> Callable[[object], bool]:
    return lambda segment: isinstance(segment, kind)


TESTS: dict[str, Callable[..., Any]] = {"hashtag": _is(Hashtag), "link": _is(Link), "mention": _is(Mention)}
