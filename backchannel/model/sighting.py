"""What enters the ingest stream: what a source saw or missed, what a human ordered, the programme, what it changes.

Every kind is a value, so that any of them may arrive twice, late, or in another order and mean the same.
"""

from datetime import datetime

from msgspec import Struct

from backchannel.model.post import Post
from backchannel.model.programme import Programme, Shift


class Posted(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="posted"):
    """A post was seen, new or edited, by `source` (a server's name, or `bluesky`) under that source's own `local_id`.

    `restrictions` are the reasons of its author not to be shown, as their profile stood at `seen_at`; `withheld` are
    the reasons why the post's words were left at the door (its `text`, `body` and everything quotable are empty then).
    `context` marks a post that was fetched for a conversation it is part of, not for a hashtag of its own. A `bare` one
    tells whose the post is, where it was seen and what its copies know it by; of its words it says nothing. `original`
    is the address or id which a bridge's copy names as its original. The rest are marks (`text/marks.py`): of the
    post's `words`, of its author's own `names`, and of the `accounts` that their profile links to, in the form of
    `text/accounts.py`; None where the profile was not seen.
    """

    source: str
    local_id: str
    seen_at: datetime
    post: Post
    restrictions: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    context: bool = False
    bare: bool = False
    original: str = ""
    words: str = ""
    names: tuple[str, ...] = ()
    accounts: tuple[str, ...] | None = None


class Deleted(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="deleted"):
    """A post is no longer at `source`. `final` where its origin says so: it never returns.

    Otherwise another server may still have it, and a later `Posted` from the same source brings it back.
    """

    source: str
    id: str
    seen_at: datetime
    final: bool


class AuthorChanged(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="author"):
    """An author's account or profile changed, as of `changed_at` (the network's own clock).

    `status` is empty where nothing is said of the account, else `active`, `deleted` (absorbing), or the network's
    word for one who is away for now (`deactivated`, `takendown`, `suspended`). `restrictions` is None where nothing
    is said of the profile, and so is `accounts`, the marks of those it links to; `names` are marks, too, of the
    author's own names.
    """

    source: str
    author: str
    changed_at: datetime
    status: str = ""
    restrictions: tuple[str, ...] | None = None
    names: tuple[str, ...] = ()
    accounts: tuple[str, ...] | None = None


class Gap(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="gap"):
    """A source was not heard from `start` to `end`; `filled` where what was missed has been fetched since."""

    source: str
    start: datetime
    end: datetime
    why: str
    filled: bool = False


class Decision(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="decision"):
    """A human's order: `verb` is hide, show, pin, unpin, place (of a post) or hide-author, show-author, forget-author.

    `target` is a post's or author's id; `by` names who decided, for the audit. Of two orders about the same thing
    the later `at` wins. `sessions` are the ids of those a post is placed in, none where it is about none.
    """

    verb: str
    target: str
    at: datetime
    by: str
    sessions: tuple[str, ...] = ()


class ProgrammeChanged(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="programme"):
    """The event's whole programme, as it was read at `seen_at`. The latest holds; of two, the greater version."""

    programme: Programme
    seen_at: datetime


class Shifted(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="shifted"):
    """A chair's or the desk's word on a room that runs late; `by` names who said it. Of a room the latest holds."""

    shift: Shift
    at: datetime
    by: str


class AttributeAll(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="attribute-all"):
    """Curate's word to itself: the programme runs otherwise, so say again of every post which session it is about.

    `schedule` says which programme and late rooms that was for: what is meant for another one is pointless by now.
    `cursor` is how far the archive has been gone through, in the store's own words; they hold within `epoch` alone.
    """

    schedule: str
    cursor: str = "0"
    epoch: str = ""


class AttributeAnswers(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="attribute-answers"
):
    """Curate's word to itself: a post is about another session now, so look again at what answers it, `after` an id."""

    post: str
    after: str = ""


class LinkSeen(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="link"):
    """What a link of that post leads to: `final` in the end, and the `title` there. Of one address the latest holds."""

    post: str
    url: str
    final: str
    title: str
    at: datetime


Sighting = Posted | Deleted | AuthorChanged | Gap
Entry = Sighting | Decision | ProgrammeChanged | Shifted | LinkSeen | AttributeAll | AttributeAnswers
