from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from summary_posts import EVENT, MORNING, author, header, lines, picture, post

from backchannel.model.post import Counts, Post, Preview
from backchannel.summary.archive_file import Header
from backchannel.summary.origin import Choices
from backchannel.summary.render.json import render_json
from backchannel.summary.summary import compile_summary
from backchannel.summary.values import Summary

SUBJECTS = [
    "loom",
    "thread",
    "dye",
    "shuttle",
    "pattern",
    "wool",
    "selvage",
    "bobbin",
    "warp",
    "heddle",
    "twill",
    "felt",
]
DECK = "https://speakerdeck.com/cleo/quiet"


def compiled(*posts: Post, choices: Choices | None = None, **changes: Any) -> Summary:
    return compile_summary(header(**changes), lines(posts), choices)


def many(count: int) -> list[Post]:
    """Posts of different people about different things, one every nine minutes."""
    return [
        post(f"{SUBJECTS[n % 12]} lesson{n} taught knot{n} to hand{n} #quiettools", f"Person{n}", n * 9)
        for n in range(count)
    ]


def test_the_first_twenty_posts_are_of_twenty_people() -> None:
    talkative = [
        post(f"{word}{n} wisdom{n}x{at} and more of {at}x{n}", f"Person{n}", 700 + 20 * n + at)
        for n in range(25)
        for at, word in enumerate(SUBJECTS)
    ]
    highlights = compiled(*many(25), *talkative).highlights
    assert len(highlights) == 50
    assert len({highlight.author.id for highlight in highlights[:20]}) == 20
    assert max(Counter(highlight.author.id for highlight in highlights).values()) == 2


def test_what_is_covered_or_only_announced_is_chosen_when_nothing_else_is_left() -> None:
    covered = post("A moth on the warp, and how it got there", "Kim", 400, warning="Moths")
    announced = post("Join us tomorrow at the spindle table, come and see", "Zoe", 410)
    full = compiled(*many(60), covered, announced).highlights
    assert not {covered.id, announced.id} & {one.id for one in full}
    few = compiled(*many(3), covered, announced).highlights
    assert {covered.id, announced.id} <= {one.id for one in few}


def test_how_a_post_was_edited_is_no_word_of_the_event() -> None:
    mended = [replace(each, text=f"{each.text} Edit: fixed a typo.") for each in many(12)]
    summary = compiled(*mended)
    assert "typo" not in render_json(summary).decode().lower().replace("fixed a typo", "")
    assert not any("typo" in theme.words for theme in summary.themes)


def test_one_person_with_two_accounts_is_chosen_once() -> None:
    here, there = author("Ada"), author("Ada", id="did:plc:ada", handle="ada.example")
    summary = compiled(post("The loom sings at night", here), post("Wool remembers the rain", there, 5))
    assert len(summary.highlights) == 1


def test_no_two_highlights_say_the_same() -> None:
    words = "A slow loom teaches patience to every weaver"
    summary = compiled(post(words, "Ada"), post(words, "Ben", 5), post("Dye needs salt and time", "Cleo", 9))
    assert {highlight.author.name for highlight in summary.highlights} == {"Ada", "Cleo"}
    assert next(one.why for one in summary.highlights if one.author.name == "Ada").startswith(
        "1 other person wrote nearly the same."
    )


def test_announcements_come_after_what_was_learnt() -> None:
    summary = compiled(
        post("Join us tomorrow, my talk about the loom starts at nine, don't miss it", "Ben"),
        post("Looms keep time better than clocks: count the picks, not the hours", "Ada", 5),
        choices=Choices(highlights=1),
    )
    assert summary.highlights[0].author.name == "Ada"


def test_bots_and_posts_without_words_are_never_chosen() -> None:
    summary = compiled(post("Loom news of the day", author("Robo", bot=True)), post("🎉 #quiettools", "Ben", 5))
    assert summary.highlights == ()
    assert summary.numbers.posts == 2


