"""What the programme adds: sessions, their links, their speakers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace
from summary_posts import MORNING, STATIC, TEMPLATES, author, header, lines, picture, post

from backchannel.model.post import Post
from backchannel.model.programme import Link, Programme, Session, Speaker, Talk
from backchannel.summary.archive_file import HeldProgramme
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import compile_summary
from backchannel.summary.values import Summary

DECK = "https://speakerdeck.com/cleo/looms"
CODE = "https://codeberg.org/cleo/looms"


def session(number: int, title: str = "", **changes: Any) -> Session:
    starts = MORNING + timedelta(hours=number)
    talk = Talk(title=title or f"Talk {number}", speakers=(f"speaker{number}",))
    told = Session(id=f"s{number}", starts=starts, ends=starts + timedelta(minutes=50), room="Loom Hall", talk=talk)
    return replace(told, **changes)


def programme(sessions: Sequence[Session], **speakers: Speaker) -> Programme:
    return Programme(version="1", timezone="UTC", sessions=tuple(sessions), speakers=tuple(speakers.values()))


def compiled(sessions: Sequence[Session], about: Mapping[Post, str], *others: Post, **speakers: Speaker) -> Summary:
    told = {one.id: id_ for one, id_ in about.items()}
    return compile_summary(
        header(programme=HeldProgramme(programme=programme(sessions, **speakers), seen_at=MORNING)),
        lines([*about, *others], told),
    )


def test_a_session_has_what_was_written_about_it_and_the_quiet_one_its_name() -> None:
    about = {post(f"wool{n} taught lesson{n} by hand{n}", f"Person{n}", n): "s1" for n in range(30)}
    loud, quiet = compiled([session(1), session(2)], about).sessions
    assert (loud.posts, loud.people, loud.room) == (30, 30, "Loom Hall")
    assert (quiet.posts, quiet.chosen) == (0, ())
    assert not {one.id for one in loud.chosen} & set(loud.first)


def test_nobody_misses_a_break_or_what_was_cancelled() -> None:
    coffee = session(2, talk=Talk(title="Coffee", kind="break"))
    summary = compiled([session(1), coffee, session(3, cancelled=True)], {post("Wool and looms and dye"): "s1"})
    assert [one.id for one in summary.sessions] == ["s1"]
    assert (summary.numbers.sessions, summary.numbers.spoken_of) == (1, 1)


def test_a_rooms_name_is_no_theme() -> None:
    full = [post(f"The loom hall is full again, lesson{n}", f"Person{n}", n) for n in range(6)]
    tied = [post(f"indigo and mordant belong together, lesson{n}", f"Person{n}", 60 + n) for n in range(6)]
    rest = [post(f"quiet word{n} of thing{n}", f"Other{n}", 120 + n) for n in range(40)]

    def labels(room: str) -> set[tuple[str, ...]]:
        return {theme.words[:2] for theme in compiled([session(1, room=room)], {}, *full, *tied, *rest).themes}

    assert labels("Attic") == {("loom", "hall"), ("indigo", "mordant")}
    assert labels("Loom Hall") == {("indigo", "mordant")}


def test_a_session_nobody_knows_is_none() -> None:
    summary = compiled([session(1)], {post("Wool and looms and dye"): "s9"})
    assert summary.highlights[0].session == ""


def test_what_the_programme_links_to_belongs_to_its_session() -> None:
    linked = session(1, talk=Talk(title="Looms", links=(Link(url=f"{DECK}?utm_source=x"),)))
    (resource,) = compiled([linked], {}, post(f"Slides: {DECK}")).resources
    assert resource.session == "s1"


def test_a_resource_belongs_to_what_most_of_its_sharers_wrote_about() -> None:
    about = {post(f"See {DECK} {n}", f"Person{n}", n): "s1" for n in range(3)}
    summary = compiled([session(1)], about, post(f"Again {DECK}", "Rosa", 9))
    assert [one.session for one in summary.resources] == ["s1"]
    assert summary.sessions[0].resources == (DECK,)


def test_slides_and_code_of_one_post_are_one_work_and_two_repositories_are_not() -> None:
    together = post(f"Slides {DECK} and code {CODE}")
    apart = post("Compare https://codeberg.org/ada/one with https://codeberg.org/ben/two", "Ben", 3)
    bundles = {one.url: one.bundle for one in compiled([], {}, together, apart).resources}
    assert bundles[DECK] == bundles[CODE]
    assert bundles["https://codeberg.org/ada/one"] != bundles["https://codeberg.org/ben/two"]


def test_a_speaker_is_known_by_account_or_by_full_name() -> None:
    accounts = {
        "speaker1": Speaker(id="speaker1", name="C. Weaver", accounts=("cleo@brook.example",)),
        "speaker2": Speaker(id="speaker2", name="Ben Dyer"),
    }
    posts = (
        post("My wool", "Cleo"),
        post("My dye", replace(author("Ben"), name="ben dyer"), 1),
        post("Their wool", "Ada", 2),
    )
    (group,) = compiled([session(1), session(2)], {}, *posts, **accounts).people.groups
    assert {one.person.handle: one.did for one in group.people} == {
        "cleo@brook.example": "Talk 1",
        "ben@brook.example": "Talk 2",
    }


def test_a_speakers_answer_comes_first() -> None:
    question = post("Does anyone know how to wash raw wool here?", "Ada")
    linked = post("Read https://brook.example/wool", "Ben", 3, reply_to=question.id)
    speaker = post("Cold water and patience", "Cleo", 9, reply_to=question.id)
    speakers = {"speaker1": Speaker(id="speaker1", name="Cleo", accounts=("cleo@brook.example",))}
    (asked,) = compiled([session(1)], {question: "s1"}, linked, speaker, **speakers).questions
    assert asked.answer
    assert (asked.answer.post.author.name, asked.answer.by_speaker) == ("Cleo", True)


def test_a_quotation_is_the_only_speakers_if_the_post_names_them() -> None:
    written = post("“the loom forgives whoever comes back to it”, and Weaver smiled")
    speakers = {"speaker1": Speaker(id="speaker1", name="Cleo Weaver")}
    (quote,) = compiled([session(1)], {written: "s1"}, **speakers).quotes
    assert quote.speaker == "Cleo Weaver"


def test_a_title_in_quotation_marks_is_no_speech() -> None:
    named = session(1, "How looms came to the valley")
    exact = post("@cleo “how looms came to the valley”!")
    nearly = post("@cleo “how the looms came to this valley”!", "Ben", 3)
    assert compiled([named], {exact: "s1", nearly: "s1"}).quotes == ()


def test_highlights_go_to_different_sessions() -> None:
    about = {post(f"wool{n} taught lesson{n} by hand{n}", f"Person{n}", n): f"s{n % 8}" for n in range(60)}
    first = compiled([session(n) for n in range(8)], about).highlights[:8]
    assert {one.session for one in first} == {f"s{n}" for n in range(8)}


def test_the_page_names_the_session_of_a_post_and_the_silent_ones_kindly() -> None:
    seen = post("Look at the loom", media=(picture("A loom of dark wood beside an open window"),))
    summary = compiled([session(1, "On looms"), session(2, "On wool")], {seen: "s1"})
    page = Renderer(TEMPLATES, STATIC).render(summary)["index.html"].decode()
    assert "<bdi>On looms, Loom Hall</bdi>" in page
    assert 'Nobody wrote about <cite dir="auto">On wool</cite>.' in page
    assert "about <b>1 of the 2 sessions</b>" in page
