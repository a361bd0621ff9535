"""The compile step: header and lines in, `Summary` out. A pure function; rendering is somebody else's work."""

import hashlib
from collections.abc import Callable, Container, Iterable, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import asdict

from backchannel import __version__
from backchannel.model.codec import encode
from backchannel.summary.archive_file import Header, Line
from backchannel.summary.choosing import Chooser
from backchannel.summary.cited import Highlight, Quote
from backchannel.summary.conversations import conversations, conversations_in
from backchannel.summary.corpus import corpus
from backchannel.summary.editing import editing
from backchannel.summary.extras import NONE, Extras
from backchannel.summary.insights import Insights, insights
from backchannel.summary.numbers import numbers
from backchannel.summary.organised import Edition
from backchannel.summary.origin import Choices, Origin
from backchannel.summary.overlay import Overlay
from backchannel.summary.overlay_edits import edited, unplaced
from backchannel.summary.people import people
from backchannel.summary.pictures import pictures
from backchannel.summary.questions import Asked, asked_in, questions
from backchannel.summary.quotations import Quotation, quotations, quote
from backchannel.summary.reading import Reading
from backchannel.summary.reasons import Reasons
from backchannel.summary.resources import resources
from backchannel.summary.selection import Pick, select
from backchannel.summary.sessions import Minutes
from backchannel.summary.themes import themes
from backchannel.summary.timeline import timeline
from backchannel.summary.tongues import tongues
from backchannel.summary.values import Summary

Tell = Callable[[str], None]


class Compiled(Struct, frozen=True):
    """A summary, what its organisers may learn besides, and in a sentence each what their edits could not do."""

    summary: Summary
    insights: Insights
    conflicts: tuple[str, ...]


class Guidance(NamedTuple):
    """What guides a summary beside the posts: how much there is to be, the organisers' edits, and what helps."""

    choices: Choices = Choices()
    overlay: Overlay = Overlay()
    extras: Extras = NONE


def compile_summary(
    header: Header, lines: Iterable[Line], choices: Choices | None = None, *, tell: Tell = lambda _: None
) -> Summary:
    """The summary of these lines as they are, without anybody's edits."""
    return compile_archive(header, lines, Guidance(choices or Choices()), tell=tell).summary


def compile_archive(
    header: Header, lines: Iterable[Line], by: Guidance | None = None, *, tell: Tell = lambda _: None
) -> Compiled:
    """The summary of these lines, which are all taken to be public. Their order does not matter.

    `tell` hears what is being done, for those who wait.
    """
    by = by or Guidance()
    tell("Reading the posts")
    wanted = edited(header, lines, by.overlay)
    edits = wanted.edits
    posts = corpus(wanted.header, wanted.lines, edits.link, extras=by.extras)
    reading = Reading(posts, by.choices, edits, extras=by.extras)
    tell("Choosing highlights")
    kept, barred = reading.places(edits.kept), reading.places(edits.barred)
    picks = select(reading.corpus, reading.quality, reading.choices, kept=kept, barred=barred)
    tell("Following questions")
    asked = asked_in(reading)
    summary = _summary(wanted.header, reading, picks, asked, tell)
    conflicts = (*wanted.conflicts, *unplaced(edits, summary))
    return Compiled(summary, insights(reading, summary.resources, asked), conflicts)


def _summary(header: Header, reading: Reading, picks: Sequence[Pick], asked: Sequence[Asked], tell: Tell) -> Summary:
    """All sections. What one of them tells in full, those after it leave to it."""
    first, digest = [pick.index for pick in picks[: reading.choices.first]], _digest(header, reading)
    chooser = Chooser(reading.corpus, reading.quality, first)
    tell("Ranking what was shared")
    shared = resources(reading)
    tell("Following conversations and quotations")
    spoken, quoted = conversations_in(reading.corpus, reading.threads), quotations(reading)
    counts = numbers(reading, asked, len(spoken))
    tell("Writing down sessions, themes and people")
    sessions = Minutes(reading, chooser, shared).of_all(first, quoted)
    quotes = _quotes(reading, chooser, quoted, told={notes.quote.post for notes in sessions if notes.quote})
    return Summary(
        event=header.event,
        numbers=counts,
        highlights=_highlights(reading, picks),
        resources=shared,
        sessions=sessions,
        themes=themes(reading, chooser),
        questions=questions(reading, asked),
        conversations=conversations(reading, spoken, told={one.index for one in asked}),
        quotes=quotes,
        timeline=timeline(reading),
        pictures=pictures(reading, chooser),
        people=people(reading, asked, seed=digest),
        tongues=tongues(reading, counts, chooser),
        coverage=tuple(sorted(header.coverage, key=lambda one: one.source)),
        withheld=dict(sorted(header.withheld.items())),
        editing=editing(reading.edits, shared),
        edition=Edition(),
        origin=Origin(digest=digest, choices=reading.choices, program=__version__, extras=reading.extras.used),
    )


def _quotes(
    reading: Reading, chooser: Chooser, quoted: Sequence[Quotation], *, told: Container[str]
) -> tuple[Quote, ...]:
    """The first of them; what one person alone wrote down, and a section before has told, comes last."""
    posts, voices = reading.corpus.posts, reading.corpus.voices

    def is_repeated(one: Quotation) -> bool:
        return voices(one.places) == 1 and (chooser.is_told(one.index) or posts[one.index].id in told)

    chosen = sorted(quoted, key=is_repeated)[: reading.choices.quotes]
    for one in chosen:
        chooser.tell(one.index)
    return tuple(quote(reading, one) for one in chosen)


def _highlights(reading: Reading, picks: Sequence[Pick]) -> tuple[Highlight, ...]:
    reasons = Reasons(reading, picks)
    return tuple(
        Highlight(**asdict(reading.cite(pick.index)), why=reasons.why(pick), gains=pick.gains) for pick in picks
    )


def _digest(header: Header, reading: Reading) -> str:
    """A fingerprint of everything the summary was made from."""
    digest = hashlib.sha256(encode(header))
    for post, session in zip(reading.corpus.posts, reading.corpus.sessions, strict=True):
        digest.update(encode(post))
        digest.update(encode(session))
    if reading.edits.overlay != Overlay():
        digest.update(encode(reading.edits.overlay))
    if reading.extras.used:
        digest.update(encode(reading.extras.used))
    return digest.hexdigest()
