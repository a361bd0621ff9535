"""Drafts and published versions. Of earlier versions only digests are kept: their posts may be gone since."""

from collections.abc import Sequence

from msgspec import Struct

from backchannel.summary.values import Edition, Summary

FORMAT = "backchannel-versions"
KEPT = 10  # versions that are listed


class Version(Struct, frozen=True, kw_only=True):
    """One published version: what it was made from, by its digest, and how much that was."""

    number: int
    digest: str
    program: str
    posts: int
    people: int


class Versions(Struct, frozen=True, kw_only=True):
    """The latest published versions, newest first."""

    format: str = FORMAT
    versions: tuple[Version, ...] = ()


def drafted(summary: Summary, before: Sequence[Version]) -> Edition:
    """A draft of the version that comes next; of the latest one, if nothing has changed since."""
    return Edition(state="draft", number=_number(summary, before))


def published(summary: Summary, before: Sequence[Version]) -> tuple[Edition, Versions]:
    """The version this becomes, and all that are listed then. What was published as it is keeps its number."""
    edition = Edition(state="published", number=_number(summary, before))
    version = Version(
        number=edition.number,
        digest=summary.origin.digest,
        program=summary.origin.program,
        posts=summary.numbers.posts,
        people=summary.numbers.people,
    )
    earlier = [one for one in before if one.number != edition.number]
    return edition, Versions(versions=(version, *earlier)[:KEPT])


def _number(summary: Summary, before: Sequence[Version]) -> int:
    if not before:
        return 1
    latest = before[0]
    is_same = (latest.digest, latest.program) == (summary.origin.digest, summary.origin.program)
    return latest.number + (not is_same)