def test_every_half_day_and_language_is_heard() -> None:
    posts = [*many(40), *(post(f"El telar{n} enseña oficio{n}", f"Eva{n}", n, language="es-AR") for n in range(10))]
    posts += [post(f"Afternoon {word} lesson", f"Late{word}", 60 * 30 + at) for at, word in enumerate(SUBJECTS)]
    chosen = compiled(*posts).highlights
    assert "es" in {highlight.language for highlight in chosen}
    assert {(one.created_at.date(), one.created_at.hour >= 11) for one in chosen} >= {
        (MORNING.date(), False),
        ((MORNING + timedelta(days=1)).date(), True),
    }


def test_every_highlight_says_why_in_counts_and_keeps_its_gains() -> None:
    for highlight in compiled(*many(30)).highlights:
        assert highlight.why.endswith(".")
        assert set(highlight.gains) == {"quality", "words", "times", "languages", "named"}


def test_likes_choose_but_are_not_kept() -> None:
    liked = replace(post("The loom sings at night", "Ada"), counts=Counts(likes=41))
    plain = post("The wool sings at night", "Ben", 1)
    summary = compiled(liked, plain, choices=Choices(highlights=1))
    assert summary.highlights[0].author.name == "Ada"
    assert b"likes" not in render_json(summary)


def test_the_first_to_share_is_said_to_be_the_first() -> None:
    summary = compiled(
        post(f"Slides of the loom talk are out: {DECK}", "Cleo"),
        post(f"Read this about quiet shuttles {DECK}", "Ben", 5),
    )
    assert {one.author.name: one.why.split(".")[0] for one in summary.highlights} == {
        "Cleo": "The first of 2 people to share these slides",
        "Ben": "One of 2 people who shared these slides",
    }


def test_answers_are_counted_by_person() -> None:
    question = post("How do you wash wool without felting it?", "Ada")
    answers = [
        post(f"Cold water, {name}'s rule", name, n + 1, reply_to=question.id) for n, name in enumerate(["Ben", "Cleo"])
    ]
    summary = compiled(question, *answers)
    assert next(one.why for one in summary.highlights if one.id == question.id).startswith("2 people answered it here.")


def test_an_answer_says_whom_it_answers_unless_it_is_the_author() -> None:
    question = post("How do you wash wool without felting it?", "Ada")
    answer = post("Cold water and patience", "Ben", 1, reply_to=question.id)
    thread = post("And which towel is best?", author("Cleo"), 2, reply_to="https://brook.example/notes/unknown")
    answered = {one.author.name: one.answers for one in compiled(question, answer, thread).highlights}
    assert {name: person and person.name for name, person in answered.items()} == {
        "Ada": None,
        "Ben": "Ada",
        "Cleo": None,
    }


def test_only_so_many_resources_and_people_are_kept() -> None:
    posts = [post(f"See https://brook.example/{n}", f"Person{n}", n) for n in range(9)]
    summary = compiled(*posts, choices=Choices(resources=4, people=5))
    assert (len(summary.resources), summary.numbers.links) == (4, 9)
    assert (len(summary.people.listed), summary.people.others) == (5, 4)


def test_long_words_of_a_sharer_are_cut_between_words() -> None:
    (resource,) = compiled(post(f"A very long sentence about looms {'and wool ' * 40}{DECK}")).resources
    assert resource.words.endswith(("wool…", "and…"))
    assert len(resource.words) <= 140


def test_a_warned_post_is_not_quoted_for_its_links() -> None:
    (resource,) = compiled(post(f"Moths! {DECK}", warning="Insects")).resources
    assert resource.words == ""


