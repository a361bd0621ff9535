"""How often a post is attributed to the right session: `python -m bench.attribution [--data FOLDER]`.

On a real conference with 203 talks in up to six rooms, against two truths whose evidence is hidden: A, a post holds a
talk's link; B, a post near a talk names its speaker. Rivals in the same run: the clock alone, the words alone.
*Held out*: weights are chosen on one half of the talks and judged on the other, both ways, and put together.
*By chance*: labels that words and time still give when every talk is moved to another day, for each label that they
give as it was. Goals: A .95 at .70, B .94 at .60.
"""

import argparse
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

from msgspec import Struct

from backchannel.model.post import Post
from backchannel.programme.attribution.index import Index
from backchannel.programme.attribution.values import Attribution
from backchannel.programme.attribution.weights import Weights
from bench.common import show
from bench.sessions_conference import DATA, EVENT, Conference, load
from bench.sessions_rivals import by_time, by_words
from bench.sessions_score import BOTH, Labels, Scores, Share, chance, scores
from bench.sessions_truths import Truth, another_day, by_link, by_speaker, words_alone

GRID = [
    Weights(about=about, away=away, word=word, sure=sure)
    for about, away, word, sure in product((0.0, 0.4), (-7.0, -6.0), (1.2, 1.5, 1.8), (0.8, 0.9))
]
LEAST_PRECISION = 0.95  # of A and of B, on the half that weights are chosen on
MOST_BY_CHANCE = 0.08


class Ground(Struct, frozen=True):
    conference: Conference
    a: Truth
    b: Truth
    words: Truth


class Outcome(Struct, frozen=True):
    """The labels that one way gives to the posts of each truth."""

    a: Labels
    b: Labels
    words: Labels
    moved: Labels


class Row(Struct, frozen=True):
    a: Scores = Scores()
    b: Scores = Scores()
    by_chance: Share = Share()

    def __add__(self, other: "Row") -> "Row":
        return Row(self.a + other.a, self.b + other.b, self.by_chance + other.by_chance)

    def cells(self) -> tuple[str, ...]:
        shares = (self.a.precision, self.a.recall, self.b.precision, self.b.recall)
        return (*map(str, shares), f"{self.by_chance.value:.2f}")


def ground(folder: Path) -> Ground:
    conference = load(folder)
    return Ground(conference, by_link(conference), by_speaker(conference), words_alone(conference))


def threaded(index: Index, posts: Sequence[Post]) -> Labels:
    """Every post by time, each with what was said of the one it answers."""
    said: dict[str, Attribution] = {}
    for post in posts:
        said[post.id] = index.attribute(post, thread=said.get(post.reply_to or ""))
    return {id_: attribution.sessions for id_, attribution in said.items()}


def ours(field: Ground, weights: Weights) -> Outcome:
    programme = field.conference.programme
    index, moved = Index(programme, EVENT, weights), Index(another_day(programme), EVENT, weights)
    return Outcome(
        threaded(index, field.a.posts),
        threaded(index, field.b.posts),
        threaded(index, field.words.posts),
        threaded(moved, field.words.posts),
    )


def rival(field: Ground, name: Callable[[Post], tuple[str, ...]], moved: Callable[[Post], tuple[str, ...]]) -> Outcome:
    known_a = [post for post in field.a.posts if post.id in field.a.about]
    known_b = [post for post in field.b.posts if post.id in field.b.about]
    texts = field.words.posts
    a, b = {post.id: name(post) for post in known_a}, {post.id: name(post) for post in known_b}
    return Outcome(a, b, {post.id: name(post) for post in texts}, {post.id: moved(post) for post in texts})


def judged(field: Ground, outcome: Outcome, halves: tuple[int, ...] = BOTH) -> Row:
    a, b = scores(field.a, outcome.a, halves), scores(field.b, outcome.b, halves)
    return Row(a, b, chance(outcome.words, outcome.moved, halves))


def chosen(field: Ground, outcomes: Sequence[Outcome], half: int) -> int:
    """The weights that find most on a half of the talks, among those that are precise enough there."""

    def worth(number: int) -> tuple[bool, float]:
        row = judged(field, outcomes[number], (half,))
        precise = min(row.a.precision.value, row.b.precision.value) >= LEAST_PRECISION
        if not precise or row.by_chance.value > MOST_BY_CHANCE:
            return False, -row.by_chance.value
        return True, row.a.recall.value + row.b.recall.value

    return max(range(len(outcomes)), key=worth)


def held_out(field: Ground, outcomes: Sequence[Outcome]) -> Row:
    first, second = (chosen(field, outcomes, half) for half in BOTH)
    for half, number in zip(BOTH, (first, second), strict=True):
        picked = GRID[number]
        print(f"half {half}: about {picked.about}, away {picked.away}, word {picked.word}, sure {picked.sure}")
    return judged(field, outcomes[first], (1,)) + judged(field, outcomes[second], (0,))


def measured(field: Ground) -> Row:
    """What the weights that the product has come to."""
    return judged(field, ours(field, Weights()))


def main() -> None:
    parser = argparse.ArgumentParser(description="How often a post is attributed to the right session.")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the conference")
    parser.add_argument("--quick", action="store_true", help="do not choose weights anew")
    asked = parser.parse_args()
    field = ground(asked.data)
    programme = field.conference.programme
    moved = another_day(programme)
    time = rival(field, by_time(programme), by_time(moved))
    words = rival(field, by_words(programme, EVENT.hashtags), by_words(moved, EVENT.hashtags))
    rows = {"time alone": judged(field, time), "words alone": judged(field, words), "ours": measured(field)}
    if not asked.quick:
        rows["ours, held out"] = held_out(field, [ours(field, weights) for weights in GRID])
    columns = ("way", "A precision", "A recall", "B precision", "B recall", "by chance")
    title = f"{len(field.a.about)} posts of A, {len(field.b.about)} of B, {len(programme.sessions)} talks"
    show(title, columns, [(way, *row.cells()) for way, row in rows.items()])


if __name__ == "__main__":
    main()
