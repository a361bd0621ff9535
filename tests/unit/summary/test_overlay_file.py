import re

import pytest
from msgspec.structs import asdict
from summary_posts import ROOT

from backchannel.summary.overlay import LinkEdit, Order, Overlay, PostEdit, SectionEdit, SessionEdit
from backchannel.summary.overlay_file import LONGEST, BadOverlay, read_overlay

WHOLE = b"""
by = "Cleo, for the organisers"
introduction = "What we learnt."
keep = ["https://brook.example/notes/ada-1"]
drop = ["https://brook.example/@mallory"]
feature = ["https://brook.example/slides"]
merge = [["https://brook.example/a", "https://brook.example/b"]]

[order]
sections = ["sessions"]

[sections.people]
hide = true

[sessions."talk-7"]
title = "Washing"

[posts."https://brook.example/notes/ben-2"]
session = ""
section = "questions"

[links."https://brook.example/a"]
kind = "slides"
"""


def test_every_edit_can_be_written_down() -> None:
    assert read_overlay(WHOLE, "tulips.toml") == Overlay(
        by="Cleo, for the organisers",
        introduction="What we learnt.",
        keep=("https://brook.example/notes/ada-1",),
        drop=("https://brook.example/@mallory",),
        feature=("https://brook.example/slides",),
        merge=(("https://brook.example/a", "https://brook.example/b"),),
        order=Order(sections=("sessions",)),
        sections={"people": SectionEdit(hide=True)},
        sessions={"talk-7": SessionEdit(title="Washing")},
        posts={"https://brook.example/notes/ben-2": PostEdit(session="", section="questions")},
        links={"https://brook.example/a": LinkEdit(kind="slides")},
    )


def test_an_empty_file_edits_nothing() -> None:
    assert read_overlay(b"# nothing yet\n", "tulips.toml") == Overlay()


def test_all_mistakes_are_told_at_once_with_file_line_and_key() -> None:
    wrong = b"""keep = ["a", 3]
titel = "x"
merge = [["https://brook.example/alone"]]

[sections.highlights]
titel = "x"

[sections.highligts]
title = "x"

[posts."https://brook.example/?a=b"]
section = "somewhere"
"""
    with pytest.raises(BadOverlay) as raised:
        read_overlay(wrong, "tulips.toml")
    told = str(raised.value).splitlines()
    assert told[0] == "tulips.toml:1: keep: Expected `str`, got `int`"
    assert told[1] == "tulips.toml:2: titel: there is no such key: is it misspelt?"
    assert told[2].startswith("tulips.toml:3: merge: ")
    assert told[3] == "tulips.toml:6: sections.highlights.titel: there is no such key: is it misspelt?"
    assert told[4].startswith("tulips.toml:8: sections.highligts: Invalid enum value 'highligts' (one of highlights, ")
    assert told[5].startswith("tulips.toml:12: posts.https://brook.example/?a=b.section: ")
    assert told[5].endswith("(one of highlights, sessions, questions)")
    assert len(told) == 6


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"keep = [", "tulips.toml:1: a ] is missing, or a quotation mark before it"),
        (b"\xff", "tulips.toml: this is not text in UTF-8: save it as UTF-8"),
        (b"keep = 1\nkeep = 2", "tulips.toml:2: keep stands here, and on line 1: keep one of the two"),
        (b"keep = " + b"[" * 5000, "tulips.toml: the lists in it go too deep"),
    ],
)
def test_what_is_no_toml_is_told(raw: bytes, sentence: str) -> None:
    with pytest.raises(BadOverlay) as told:
        read_overlay(raw, "tulips.toml")
    assert str(told.value) == sentence


def test_a_file_that_nobody_writes_by_hand_is_refused() -> None:
    with pytest.raises(BadOverlay, match="longer than"):
        read_overlay(b"#" * (LONGEST + 1), "tulips.toml")


@pytest.mark.parametrize(
    "raw",
    [b"sections = 3", b"posts = []", b"order = 'first'", b"[order]\nsections = 'x'", b"introduction = []", b"by = 1.5"],
)
def test_a_value_of_another_kind_is_told(raw: bytes) -> None:
    with pytest.raises(BadOverlay, match=r"^tulips\.toml:\d: .*Expected"):
        read_overlay(raw, "tulips.toml")


def test_the_page_about_it_shows_every_edit_there_is() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/overlay.md").read_text("utf-8"), re.DOTALL)
    written = read_overlay(example.encode(), "overlay.md")
    edits = (written, written.order, *written.sections.values(), *written.sessions.values())
    edits = (*edits, *written.posts.values(), *written.links.values())
    for kind in {type(edit) for edit in edits}:
        told = {name for edit in edits if type(edit) is kind for name, value in asdict(edit).items() if value}
        assert told == set(kind.__struct_fields__)