def test_resources_are_grouped_titled_and_credited() -> None:
    first = post(f"Slides! {DECK}?utm_source=feed", "Ben")
    second = replace(
        post(f"The quiet deck, with everything about shuttles and more: {DECK}", "Ada", 5),
        links=(Preview(url=DECK, title="Quiet shuttles"),),
    )
    (resource,) = compiled(first, second).resources
    assert (resource.url, resource.kind, resource.title, resource.sharers) == (DECK, "slides", "Quiet shuttles", 2)
    assert (resource.first_shared, resource.shared_by.name) == (first.created_at, "Ada")


def test_a_resource_without_a_title_speaks_in_its_sharers_words() -> None:
    (resource,) = compiled(post(f"@ada @ben Notes on dye: {DECK} #quiettools #dye", "Cleo")).resources
    assert (resource.title, resource.words) == ("", "Notes on dye")


def test_no_post_is_quoted_for_two_resources() -> None:
    resources = compiled(post(f"Two links about dye {DECK} https://codeberg.org/ada/dye")).resources
    assert sorted(resource.words for resource in resources) == ["", "Two links about dye"]


def test_what_more_people_share_comes_earlier() -> None:
    shared = [post(f"See https://brook.example/loom {n}", f"Person{n}", n) for n in range(5)]
    alone = post("See https://brook.example/alone", "Ada", 9)
    assert [one.sharers for one in compiled(alone, *shared).resources] == [5, 1]


def test_links_to_posts_and_profiles_are_no_resources() -> None:
    assert compiled(post("https://bsky.app/profile/ada https://brook.example/@ada/12345")).resources == ()


def test_people_who_do_not_want_to_be_found_are_counted_and_not_named() -> None:
    people = compiled(post("Loom"), post("Wool", author("Mallory", discoverable=False), 1)).people
    assert [person.name for person in people.listed] == ["Ada"]
    assert people.unlisted == 1


def test_people_are_shuffled_anew_for_another_edition() -> None:
    listed = [person.id for person in compiled(*many(30)).people.listed]
    assert listed != sorted(listed)
    assert listed != [person.id for person in compiled(*many(30), withheld={"nobot": 1}).people.listed]


def test_a_person_without_a_name_goes_by_the_handle() -> None:
    nameless = replace(author("Ben"), name=" \u202e ")
    assert compiled(post("Loom", nameless)).people.listed[0].name == "ben@brook.example"


def test_everything_is_counted() -> None:
    numbers = compiled(
        post("The loom", media=(picture("A loom"), picture())),
        post("More loom", minutes=5, network="bluesky"),
        post("Webstuhl", "Ben", 60 * 24, language="de"),
        post("?", "Cleo", 9, language=None),
    ).numbers
    assert (numbers.posts, numbers.people, numbers.days) == (4, 3, 2)
    assert (numbers.once, numbers.half_by, numbers.pictures, numbers.described) == (2, 1, 2, 1)
    assert [(share.name, share.posts) for share in numbers.languages] == [("en", 2), ("de", 1), ("und", 1)]
    assert [(share.name, share.people) for share in numbers.networks] == [("mastodon", 3), ("bluesky", 1)]


def test_hours_are_those_of_the_venue_and_a_crowded_one_is_a_peak() -> None:
    crowd = [post(f"felting {SUBJECTS[n]} live", f"Person{n}", 95 + n) for n in range(8)]
    quiet = [post("calm", f"Calm{n}", n * 60) for n in range(6)]
    (day,) = compiled(*crowd, *quiet).timeline.days
    assert (day.date.isoformat(), day.people) == ("2026-05-14", 14)
    assert [(peak.letter, peak.hour, peak.people, peak.words) for peak in day.peaks] == [("A", 11, 9, ("felting",))]


def test_peaks_of_a_long_event_get_two_letters_after_z() -> None:
    event = replace(EVENT, ends=EVENT.starts + timedelta(days=13))
    crowds = [
        post(f"lesson{day} {hour}", f"Person{n}", day * 1440 + hour * 60 + n)
        for day in range(14)
        for hour, people in enumerate([1, 6, 1, 7, 1])
        for n in range(people)
    ]
    letters = [peak.letter for day in compiled(*crowds, event=event).timeline.days for peak in day.peaks]
    assert letters[25:28] == ["Z", "AA", "AB"]


