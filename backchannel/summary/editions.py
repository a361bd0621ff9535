"""Drafts and published editions. Of earlier ones only digests are kept: their posts may be gone since."""

from collections.abc import Sequence

from msgspec import Struct

from backchannel.summary.organised import Edition
from backchannel.summary.values import Summary

FORMAT = "backchannel-editions"
KEPT = 10  # editions that are listed


class Numbered(Struct, frozen=True, kw_only=True):
    """One published edition: what it was made from, by its digest, and how much that was."""

    number: int
    digest: str
    program: str
    posts: int
    people: int


class Editions(Struct, frozen=True, kw_only=True):
    """The latest published editions, newest first."""

    format: str = FORMAT
    editions: tuple[Numbered, ...] = ()


def drafted(summary: Summary, before: Sequence[Numbered]) -> Edition:
    """A draft of the edition that comes next; of the latest one, if nothing has changed since."""
    return Edition(state="draft", number=_number(summary, before))


def published(summary: Summary, before: Sequence[Numbered]) -> tuple[Edition, Editions]:
    """The edition this becomes, and all that are listed then. What was published as it is keeps its number."""
    edition = Edition(state="published", number=_number(summary, before))
    latest = Numbered(
        number=edition.number,
        digest=summary.origin.digest,
        program=summary.origin.program,
        posts=summary.numbers.posts,
        people=summary.numbers.people,
    )
    earlier = [one for one in before if one.number != edition.number]
    return edition, Editions(editions=(latest, *earlier)[:KEPT])


def _number(summary: Summary, before: Sequence[Numbered]) -> int:
    if not before:
        return 1
    latest = before[0]
    is_same = (latest.digest, latest.program) == (summary.origin.digest, summary.origin.program)
    return latest.number + (not is_same)
