"""What organisers learn of groups, and that nothing is told of fewer than five people."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace
from summary_posts import EVENT, MORNING, STATIC, TEMPLATES, author, header, lines, post

from backchannel.model.post import Post
from backchannel.model.programme import Programme, Session, Talk
from backchannel.summary.archive_file import HeldProgramme
from backchannel.summary.insights import Insights
from backchannel.summary.insights_groups import FEWEST, STEP, Counted, grouped, rounded, share
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import compile_archive

HOUR = timedelta(hours=1)
PLACES = {"one": "Hall", "two": "Hall", "three": "Attic", "four": "Cellar"}
SESSIONS = tuple(
    Session(id=id_, starts=MORNING + n * HOUR, ends=MORNING + (n + 1) * HOUR, talk=Talk(title=f"Talk {id_}"), room=room)
    for n, (id_, room) in enumerate(PLACES.items())
)
HEADER = header(
    programme=HeldProgramme(
        programme=Programme(version="1", timezone=EVENT.timezone, sessions=SESSIONS), seen_at=MORNING
    )
)


def insights(posts: Sequence[Post], sessions: dict[str, str] | None = None) -> Insights:
    return compile_archive(HEADER, lines(posts, sessions)).insights


def crowd(people: int, first: int = 0, **changes: Any) -> list[Post]:
    return [post(f"Word{n} of many", f"Person{n}", n, **changes) for n in range(first, first + people)]


def rows(table: Sequence[Counted]) -> list[tuple[str | None, int, int]]:
    return [(row.name, row.people, row.posts) for row in table]


def test_of_four_people_nothing_is_told() -> None:
    told = insights(crowd(4), {one.id: "one" for one in crowd(4)})
    numbers = {name: value for name, value in asdict(told).items() if name not in {"version", "fewest", "step"}}
    assert not any(isinstance(value, int) for value in numbers.values())
    assert (told.days, told.talked, told.links) == ((), (), ())
    assert len(told.quiet) == len(SESSIONS)
    assert insights(crowd(40)).quiet == ()


def test_groups_are_told_by_room_and_what_is_too_small_together() -> None:
    posts = crowd(25)
    about = {one.id: "one" for one in posts[:10]} | {one.id: "three" for one in posts[10:13]}
    about |= {one.id: "four" for one in posts[13:16]}
    assert rows(insights(posts, about).rooms) == [("", 10, 10), ("Hall", 10, 10), (None, 5, 5)]


def test_other_is_never_so_small_that_it_speaks_of_few() -> None:
    pairs = [
        *((name, f"{name}{n}") for name in "ab" for n in range(8)),
        *(("c", f"c{n}") for n in range(6)),
        ("d", "d0"),
    ]
    assert rows(grouped(pairs)) == [("a", 10, 10), ("b", 10, 10), (None, 5, 5)]
    assert grouped([*(("a", f"a{n}") for n in range(8)), ("d", "d0")]) == ()


def test_bots_are_nobody_and_two_accounts_of_a_name_are_one_person() -> None:
    bots = [post(f"Beep {n}", author(f"Bot{n}", bot=True), n) for n in range(9)]
    twins = [post(f"Hi {n}", replace(author(f"Ada{n}"), name="Ada"), 20 + n) for n in range(9)]
    assert insights([*bots, *twins, *crowd(3)]).people is None


def test_sessions_are_talked_about_by_five_or_quiet() -> None:
    posts = crowd(12)
    about = {one.id: "three" for one in posts[:8]} | {one.id: "two" for one in posts[8:]}
    told = insights(posts, about)
    assert [(one.title, one.room, one.people) for one in told.talked] == [("Talk three", "Attic", 10)]
    assert told.quiet == ("Talk one", "Talk two", "Talk four")


def test_a_link_is_told_when_five_people_took_it_along() -> None:
    many = [post(f"Slides{n}: https://brook.example/slides", f"Person{n}", n) for n in range(6)]
    few = [post(f"More{n}: https://brook.example/few", f"Person{n}", 50 + n) for n in range(4)]
    told = insights([*many, *few, *crowd(9, 6)])
    assert [(one.url, one.people) for one in told.links] == [("https://brook.example/slides", 5)]
    assert told.sharers == 40


def test_the_busiest_tenth_is_told_where_it_is_five_people() -> None:
    quiet = crowd(45)
    busy = [post(f"Busy{n} word{n}", f"Busy{n % 5}", 100 + n) for n in range(55)]
    told = insights([*quiet, *busy])
    assert (told.busiest, told.once) == (55, 90)
    assert insights([*crowd(44), *busy]).busiest is None


def test_questions_are_told_when_five_people_asked() -> None:
    asked = [post(f"Does anyone know where loom{n} and wool{n} are kept?", f"Person{n}", n) for n in range(10)]
    answers = [post(f"Cupboard {n}", "Ben", 50 + n, reply_to=one.id) for n, one in enumerate(asked[:5])]
    told = insights([*asked, *answers]).questions
    assert told
    assert (told.asked, told.answered) == (10, 50)
    one_answer = insights([*asked, *answers[:1]]).questions
    assert one_answer
    assert one_answer.answered is None
    assert insights(asked[:4]).questions is None


@pytest.mark.parametrize(("count", "told"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (100, 100)])
def test_counts_are_rounded_to_fives(count: int, told: int) -> None:
    assert rounded(count) == told


PAIRS = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 14).map(str)), max_size=80)


@settings(max_examples=400, deadline=None)
@given(PAIRS)
def test_no_number_of_a_table_nor_a_difference_in_it_speaks_of_fewer_than_five(pairs: list[tuple[str, str]]) -> None:
    table = grouped(pairs)
    listed = {row.name for row in table} - {None}
    of_row: dict[str | None, set[str]] = {
        row.name: {person for name, person in pairs if name == row.name} for row in table if row.name is not None
    }
    rest = {person for name, person in pairs if name not in listed}
    if any(row.name is None for row in table):
        of_row[None] = rest
    assert all(len(people) >= FEWEST for people in of_row.values())
    assert not table or not rest or None in of_row  # what no row tells, nothing tells: the rest is empty or a row
    for name in of_row:  # all but one row is what remains when that one is taken from the whole
        assert len(set[str]().union(*(people for other, people in of_row.items() if other != name))) >= FEWEST
    assert all(row.people % STEP == row.posts % STEP == 0 for row in table)


@given(st.sets(st.integers(0, 30).map(str)), st.sets(st.integers(0, 30).map(str)))
def test_a_share_speaks_of_five_on_either_side(some: set[str], others: set[str]) -> None:
    told = share(some, some | others)
    sides = (len(some), len((some | others) - some))
    assert told is None or (told % STEP == 0 and all(side == 0 or side >= FEWEST for side in sides))


@st.composite
def events(draw: st.DrawFn) -> tuple[list[Post], dict[str, str]]:
    told: list[Post] = []
    about: dict[str, str] = {}
    for n in range(draw(st.integers(0, 30))):
        link = draw(st.sampled_from(["", " https://brook.example/a", " https://brook.example/b"]))
        begin = draw(st.sampled_from(["Word", "Does anyone know"]))
        one = post(
            f"{begin} loom{n} wool{n} felt{n}{link}{'?' if begin != 'Word' else ''}",
            f"Person{draw(st.integers(0, 11))}",
            n + 60 * 24 * draw(st.integers(0, 1)),
            language=draw(st.sampled_from(["en", "de", "nb", None])),
            network=draw(st.sampled_from(["mastodon", "bluesky"])),
        )
        told.append(one)
        about[one.id] = draw(st.sampled_from(["", *PLACES]))
    return told, about


@settings(max_examples=150, deadline=None)
@given(events())
def test_nothing_an_event_tells_speaks_of_fewer_than_five(event: tuple[list[Post], dict[str, str]]) -> None:
    posts = list({one.id: one for one in event[0]}.values())
    told = insights(posts, event[1])

    def people(chosen: list[Post]) -> int:
        return len({one.author.id for one in chosen})

    def room(one: Post) -> str:
        return PLACES.get(event[1][one.id], "")

    assert (told.people is None) == (people(posts) < FEWEST)
    for row in told.rooms:
        listed = {other.name for other in told.rooms}
        of_row = [one for one in posts if (room(one) == row.name or (row.name is None and room(one) not in listed))]
        assert people(of_row) >= FEWEST
        assert people([one for one in posts if one not in of_row]) >= FEWEST
    for session in told.talked:
        assert people([one for one in posts if f"Talk {event[1][one.id]}" == session.title]) >= FEWEST
    for link in told.links:
        assert people([one for one in posts if link.url in one.text]) >= FEWEST
    if told.questions:
        assert people([one for one in posts if "?" in one.text]) >= FEWEST
    for table in (told.days, told.rooms, told.languages, told.networks):
        assert all(row.people >= FEWEST and row.people % STEP == row.posts % STEP == 0 for row in table)
    shares = [told.sharers, told.busiest, told.once, *(filter(None, [told.questions and told.questions.answered]))]
    assert all(one is None or one % STEP == 0 for one in shares)


def test_the_page_for_organisers_names_nobody() -> None:
    posts = [*crowd(30), *crowd(10, 40, network="bluesky")]
    compiled = compile_archive(HEADER, lines(posts, {one.id: "one" for one in posts[:20]}))
    made = Renderer(TEMPLATES, STATIC).render(compiled.summary, compiled.insights)
    for name in ("insights.html", "insights.json"):
        assert "Person" not in made[name].decode().partition("<body>")[2].replace("person", "")
        assert "brook.example" not in made[name].decode()
    assert "Talk one" in made["insights.html"].decode()
    assert "no post says it for sure" in made["insights.html"].decode()


def test_the_page_for_organisers_says_so_where_there_is_nothing_to_tell() -> None:
    compiled = compile_archive(HEADER, lines(crowd(3)))
    page = Renderer(TEMPLATES, STATIC).render(compiled.summary, compiled.insights)["insights.html"].decode()
    assert "Fewer than five people wrote." in page
    assert "<td>" not in page