def test_posts_before_and_after_the_event_are_counted_apart() -> None:
    timeline = compiled(post("Soon", minutes=-2000), post("Now", minutes=1), post("Gone", minutes=3000)).timeline
    assert (timeline.before, timeline.after, len(timeline.days)) == (1, 1, 1)


def test_an_event_nobody_wrote_during_is_drawn_by_the_days_they_did() -> None:
    (day,) = compiled(post("Still thinking of the loom", minutes=60 * 24 * 9)).timeline.days
    assert day.date.isoformat() == "2026-05-23"


def test_an_empty_archive_has_an_empty_summary() -> None:
    summary = compiled()
    assert (summary.numbers.posts, summary.highlights, summary.resources, summary.timeline.days) == (0, (), (), ())


def test_ten_thousand_copies_of_one_post_are_one_highlight() -> None:
    copies = [post("The loom sings its long song at night", f"Copy{n}", n // 100) for n in range(10_000)]
    summary = compiled(*copies)
    assert [one.why for one in summary.highlights] == [
        "9,999 other people wrote nearly the same. From Thursday before 13:00, when 10,000 people wrote."
    ]
    assert (summary.numbers.repeated, summary.themes, summary.resources) == (9_999, (), ())


@pytest.mark.parametrize(
    ("minutes", "half"), [(184, "before 13:00"), (209, "before 13:00"), (210, "after 13:00"), (705, "after 13:00")]
)
def test_noon_is_no_morning_and_the_evening_no_afternoon(minutes: int, half: str) -> None:
    (highlight,) = compiled(post("The loom sings", minutes=minutes)).highlights
    assert f"From Thursday {half}, when 1 person wrote." in highlight.why


def test_two_accounts_of_one_name_are_two_people_who_share_a_link_once() -> None:
    link = "https://brook.example/loom"
    here, there = author("Ada"), replace(author("Ada"), id="https://mill.example/users/ada")
    summary = compiled(post(f"The loom sings {link}", here), post(f"Rain on wool {link}", there, 1))
    assert (summary.numbers.people, [one.sharers for one in summary.resources]) == (2, [1])


def test_only_chinese_japanese_and_thai_is_fine() -> None:
    texts = ["織機の話はとても静かだった", "今天的报告讲了织布机的历史", "วันนี้เรียนรู้เรื่องกี่ทอผ้า"]
    summary = compiled(*(post(text, f"Person{n}", n, language="ja") for n, text in enumerate(texts)))
    assert len(summary.highlights) == 3


def test_an_archives_words_are_made_harmless_once_more() -> None:
    tall = "z" + "\u0301" * 50
    summary = compiled(post(f"loom \u202e{tall}", replace(author("Ben"), name=tall, url="javascript:alert(1)")))
    (highlight,) = summary.highlights
    assert highlight.author.url == ""
    assert "\u202e" not in "".join(segment.text for segment in highlight.body)
    assert len(highlight.author.name) < 10


@settings(max_examples=30, deadline=None)
@given(st.permutations(many(24)))
def test_the_order_of_posts_does_not_change_a_byte(shuffled: list[Post]) -> None:
    assert render_json(compiled(*shuffled)) == render_json(compiled(*many(24)))


def test_of_two_versions_the_later_counts_whatever_came_first() -> None:
    old, new = post("The lom"), post("The loom", version="2")
    assert compiled(old, new).origin.digest == compiled(new, old).origin.digest == compiled(new).origin.digest


@pytest.mark.parametrize("timezone", ["UTC", "Pacific/Kiritimati", "America/Argentina/Buenos_Aires"])
def test_every_time_zone_will_do(timezone: str) -> None:
    assert compile_summary(Header(event=replace(EVENT, timezone=timezone)), lines(many(5))).numbers.posts == 5
