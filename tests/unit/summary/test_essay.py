"""One person's posts as a draft: their words whole, their threads joined, their links titled, in order."""

from itertools import chain
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.model.body import Hashtag, Link, Words, plain
from backchannel.model.post import Post, Preview
from backchannel.model.programme import Programme, Session, Speaker, Talk
from backchannel.model.record import Ruling
from backchannel.summary.archive_file import HeldProgramme, Line
from backchannel.summary.essay import Essay, author_called, essay
from backchannel.summary.render.essay import EssayMarkdown, essay_page
from unit.summary.summary_posts import MORNING, TEMPLATES, author, header, picture, post

ADA = author().id


def line(one: Post, session: str | None = None) -> Line:
    return Line(one, Ruling("shown"), session)


def written(*posts: Post, **changes: Any) -> Essay:
    found = essay(header(**changes), map(line, posts), ADA)
    assert found is not None
    return found


def words(made: Essay) -> list[list[str]]:
    """The words of each passage, post by post."""
    return [[plain(one.draft.body) for one in passage] for chapter in made.chapters for passage in chapter.passages]


def markdown(made: Essay) -> str:
    return EssayMarkdown(TEMPLATES).render(made).decode()


def test_only_their_own_posts_are_in_it_in_order_of_time() -> None:
    made = written(post("Third.", minutes=30), post("First."), post("Of Ben.", by="Ben", minutes=5))
    assert words(made) == [["First."], ["Third."]]
    assert (made.posts, made.talks, made.person.name) == (2, 0, "Ada")


def test_of_somebody_who_wrote_nothing_there_is_none() -> None:
    assert essay(header(), [line(post("Of Ben.", by="Ben"))], ADA) is None


def test_a_thread_becomes_one_passage_even_where_others_spoke_between() -> None:
    first, other = post("One."), post("Between.", minutes=2)
    second = post("Two.", minutes=4, reply_to=first.id)
    third = post("Three.", minutes=6, reply_to=second.id)
    assert words(written(first, other, second, third)) == [["One.", "Two.", "Three."], ["Between."]]


def test_posts_that_answer_in_a_circle_end() -> None:
    one, other = post("One."), post("Two.", minutes=1)
    circle = replace(one, reply_to=other.id), replace(other, reply_to=one.id)
    assert sorted(chain.from_iterable(words(written(*circle)))) == ["One.", "Two."]


def test_an_answer_to_somebody_else_stands_alone() -> None:
    ben = post("A question?", by="Ben")
    shy = post("Another?", author("Shy", discoverable=False), 1)
    answers = [post(f"To {to}.", minutes=at, reply_to=to) for at, to in enumerate((ben.id, shy.id, "elsewhere"), 2)]
    made = written(ben, shy, *answers)
    assert [len(passage) for passage in words(made)] == [1, 1, 1]
    assert [one.notes for one in essay_page(made).sections[0].passages] == [("In answer to Ben",), (), ()]


def test_the_events_hashtag_goes_from_the_end_and_other_hashtags_stay() -> None:
    made = written(post("A good talk. #ferries #QuietTools"))
    assert words(made) == [["A good talk. #ferries"]]
    assert "; the hashtag was taken out once." in essay_page(made).done[-1]


def test_the_events_hashtag_goes_from_before_a_last_link_too() -> None:
    body = (Words("Notes. "), Hashtag("#QuietTools", "quiettools"), Words("\n"), Link("it", "https://loom.example/it"))
    assert words(written(post("x", body=body))) == [["Notes. \nit"]]
    assert words(written(post("Notes. #quiettools #wool #quiettools"))) == [["Notes. #wool"]]
    assert words(written(post("See you at #quiettools https://loom.example"))) == [
        ["See you at #quiettools https://loom.example"]
    ]


def test_a_hashtag_that_a_sentence_needs_stays_in_it() -> None:
    assert words(written(post("See you at #quiettools #quiettools"))) == [["See you at #quiettools"]]
    assert words(written(post("At #quiettools we knit."))) == [["At #quiettools we knit."]]


