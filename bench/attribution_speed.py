"""How long attribution takes: `python -m bench.attribution_speed`.

100,000 invented posts against 1,000 invented talks, ten rooms over five days. The rival compares each post's words with
those of every talk, and nothing else; it gets fewer posts. Seconds are
the processor's, since nothing waits. Goals: 20 s for all, 5 ms for one (median).
"""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate
from statistics import median
from time import process_time

from backchannel.model.body import Link as Linked
from backchannel.model.body import Words
from backchannel.model.event import Event
from backchannel.model.post import Author, Post
from backchannel.model.programme import Link, Programme, Session, Speaker, Talk
from backchannel.programme.attribution.index import Index
from bench.common import NOON, show, timed
from bench.sessions_rivals import by_words

TALKS, ROOMS, A_DAY = 1_000, 10, 20  # a day has twenty slots in each room
POSTS, FEWER = 100_000, 300
VOCABULARY = 20_000
SLOT = timedelta(minutes=20)
SYLLABLES = [f"{first}{vowel}" for first in "bdfgklmnprstvz" for vowel in "aeiou"]
EVENT = Event(slug="tulips", name="Tulips", hashtags=("tulips",), starts=date(2026, 6, 10), ends=date(2026, 6, 14))


class Invention:
    """Words as common as words are, and what is made of them; always the same."""

    def __init__(self) -> None:
        self._chance = random.Random(1)  # noqa: S311 - nothing secret
        self._words = ["".join(self._chance.choices(SYLLABLES, k=3)) for _ in range(VOCABULARY)]
        self._often = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))

    def words(self, count: int) -> list[str]:
        return self._chance.choices(self._words, cum_weights=self._often, k=count)

    def programme(self) -> Programme:
        sessions = tuple(self._session(number) for number in range(TALKS))
        speakers = tuple(self._speaker(number) for number in range(TALKS))
        return Programme(version="1", timezone="UTC", sessions=sessions, speakers=speakers)

    def posts(self, programme: Programme, count: int) -> Iterator[Post]:
        """Half of them chatter; the others borrow a talk's words, and some name its speaker or link to it."""
        for number in range(count):
            session = self._chance.choice(programme.sessions)
            speaker = programme.speakers[int(session.id)]
            borrowed = self._chance.sample(session.talk.abstract.split(), 6) if number % 2 else []
            named = [f"@{speaker.accounts[0]}"] if number % 7 == 0 else []
            words = " ".join([*self.words(18 - len(borrowed)), *borrowed, *named, "#Tulips"])
            yield self._post(number, words, session)

    def _session(self, number: int) -> Session:
        slot, room = divmod(number, ROOMS)
        day, place = divmod(slot, A_DAY)
        starts = NOON + timedelta(days=day) + SLOT * place
        talk = Talk(
            title=" ".join(self.words(8)),
            abstract=" ".join(self.words(150)),
            language="en",
            speakers=(str(number),),
            links=(Link(url=f"https://meadow.example/talks/{number}"),),
        )
        return Session(id=str(number), starts=starts, ends=starts + SLOT, talk=talk, room=f"Room {room}")

    def _speaker(self, number: int) -> Speaker:
        name = " ".join(word.title() for word in self.words(2))
        return Speaker(id=str(number), name=name, accounts=(f"speaker{number}@garden.example",))

    def _post(self, number: int, text: str, session: Session) -> Post:
        home = f"https://garden.example/users/ada{number % 5000}"
        url = f"https://meadow.example/{'talks' if number % 11 == 0 else 'pages'}/{session.id}"
        at = session.starts + timedelta(minutes=self._chance.randrange(-30, 120))
        return Post(
            id=f"{home}/{number}",
            network="mastodon",
            url=f"{home}/{number}",
            author=Author(id=home, handle=f"ada{number % 5000}@garden.example", name=f"Ada {number % 5000}", url=home),
            text=f"{text} {url}",
            body=(Words(f"{text} "), Linked(url, url)),
            created_at=at,
            version=at.isoformat(),
            hashtags=("tulips",),
        )


def waited(way: Callable[[Post], object], posts: Iterable[Post]) -> list[float]:
    """The seconds that each post takes."""
    seconds: list[float] = []
    for post in posts:
        started = process_time()
        way(post)
        seconds.append(process_time() - started)
    return seconds


def main() -> None:
    invention = Invention()
    programme = invention.programme()
    with timed() as building:
        index = Index(programme, EVENT)
    ours = waited(index.attribute, invention.posts(programme, POSTS))
    theirs = waited(by_words(programme, EVENT.hashtags), invention.posts(programme, FEWER))
    each = sum(ours) / POSTS
    rows = [
        ("every talk's words", f"{FEWER:,}", *told(theirs), f"{sum(theirs) / FEWER / each:.0f}"),
        ("ours", f"{POSTS:,}", *told(ours), "1"),
    ]
    show(f"{TALKS:,} talks, index built in {building.seconds:.1f} s", COLUMNS, rows)


COLUMNS = ("way", "posts", "seconds", "a post, median ms", "longest ms", "to ours")


def told(seconds: list[float]) -> tuple[str, ...]:
    return f"{sum(seconds):.1f}", f"{median(seconds) * 1000:.2f}", f"{max(seconds) * 1000:.1f}"


if __name__ == "__main__":
    main()
