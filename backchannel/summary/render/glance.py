"""The event in a few sentences that can be quoted, made of counts."""

from collections.abc import Iterable

from msgspec import Struct

from backchannel.summary import wording
from backchannel.summary.languages import language_name
from backchannel.summary.render.telling import network
from backchannel.summary.values import Numbers, Share, Summary

_MOST_LANGUAGES = 6


class Part(Struct, frozen=True):
    """A piece of a sentence, and whether it is stressed."""

    text: str
    is_strong: bool = False


def glance(summary: Summary) -> tuple[Part, ...]:
    """One paragraph."""
    numbers = summary.numbers
    if not numbers.posts:
        return (Part("Nobody has written about this event yet, or nobody who may be quoted."),)
    return (*_wrote(summary), *_shared(numbers), *_asked(numbers))


def sentences(summary: Summary) -> list[str]:
    """The same as sentences."""
    told = (_wrote(summary), _shared(summary.numbers), _asked(summary.numbers))
    return [said for said in ("".join(part.text for part in parts).strip() for parts in told) if said]


def languages(numbers: Numbers) -> str:
    """English 913, Dutch 218 and 3 others."""
    return _shares((language_name(share.name), share) for share in numbers.languages)


def networks(numbers: Numbers) -> str:
    """Mastodon 802, Bluesky 521."""
    return _shares((network(share.name), share) for share in numbers.networks)


def _wrote(summary: Summary) -> Iterable[Part]:
    numbers = summary.numbers
    if numbers.days and not summary.timeline.before and not summary.timeline.after:
        yield Part(f"In {wording.spelled(numbers.days)} {wording.plural(numbers.days, 'day')}, ")
    yield Part(wording.counted(numbers.people, "person"), is_strong=True)
    yield Part(" wrote ")
    yield Part(wording.counted(numbers.posts, "post"), is_strong=True)
    if numbers.spoken_of:
        yield Part(", about ")
        yield Part(f"{numbers.spoken_of} of the {wording.counted(numbers.sessions, 'session')}", is_strong=True)
    yield Part(".")


def _shared(numbers: Numbers) -> Iterable[Part]:
    if numbers.links:
        yield Part(" They shared ")
        yield Part(wording.counted(numbers.links, "link"), is_strong=True)
    if numbers.pictures:
        yield Part(" and " if numbers.links else " They showed ")
        yield Part(wording.counted(numbers.pictures, "picture"), is_strong=True)
        yield Part(f", {wording.grouped(numbers.described)} of them described")
    if numbers.links or numbers.pictures:
        yield Part(".")


def _asked(numbers: Numbers) -> Iterable[Part]:
    if numbers.questions:
        yield Part(" They asked ")
        yield Part(wording.counted(numbers.questions, "question"), is_strong=True)
        yield Part(f"; {_answered(numbers.answered, numbers.questions)} here." if numbers.answered else ".")


def _answered(answered: int, questions: int) -> str:
    if questions == 1:
        return "it has an answer"
    return f"{wording.grouped(answered)} of them {'has' if answered == 1 else 'have'} an answer"


def _shares(shares: Iterable[tuple[str, Share]]) -> str:
    said = [f"{name} {wording.grouped(share.posts)}" for name, share in shares]
    said = [f"{one[0].upper()}{one[1:]}" if not at else one for at, one in enumerate(said)]
    more = len(said) - _MOST_LANGUAGES
    return f"{', '.join(said[:_MOST_LANGUAGES])} and {wording.counted(more, 'other')}" if more > 0 else ", ".join(said)