def test_a_link_carries_its_title_and_a_link_with_words_keeps_them() -> None:
    title = Preview(url="https://loom.example/close", title="The thirty-minute close")
    bare = post("All of it: https://loom.example/close", links=(title,))
    named = post("x", minutes=9, body=(Words("See "), Link("her page", "https://loom.example/close")), links=(title,))
    made = written(bare, named)
    assert words(made) == [["All of it: The thirty-minute close"], ["See her page"]]
    assert "[The thirty-minute close](https://loom.example/close)" in markdown(made)
    assert essay_page(made).sections[0].passages[0].notes == ("Title added to the link",)
    assert essay_page(made).sections[0].passages[1].notes == ()


def test_what_a_post_leads_to_beside_its_words_is_a_line_of_its_own() -> None:
    card = Preview(url="https://loom.example/close", title="The close")
    made = written(post("Worth it.", links=(card,)))
    assert words(made) == [["Worth it.\nThe close"]]


LOOM = Session(
    id="loom",
    starts=MORNING,
    ends=MORNING,
    talk=Talk(title="Two hours a week", speakers=("j",)),
    room="Loom Room",
    hashtag="quiettoolsloom",
)
PROGRAMME = HeldProgramme(
    programme=Programme(
        version="1",
        timezone="Europe/Amsterdam",
        sessions=(LOOM,),
        speakers=(Speaker(id="j", name="Jonas Lindqvist"),),
    ),
    seen_at=MORNING,
)


def test_sessions_and_days_are_the_headings_in_order_of_time() -> None:
    lines = [
        line(post("Coffee."), None),
        line(post("Heard. #quiettoolsLoom", minutes=10), "loom"),
        line(post("More coffee.", minutes=20), "nowhere"),
        line(post("Thought of it at lunch.", minutes=30), "loom"),
        line(post("Cake.", minutes=40)),
        line(post("Thought of it again.", minutes=60 * 24), "loom"),
        line(post("Home.", minutes=60 * 25)),
    ]
    made = essay(header(programme=PROGRAMME), lines, ADA)
    assert made is not None
    page = essay_page(made)
    assert [(one.title, one.words, len(one.passages)) for one in page.sections] == [
        ("Thursday 14 May", "", 1),
        ("Two hours a week", "Jonas Lindqvist, Loom Room, Thursday 09:30", 3),
        ("Thursday, 09:50", "", 2),
        ("Friday 15 May", "", 1),
    ]
    assert [one.when for one in page.sections[1].passages] == ["09:40", "10:00", "15 May, 09:30"]
    assert words(made)[1] == ["Heard."]
    assert page.facts == ("7 posts from 1 talk", "About 1 minute to read")
    assert "Sessions and days are the headings." in page.done


def test_pictures_come_with_their_words_but_not_from_behind_a_warning() -> None:
    shown = post("Look.", media=(picture("Three cards."),))
    covered = post("Look away.", minutes=5, media=(picture("A wound."),), warning="Blood")
    text = markdown(written(shown, covered))
    assert "![Three cards.](https://brook.example/media/1.png)" in text
    assert "A wound." not in text
    assert "Content warning: Blood\n\nLook away." in text


def test_hostile_words_are_text_in_markdown() -> None:
    text = markdown(written(post("# Not a heading\n<script>alert(1)</script> [x](javascript:1)")))
    assert "\n# Not" not in text
    assert "<script" not in text
    assert r"\[x\](javascript:1)" in text


def test_lines_and_paragraphs_are_kept() -> None:
    made = written(post("x", body=(Words("One.\nTwo.\n\n\nThree."),)))
    assert "One.\\\nTwo.\n\nThree." in markdown(made)


def test_handles_are_found_however_they_are_written() -> None:
    lines = [line(post("Hello.")), line(post("Hello.", by="Ben", minutes=1))]
    assert author_called(lines, "@ADA@Brook.example ") == ADA
    assert author_called(lines, "ada") is None
    assert author_called(lines, "") is None


@given(st.permutations(range(6)))
def test_the_order_of_lines_does_not_matter(order: list[int]) -> None:
    posts = [post(f"Number {number}.", minutes=number) for number in range(4)]
    posts += [post("On.", minutes=7, reply_to=posts[1].id), replace(posts[0], version="2", body=(Words("Edited."),))]
    assert markdown(written(*(posts[number] for number in order))) == markdown(written(*posts))
