"""What the summary's extras are worth: `python -m bench.extras [--shared DIR] [--posts 100000]`.

Two real conferences, as written, and the scaled corpus of `bench.summary`; everything beside what is done without the
extra. Needs the libraries of all extras, and for the last table an interpreter with the evaluator's (`--scorer`).
Nothing of the conferences is shown but figures.
"""

import argparse
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from time import process_time

from msgspec.structs import replace

from backchannel.services.extras.installed import installed
from backchannel.summary.archive_file import Header, Line
from backchannel.summary.corpus import Corpus, corpus
from backchannel.summary.extras import Extras
from backchannel.summary.languages import RENAMED
from backchannel.summary.origin import Choices
from backchannel.summary.reading import Reading
from backchannel.summary.selection import select
from backchannel.summary.summary import Guidance, compile_archive
from backchannel.summary.themes import words_and_places
from bench.common import show
from bench.summary import COLUMNS, EVENTS, FIRST, asked, row, scored
from bench.summary_events import conference, scaled

Rows = Iterator[tuple[str, ...]]

MENU = "en"  # what a program whose menus are English says of everything
OTHER = "es"


def main() -> None:
    told = asked(__doc__)
    known = {name: conference(told.shared / "data" / "events", name) for name in EVENTS}
    columns = ("posts as told", "agree", "differ", "nothing said", "Spanish found")
    show("lang: beside the network's own detector", ("event", "", *columns), _languages(known))
    show("dedupe", ("event", "", "posts that repeat another", "seconds"), _repeats(known, told))
    columns = ("themes", "coherence", "with strangers", "posts", "people")
    show("themes", ("event", "", *columns), _themes(known))
    show("The first 20 and all 50", ("event", "with", *COLUMNS), _chosen(known, told))
    show("Time", ("posts", "with", "seconds of processor"), _speed(told))


Known = dict[str, tuple[Header, list[Line]]]


def _with(name: str) -> Extras:
    """That extra alone, or none."""
    return installed({"dedupe", "lang", "themes"} - {name})


def _languages(known: Known) -> Rows:
    """Whether the language that is found is what the network's detector had found, with and without its help."""
    for name, (header, lines) in known.items():
        lines_told = [line for line in lines if line.post.language]
        truth = {line.post.id: RENAMED.get(str(line.post.language), str(line.post.language)) for line in lines_told}
        for words, menu in (("the language", ""), ("none", None), (f"{MENU} for all", MENU)):
            said = [line.post.language if menu == "" else menu for line in lines_told]
            given = [
                Line(replace(line.post, language=code), line.ruling)
                for line, code in zip(lines_told, said, strict=True)
            ]
            for extra in ("", "lang"):
                found = corpus(header, given, extras=_with(extra))
                yield name, extra or "without", words, *_agreement(found, truth)


def _agreement(found: Corpus, truth: dict[str, str]) -> Iterator[str]:
    pairs = [(truth[post.id], language) for post, language in zip(found.posts, found.languages, strict=True)]
    yield f"{sum(told == heard for told, heard in pairs) / len(pairs):.3f}"
    yield str(sum(bool(heard) and told != heard for told, heard in pairs))
    yield str(sum(not heard for _, heard in pairs))
    others = [heard for told, heard in pairs if told == OTHER]
    yield f"{others.count(OTHER)} of {len(others)}"


def _repeats(known: Known, told: argparse.Namespace) -> Rows:
    events = {**known, "scaled": scaled(told.shared / "data" / "events", told.posts)}
    for name, (header, lines) in events.items():
        for extra in ("", "dedupe"):
            started = process_time()
            found = corpus(header, lines, extras=_with(extra))
            seconds = process_time() - started
            repeats = sum(original != index for index, original in enumerate(found.originals))
            yield name, extra or "without", f"{repeats:,} of {len(found.posts):,}", f"{seconds:.2f}"


def _themes(known: Known) -> Rows:
    """Themes of the whole, and their coherence; then those of one half of the people, in the words of the other."""
    for name, (header, lines) in known.items():
        for extra in ("", "themes"):
            words, places = _of(header, lines, extra)
            everyone = corpus(header, lines)
            people = everyone.people(places)
            own = f"{_coherence(everyone, words):.2f}"
            yield (
                name,
                extra or "without",
                str(len(words)),
                own,
                f"{_among_strangers(header, lines, extra):.2f}",
                *(
                    str(len(places)),
                    str(people),
                ),
            )


def _of(header: Header, lines: Sequence[Line], extra: str) -> tuple[list[tuple[str, ...]], set[int]]:
    """The words of the themes that a page has, and the places of their posts."""
    reading = Reading(corpus(header, lines), Choices(), extras=_with(extra))
    found = words_and_places(reading)[: reading.choices.themes]
    return [words for words, _ in found], {place for _, places in found for place in places}


def _among_strangers(header: Header, lines: Sequence[Line], extra: str) -> float:
    authors = sorted({line.post.author.id for line in lines})
    halves = [[line for line in lines if line.post.author.id in set(authors[half::2])] for half in (0, 1)]
    return sum(
        _coherence(corpus(header, other), _of(header, one, extra)[0]) for one, other in (halves, halves[::-1])
    ) / len(halves)


def _coherence(posts: Corpus, words: Sequence[Sequence[str]]) -> float:
    """The mean normalised pointwise mutual information of a theme's words in these posts, −1 to 1 (Bouma 2009)."""
    places: defaultdict[str, set[int]] = defaultdict(set)
    for index, bag in enumerate(posts.bags):
        if posts.originals[index] == index:
            for term in bag:
                places[term].add(index)
    per_theme = [
        [_npmi(places[one], places[other], len(posts.posts)) for one, other in combinations(theme, 2)]
        for theme in words
    ]
    means = [sum(pairs) / len(pairs) for pairs in per_theme if pairs]
    return sum(means) / len(means)


def _npmi(one: set[int], other: set[int], total: int) -> float:
    both = len(one & other)
    if not both:
        return -1.0
    return math.log(both * total / len(one) / len(other)) / -math.log(both / total)


def _chosen(known: Known, told: argparse.Namespace) -> Rows:
    for name, (header, lines) in known.items():
        spanish = {line.post.id for line in lines if line.post.language == OTHER}
        for extra in ("", "dedupe", "lang"):
            posts = corpus(header, lines, extras=_with(extra))
            reading = Reading(posts, Choices())
            ids = [posts.posts[pick.index].id for pick in select(posts, reading.quality, reading.choices)]
            first, every = (scored(told, name, ids[:many], []) for many in (FIRST, len(ids)))
            yield name, extra or "none", *row(first, every), str(len(spanish.intersection(ids[:FIRST]))), ""


def _speed(told: argparse.Namespace) -> Rows:
    header, lines = scaled(told.shared / "data" / "events", told.posts)
    for extra in ("", "dedupe", "lang", "themes"):
        started = process_time()
        compile_archive(header, lines, Guidance(extras=_with(extra)))
        yield f"{told.posts:,}", extra or "none", f"{process_time() - started:.1f}"


if __name__ == "__main__":
    main()
