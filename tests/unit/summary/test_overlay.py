"""What organisers edit: each edit does what it says, and none says more than the archive."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from summary_posts import EVENT, MORNING, STATIC, TEMPLATES, header, lines, post

from backchannel.model.post import Copy, Post
from backchannel.model.programme import Programme, Session, Speaker, Talk
from backchannel.model.record import Record, Ruling
from backchannel.summary.archive_file import HeldProgramme, public_lines
from backchannel.summary.overlay import LinkEdit, Order, Overlay, PostEdit, SectionEdit, SessionEdit
from backchannel.summary.render.formats import Site
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.summary import Compiled, Guidance, compile_archive

RENDERER = Renderer(TEMPLATES, STATIC)
HOUR = timedelta(hours=1)
PROGRAMME = Programme(
    version="1",
    timezone=EVENT.timezone,
    speakers=(Speaker(id="cleo", name="Cleo Weaver"),),
    sessions=(
        Session(id="looms", starts=MORNING, ends=MORNING + HOUR, talk=Talk(title="On looms", speakers=("cleo",))),
        Session(id="wool", starts=MORNING + HOUR, ends=MORNING + 2 * HOUR, talk=Talk(title="On wool")),
    ),
)
HEADER = header(programme=HeldProgramme(programme=PROGRAMME, seen_at=MORNING))
MANY = [
    post(f"Number {n} is about loom{n} wool{n} and shuttle{n} https://brook.example/work{n}", f"Person{n}", n)
    for n in range(30)
]
QUESTION = post("Does anyone know how to wash raw wool without felting it?", "Ada", 60)
SEEN = [*MANY, QUESTION]


def compiled(overlay: Overlay, posts: list[Post] = SEEN, **sessions: str) -> Compiled:
    about = {posts[int(name.removeprefix("n"))].id: session for name, session in sessions.items()}
    return compile_archive(HEADER, lines(posts, about), Guidance(overlay=overlay))


def first_ids(result: Compiled) -> list[str]:
    return [one.id for one in result.summary.highlights[:20]]


def files(result: Compiled) -> dict[str, str]:
    made = RENDERER.render(result.summary, result.insights).items()
    return {name: content.decode() for name, content in made if not name.endswith(".png")}


def unchosen() -> Post:
    """A post that the program would not have shown first."""
    chosen = first_ids(compiled(Overlay()))
    return next(one for one in MANY if one.id not in chosen)


def test_without_edits_nothing_changes() -> None:
    assert compiled(Overlay()) == compile_archive(HEADER, lines(SEEN))


def test_a_kept_post_is_among_those_to_begin_with_and_says_who_chose_it() -> None:
    kept = unchosen()
    result = compiled(Overlay(keep=(kept.id,)))
    assert kept.id in first_ids(result)
    assert next(one.why for one in result.summary.highlights if one.id == kept.id) == "The organisers chose it."
    assert len(first_ids(result)) == 20
    assert "One was chosen by the organisers" in files(result)["index.html"]


def test_more_posts_may_be_kept_than_there_is_room_for() -> None:
    result = compiled(Overlay(keep=tuple(one.id for one in MANY)))
    assert {one.id for one in MANY} <= {
        one.id for one in result.summary.highlights[: result.summary.origin.choices.first]
    }


@pytest.mark.parametrize("name", ["id", "url", "copy"])
def test_a_post_is_known_by_its_id_its_address_and_its_copies(name: str) -> None:
    copy = Copy(
        id="at://did:plc:ben/app.bsky.feed.post/1", network="bluesky", url="https://bsky.app/profile/ben/post/1"
    )
    kept = post("An unlikely post, with no word in common", "Ben", 90, copies=(copy,))
    called = {"id": kept.id, "url": kept.url, "copy": copy.url}[name]
    assert kept.id in first_ids(compiled(Overlay(keep=(called,)), [*SEEN, kept]))


def test_a_dropped_post_is_nowhere_in_any_file_and_is_counted_as_left_out() -> None:
    result = compiled(Overlay(drop=(QUESTION.id,)))
    assert result.conflicts == ()
    for content in files(result).values():
        assert "felting" not in content
        assert QUESTION.id not in content
    assert result.summary.numbers.posts == len(MANY)
    assert "Left out by the organisers when they edited this page" in files(result)["index.html"]
    assert result.summary.withheld["dropped"] == 1


def test_of_a_dropped_person_nothing_is_left() -> None:
    two = [post("Mallory sells looms", "Mallory", 70), post("Mallory sells wool", "Mallory", 71)]
    result = compiled(Overlay(drop=("https://brook.example/@mallory",)), [*SEEN, *two])
    assert result.summary.withheld["dropped"] == 2
    assert not any("allory" in content for content in files(result).values())


def test_a_dropped_link_is_not_shared_and_its_posts_stay() -> None:
    result = compiled(Overlay(drop=("https://brook.example/work3?utm_source=x",)))
    assert "https://brook.example/work3" not in [one.url for one in result.summary.resources]
    assert result.summary.numbers.posts == len(SEEN)


def test_what_is_featured_comes_first_in_the_order_given() -> None:
    last, later = MANY[-1], MANY[-2]
    links = ("https://brook.example/work9", "https://brook.example/work7")
    result = compiled(Overlay(feature=(last.id, links[0], later.id, links[1])))
    page = files(result)["index.html"]
    assert result.summary.editing.featured == (last.id, later.id, *links)
    assert page.index("loom29") < page.index("loom28") < page.index("loom0 ")
    shelf = page.index("Chosen by the organisers</h3>")
    assert shelf < page.index('href="https://brook.example/work9" rel="nofollow noopener noreferrer" dir', shelf)
    assert [one.url for one in result.summary.resources[:2]] == list(links)


def test_posts_and_sections_come_in_the_order_given() -> None:
    ids = first_ids(compiled(Overlay()))
    wanted = Order(highlights=(ids[5], ids[2]), sections=("questions", "highlights"), resources=())
    result = compiled(Overlay(order=wanted))
    page = files(result)["index.html"]
    assert page.index('<section id="questions"') < page.index('<section id="highlights"') < page.index('id="resources"')
    assert result.summary.editing.first == (ids[5], ids[2])
    anchors = [page.index(f'/{one.rpartition("-")[2]}" rel') for one in (ids[5], ids[2])]
    assert anchors == sorted(anchors)


def test_a_moved_post_is_told_under_its_session_and_nowhere_else() -> None:
    moved = MANY[4]
    wanted = Overlay(posts={moved.id: PostEdit(session="wool", section="sessions")})
    result = compiled(wanted, n4="looms")
    looms, wool = result.summary.sessions
    assert moved.id in [one.id for one in wool.chosen]
    assert moved.id not in [one.id for one in (*looms.chosen, *result.summary.highlights)]


def test_a_post_can_be_taken_out_of_its_session() -> None:
    result = compiled(Overlay(posts={MANY[4].id: PostEdit(session="")}), n4="looms")
    assert [session.posts for session in result.summary.sessions] == [0, 0]


def test_the_organisers_know_better_what_is_a_question() -> None:
    statement = MANY[4].id
    wanted = {QUESTION.id: PostEdit(section="highlights"), statement: PostEdit(section="questions")}
    result = compiled(Overlay(posts=wanted))
    assert [one.post.id for one in result.summary.questions] == [statement]
    assert QUESTION.id in first_ids(result)
    assert statement not in first_ids(result)


def test_a_link_gets_its_title_its_kind_and_its_session() -> None:
    edit = LinkEdit(title="Slides of all looms", kind="slides", session="wool")
    result = compiled(Overlay(links={"https://brook.example/work3": edit}))
    link = next(one for one in result.summary.resources if one.url == "https://brook.example/work3")
    assert (link.title, link.kind, link.session, link.words) == ("Slides of all looms", "slides", "wool", "")
    assert result.summary.sessions[1].resources == (link.url,)


def test_merged_links_are_one_under_the_first_address() -> None:
    work = ("https://brook.example/final", "https://brook.example/work3", "https://brook.example/work4")
    result = compiled(Overlay(merge=(work,), links={work[2]: LinkEdit(title="All of it")}))
    urls = [one.url for one in result.summary.resources]
    assert work[0] in urls
    assert not {*work[1:]} & {*urls}
    one = result.summary.resources[urls.index(work[0])]
    assert (one.sharers, one.title) == (2, "All of it")
    assert result.summary.numbers.links == len(MANY) - 1
    assert result.conflicts == ()


def test_sections_and_sessions_are_retitled_and_get_words_of_the_organisers() -> None:
    wanted = Overlay(
        by="Cleo, for the organisers",
        introduction="Two days on the river.\n\nThe recordings: https://brook.example/video.",
        sections={"questions": SectionEdit(title="You asked", introduction="Before.", notes="After <b>that</b>.")},
        sessions={"looms": SessionEdit(title="Looms, again", notes="The room was full.")},
    )
    pages = files(compiled(wanted, n4="looms"))
    for words in (
        "Two days on the river.",
        "You asked",
        "Before.",
        "Looms, again",
        "The room was full.",
        "Cleo, for the",
    ):
        assert words in pages["index.html"]
        assert words in pages["summary.md"]
    assert '<a href="https://brook.example/video" rel' in pages["index.html"]
    assert "After &lt;b&gt;that&lt;/b&gt;." in pages["index.html"]
    assert "On looms" not in pages["index.html"]


def test_a_hidden_section_is_neither_read_nor_in_the_contents() -> None:
    pages = files(compiled(Overlay(sections={"questions": SectionEdit(hide=True)})))
    assert 'id="questions"' not in pages["index.html"]
    assert "#questions" not in pages["index.html"]
    assert "## Questions" not in pages["summary.md"]


def test_what_has_no_effect_is_listed_once_each_and_stops_nothing() -> None:
    gone, dropped = "https://brook.example/notes/gone", MANY[0].id
    wanted = Overlay(
        keep=(gone, dropped),
        drop=(dropped, "https://elsewhere.example/"),
        feature=("https://brook.example/nothing",),
        merge=(
            ("https://brook.example/work3", "https://brook.example/work4"),
            ("https://brook.example/work4", "https://brook.example/unshared"),
        ),
        order=Order(resources=("https://brook.example/nothing",)),
        sessions={"felt": SessionEdit(title="Felt")},
        posts={MANY[1].id: PostEdit(session="felt"), MANY[2].id: PostEdit(section="questions")},
        links={"https://brook.example/work5": LinkEdit(session="felt")},
    )
    result = compiled(wanted)
    assert result.conflicts == (
        f"keep: {gone} is not among the public posts: deleted, withheld, hidden, or misspelt",
        "drop: https://elsewhere.example/ is in no public post, nor is it one",
        "feature: https://brook.example/nothing is in no public post, nor is it one",
        "order.resources: https://brook.example/nothing is in no public post",
        "merge: https://brook.example/unshared is in no public post",
        "sessions: felt is not on the programme",
        f"posts: {MANY[1].id}: felt is not on the programme",
        "links: https://brook.example/work5: felt is not on the programme",
        f"keep: {dropped} is dropped as well, and stays out",
        "merge: https://brook.example/work4 is merged twice; it goes with https://brook.example/work3",
    )
    assert len(first_ids(result)) == 20


def test_what_turns_out_to_have_no_place_is_told_too() -> None:
    far = unchosen()
    result = compiled(Overlay(order=Order(highlights=(far.id,)), posts={QUESTION.id: PostEdit(section="sessions")}))
    assert result.conflicts == (
        f"order.highlights: {far.id} is not among the posts to begin with: keep it, too",
        f"posts: {QUESTION.id} is about no session: name one",
    )


def test_a_post_that_is_kept_and_moved_stays_where_it_is_kept() -> None:
    wanted = Overlay(keep=(QUESTION.id,), posts={QUESTION.id: PostEdit(section="sessions")})
    result = compiled(wanted)
    assert QUESTION.id in first_ids(result)
    assert "but kept among the posts to begin with" in result.conflicts[0]


@pytest.mark.parametrize("state", ["hidden", "withheld", "gone", "held", "context"])
def test_no_edit_brings_back_a_post_that_is_not_shown(state: Any) -> None:
    secret = post("A secret about shuttles", "Ben", 80)
    records = [Record(id=one.id, ruling=Ruling("shown"), post=one) for one in SEEN]
    records.append(Record(id=secret.id, ruling=Ruling(state), post=secret))
    wanted = Overlay(
        keep=(secret.id,),
        feature=(secret.id,),
        order=Order(highlights=(secret.id,)),
        posts={secret.id: PostEdit(section="questions")},
    )
    result = compile_archive(HEADER, list(public_lines(records)), Guidance(overlay=wanted))
    assert len(result.conflicts) == 4
    assert not any(secret.id in one or "secret" in one for one in files(result).values())


NAMES = st.sampled_from(
    [one.id for one in SEEN[:6]] + [f"https://brook.example/work{n}" for n in range(6)] + ["nobody"]
)
LISTS = st.lists(NAMES, max_size=4).map(tuple)


@settings(max_examples=60, deadline=None)
@given(LISTS, LISTS, LISTS, st.lists(st.lists(NAMES, min_size=2, max_size=3).map(tuple), max_size=2).map(tuple))
def test_whatever_is_edited_the_page_is_whole_and_the_dropped_stay_out(
    keep: Any, drop: Any, feature: Any, merge: Any
) -> None:
    result = compiled(Overlay(keep=keep, drop=drop, feature=feature, merge=merge))
    told = json.loads(RENDERER.render(result.summary, site=Site(formats=frozenset({"json"})))["summary.json"])
    shown = {one["id"] for one in told["highlights"]}
    dropped = {name for name in drop if "/notes/" in name}
    assert not dropped & shown
    assert {name for name in (*keep, *feature) if "/notes/" in name} - dropped <= shown
    assert len(told["highlights"]) == len(shown)
    assert result == compiled(Overlay(keep=keep, drop=drop, feature=feature, merge=merge))
