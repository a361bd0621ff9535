"""Words in quotation marks, who wrote them down, and who said them where the post itself is evidence for it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from backchannel.summary import cues, safe
from backchannel.summary.cited import Quote
from backchannel.summary.reading import Reading
from backchannel.text.covers import cover
from backchannel.text.terms import terms

_SPAN = re.compile(r"“([^“”]+)”|«([^«»]+)»|„([^„“”]+)[“”]|「([^「」]+)」|\"([^\"\n]+)\"")
_BEFORE = re.compile(
    r"(?<!\bto )(?<!\bfor )(?<!\bwith )(?<!\bvia )(?<!\bby )(?<!\bpor )(?<!\bpar )(?<!\bvon )(?<!\bcon )(?<!\bavec )"
    r"(?<!\bask )(?<!\basked )"
    r"[@＠]([\w.-]*\w)(?:@[\w.-]+)?['’]?s?[^\w@＠]{0,4}(?:\w+[^\w@＠]+){0,2}$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(asks?|asked|asking|question|pregunt\w+|demand\w+|frag\w+|pergunt\w+)\W*$", re.IGNORECASE)
_NAMED_TOO = re.compile(r"[@＠][\w.@-]*\w['’]?s?(?:\s|[,&+/]|\b(?:and|y|et|und|e|en)\b)*$")
_CALLED = re.compile(r"\s*(?:[@＠][\w.@-]*\w(?!\s*:)\s+)+")
_AFTER = re.compile(r"^\s*(?:[-–—~]+\s*|\(?(?:from|says?|said)\s+)[@＠]([\w.-]*\w)")
_WORK = (
    r"talk|paper|poster|session|book|workshop|tutorial|panel|post|section|chapter|keynote|report|article|presentation|"
    r"charla|ponencia|sesi[oó]n|panel|informe|libro|taller|conférence|vortrag|bericht|buch|palestra|livro"
)
# What follows these, or what these follow, is the name of a work and nobody's speech.
_TITLED = re.compile(
    rf"\b(titled|entitled|called|presents?|presenting|titulad[oa]|{_WORK})\W*(\w+\W+)?$|"
    r"\b(on|about|aka|the|a|an|sobre|sur|über|el|la|le|der|die|das)\W*$",
)
_NAMES = re.compile(rf"^\W*((?:{_WORK})\b|(?:by|par|por|von)\s)", re.IGNORECASE)
_FEWEST_WORDS, _MOST_WORDS = 5, 40
_MOST_COMPARED = 50  # versions that share a word with a new one
_SAME = 0.6  # shared terms of all terms, from which two people wrote down the same words


class Quotation(Struct, frozen=True):
    """The fullest version of words, where it stands, its speaker (or nothing), and everyone's places who wrote them."""

    words: str
    index: int
    speaker: str
    places: Sequence[int]


def quotations(reading: Reading) -> list[Quotation]:
    """All that was quoted: what more people wrote down first, then what has a speaker, then the better posts."""
    found = [one for index in range(len(reading.corpus.posts)) for one in _in_post(reading, index)]
    merged = [_merged(reading, same) for same in _alike(found)]

    def order(one: Quotation) -> tuple[int, bool, float, int]:
        return -reading.corpus.voices(one.places), not one.speaker, -reading.quality(one.index), one.index

    return sorted(merged, key=order)


def quote(reading: Reading, one: Quotation) -> Quote:
    """The value."""
    post = reading.corpus.posts[one.index]
    return Quote(
        words=safe.line(one.words),
        language=reading.corpus.languages[one.index],
        speaker=safe.line(one.speaker),
        by=safe.person(post.author),
        others=reading.corpus.voices(one.places) - 1,
        post=post.id,
        url=safe.web_or_nothing(post.url),
        created_at=post.created_at,
        session=reading.corpus.sessions[one.index],
    )


def _in_post(reading: Reading, index: int) -> Iterator[Quotation]:
    post = reading.corpus.posts[index]
    if post.author.bot or not _may_quote(post.text) or cover(post) or cues.is_announcement(post.text):
        return
    for span in _SPAN.finditer(post.text):
        words = next(filter(None, span.groups())).strip()
        before, after = post.text[: span.start()], post.text[span.end() :]
        if (
            _is_speech(words)
            and not _is_inside(before, after)
            and not _TITLED.search(before[-40:].lower())
            and not _NAMES.search(after)
            and not reading.schedule.is_title(words, reading.corpus.sessions[index])
        ):
            yield Quotation(words, index, _speaker(reading, index, before, after), (index,))


def _is_inside(before: str, after: str) -> bool:
    """Whether the marks stand between words, so that these are what lies between two quotations."""
    return before[-1:].isalnum() or after[:1].isalnum()


def _may_quote(text: str) -> bool:
    return any(mark in text for mark in '“«„「"')


def _is_speech(words: str) -> bool:
    """Long enough to say something, no link, and not written like a title."""
    split = words.split()
    long = [word for word in split if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long)
    is_title = len(long) > 1 and 2 * capitals > len(long)
    return _FEWEST_WORDS <= len(split) <= _MOST_WORDS and "://" not in words and "#" not in words and not is_title


def _speaker(reading: Reading, index: int, before: str, after: str) -> str:
    """Whoever is named right beside the words; or the session's only speaker, if the post names them."""
    is_answer = reading.corpus.posts[index].reply_to is not None
    spoken_to = _CALLED.match(before) if is_answer else None  # an answer begins with whom it answers
    told = before[spoken_to.end() if spoken_to else 0 :]
    named = _BEFORE.search(told)
    if named is not None and _NAMED_TOO.search(told[: named.start()]):
        return ""  # one of several said it
    if beside := named or _AFTER.search(after):
        return f"@{beside[1]}"
    if _ASKED.search(told):
        return ""
    speakers = reading.schedule.speakers(reading.corpus.sessions[index])
    text = f"{before} {after}".casefold()
    if len(speakers) == 1 and _is_named(speakers[0].name, text):
        return speakers[0].name
    return ""


def _is_named(name: str, text: str) -> bool:
    surname = name.casefold().split()[-1:] or [""]
    return len(surname[0]) > 2 and re.search(rf"\b{re.escape(surname[0])}\b", text) is not None


def _alike(found: Sequence[Quotation]) -> list[list[Quotation]]:
    """Versions of the same words together; a version is compared with those that share a word with it."""
    groups: list[tuple[frozenset[str], list[Quotation]]] = []
    by_term: defaultdict[str, list[int]] = defaultdict(list)
    for one in found:
        mine = frozenset(terms(one.words)) or frozenset([one.words])
        near = sorted({place for term in mine for place in by_term[term][:_MOST_COMPARED]})
        same = next((place for place in near if _overlap(mine, groups[place][0]) >= _SAME), None)
        if same is None:
            same = len(groups)
            groups.append((mine, []))
            for term in mine:
                by_term[term].append(same)
        groups[same][1].append(one)
    return [group for _, group in groups]


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def _merged(reading: Reading, same: Sequence[Quotation]) -> Quotation:
    """The version that has a speaker, and of those the best post's."""
    best = min(same, key=lambda one: (not one.speaker, -reading.quality(one.index), one.index))
    return Quotation(best.words, best.index, best.speaker, [one.index for one in same])
