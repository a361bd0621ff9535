"""What the templates may ask for by name: our phrases, and the kinds of a post's segments."""

from collections.abc import Callable
from typing import Any

from backchannel.model.body import Hashtag, Link, Mention
from backchannel.summary.render import phrases
from backchannel.summary.render.page import hour_span, link_text, medium, shared_by
from backchannel.text.addresses import short

# jinja2 asks for functions of anything, to anything.
FILTERS: dict[str, Callable[..., Any]] = {
    "counted": phrases.counted,
    "grouped": phrases.grouped,
    "hour_span": hour_span,
    "initials": phrases.initials,
    "link_text": link_text,
    "medium": medium,
    "plural": phrases.plural,
    "shared_by": shared_by,
    "short": short,
    "spelled": phrases.spelled,
}


def _is(kind: type) -> Callable[[object], bool]:
    return lambda segment: isinstance(segment, kind)


TESTS: dict[str, Callable[..., Any]] = {"hashtag": _is(Hashtag), "link": _is(Link), "mention": _is(Mention)}
