"""What one entry changes: the pure heart of curate.

    entry + what is known  →  `Outcome`: the records and the register as they are afterwards

Curate looks up what is known, asks here, and commits the difference.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from backchannel.curation import merge, standing
from backchannel.curation.rules import rule
from backchannel.model.event import Policy
from backchannel.model.record import Record, Register
from backchannel.model.sighting import AuthorChanged, Decision, Deleted, Entry, Gap, Posted, ProgrammeChanged, Shifted

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
        case Deleted(id=post_id):
            return Subject(post_id, "")
        case AuthorChanged(author=author):
            return Subject("", author)
        case Decision(verb=verb, target=target):
            return Subject("", target) if verb in AUTHOR_VERBS else Subject(target, "")
        case Gap() | ProgrammeChanged() | Shifted():
            return Subject("", "")


class Outcome(NamedTuple):
    """A post's record and an author's register once an entry is known."""

    record: Record
    register: Register


def decide(entry: Entry, record: Record, registers: Mapping[str, Register], policy: Policy) -> Outcome:
    """What an entry makes of the post and the author it is about; `registers` are those known of both."""
    met = _meet_post(record, entry)
    author = subject(entry).author or met.author
    register = _meet_author(registers.get(author, Register(id=author)), entry)
    # A server may name another author than the one whose words hold: the words' own author rules them.
    ruling = register if met.author in {"", author} else registers.get(met.author, Register(id=met.author))
    return Outcome(ruled(met, ruling, policy), register)


def ruled(record: Record, register: Register, policy: Policy) -> Record:
    """The record with its ruling, and without its words where those may not be kept."""
    ruling = rule(record, register, policy)
    if ruling.state not in WORDLESS:
        return replace(record, ruling=ruling)
    bare = replace(record, ruling=ruling, post=None)
    return _tombstone(bare) if record.deleted or register.deleted else bare


def blank(post_id: str) -> Record:
    """The record of a post nothing is known of."""
    return Record(id=post_id, ruling=merge.UNRULED)


def all_ruled(records: Iterable[Record], register: Register, policy: Policy) -> list[Record]:
    """An author's records after their standing has changed: those whose ruling became another."""
    again = ((record, ruled(record, register, policy)) for record in records)
    return [after for before, after in again if after != before]


def _meet_author(register: Register, entry: Entry) -> Register:
    match entry:
        case Posted():
            return standing.after_posted(register, entry)
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


def _tombstone(record: Record) -> Record:
    """What remains of the deleted: that it was, so that it can't come back."""
    return Record(id=record.id, author=record.author, ruling=record.ruling, deleted=True)
