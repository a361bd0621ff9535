"""What one entry changes: the pure heart of curate.

    entry + what is known of the post and its author  →  `Outcome`: both, joined with what is new
    all copies of the post + all their authors        →  the same records, ruled on

Curate looks up what is known, asks here, and commits the difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import NamedTuple

from msgspec.structs import replace

from backchannel.curation import merge, standing
from backchannel.curation.copies import groups
from backchannel.curation.rules import COPY, SHOWN, Member, rule
from backchannel.curation.standing import latest
from backchannel.model.event import Policy
from backchannel.model.post import Copy
from backchannel.model.record import Record, Register
from backchannel.model.sighting import (
    AttributeAll,
    AttributeAnswers,
    AuthorChanged,
    Decision,
    Deleted,
    Entry,
    Gap,
    LinkSeen,
    Posted,
    ProgrammeChanged,
    Shifted,
)

AUTHOR_VERBS = frozenset({"hide-author", "show-author", "forget-author"})
WORDLESS = frozenset({"gone", "withheld"})


class Subject(NamedTuple):
    """Whom an entry is about: a post, an author, both or neither (empty words)."""

    post: str
    author: str


def subject(entry: Entry) -> Subject:
    """The post and the author an entry names."""
    match entry:
        case Posted(post=post):
            return Subject(post.id, post.author.id)
        case Deleted(id=post_id) | LinkSeen(post=post_id):
            return Subject(post_id, "")
        case AuthorChanged(author=author):
            return Subject("", author)
        case Decision(verb=verb, target=target):
            return Subject("", target) if verb in AUTHOR_VERBS else Subject(target, "")
        case Gap() | ProgrammeChanged() | Shifted() | AttributeAll() | AttributeAnswers():
            return Subject("", "")


class Outcome(NamedTuple):
    """A post's record, not yet ruled on, and an author's register, once an entry is known."""

    record: Record
    register: Register


def meet(entry: Entry, record: Record, registers: Mapping[str, Register], policy: Policy) -> Outcome:
    """What an entry tells of the post and the author it is about, joined to what is known of them."""
    met = _meet_post(record, entry)
    author = subject(entry).author or met.author
    return Outcome(met, _meet_author(registers.get(author, Register(id=author)), entry, policy))


def ruled(records: Iterable[Record], registers: Mapping[str, Register], policy: Policy) -> list[Record]:
    """The records with their rulings, and without the words that may not be kept.

    Needs every copy of each post, and the registers of their authors and of the accounts linked to those.
    """
    known = {record.id: record for record in records}
    return [
        record
        for ids in groups(known.values(), registers)
        for record in _one_post([known[post_id] for post_id in ids], registers, policy)
    ]


def blank(post_id: str) -> Record:
    """The record of a post nothing is known of."""
    return Record(id=post_id, ruling=merge.UNRULED)


def wordless(record: Record) -> Record:
    """The record without its words, and without what was read in them."""
    return replace(record, post=None, sessions=(), session_score=0.0, session_why=())


def _one_post(copies: Sequence[Record], registers: Mapping[str, Register], policy: Policy) -> Iterator[Record]:
    members = [_member(record, registers) for record in copies]
    rulings = rule(members, policy)
    told = [record for record, ruling in zip(copies, rulings, strict=True) if ruling in {SHOWN, COPY}]
    placed = _placed(copies)
    for member, ruling in zip(members, rulings, strict=True):
        record = replace(member.record, group=tuple(copy.id for copy in copies if copy is not member.record))
        record = replace(
            record if ruling.state not in WORDLESS else wordless(record),
            ruling=ruling,
            copies=_public_copies(record, told) if ruling == SHOWN else (),
            pinned=_pinned(copies) if ruling == SHOWN else None,
            placed=placed,
        )
        yield merge.tombstone(record) if record.deleted or member.register.deleted else record


def _member(record: Record, registers: Mapping[str, Register]) -> Member:
    register = registers.get(record.author, Register(id=record.author))
    return Member(record, register, tuple(registers[author] for author in register.linked if author in registers))


def _public_copies(displayed: Record, told: Iterable[Record]) -> tuple[Copy, ...]:
    """The copies of a post that may be named with it, and those that only an archive file has told of."""
    posts = [record.post for record in told if record.id != displayed.id and record.post is not None]
    known = [Copy(id=p.id, network=p.network, url=p.url, version=p.version, counts=p.counts) for p in posts]
    imported = displayed.post.copies if displayed.post else ()
    return (*known, *(copy for copy in imported if copy.id not in displayed.group))


def _pinned(copies: Iterable[Record]) -> datetime | None:
    """Since when the post is pinned, by the latest order about any of its copies."""
    pin = reduce(latest, (record.pin for record in copies if record.pin), None)
    return pin.at if pin and pin.verb == "pin" else None


def _placed(copies: Iterable[Record]) -> tuple[str, ...] | None:
    """Where the post was placed, by the latest order about any of its copies."""
    place = reduce(latest, (record.place for record in copies if record.place), None)
    return place.sessions if place else None


def _meet_author(register: Register, entry: Entry, policy: Policy) -> Register:
    match entry:
        case Posted():
            return standing.after_posted(register, entry, policy)
        case AuthorChanged():
            return standing.after_change(register, entry)
        case Decision(verb=verb) if verb in AUTHOR_VERBS:
            return standing.after_decision(register, entry)
        case _:
            return register


def _meet_post(record: Record, entry: Entry) -> Record:
    match entry:
        case Posted():
            return merge.after_posted(record, entry)
        case Deleted():
            return merge.after_deleted(record, entry)
        case Decision(verb=verb) if verb not in AUTHOR_VERBS:
            return merge.after_decision(record, entry)
        case _:
            return record
