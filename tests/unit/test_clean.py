import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.text.clean import MARKS, Cleaner, clean


@pytest.mark.parametrize(
    "text",
    ["Bulbs want frost.", "two\nlines\tand a tab", "שלום עולם", "नमस्ते", "👩‍👩‍👧 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Tiếng Việt", "e\u0301", ""],
)
def test_what_people_write_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("hidden", [*"\x00\x07\x1b\x7f\x85\r\u202e\u2066\u2069", "\ud800"])
def test_controls_and_reordering_go(hidden: str) -> None:
    assert clean(f"a{hidden}b") == "ab"


@pytest.mark.parametrize("between", ["", "\u202e", "\u200d", "\x00", "\ud800"])
def test_marks_do_not_tower_whatever_hides_between_them(between: str) -> None:
    tower = clean("a" + f"\u0301{between}" * 1000)
    assert tower.count("\u0301") == MARKS


def test_every_letter_may_have_its_own_marks() -> None:
    assert clean("a\u0301" * 100) == "a\u0301" * 100


def test_the_text_ends_at_its_longest() -> None:
    assert clean("x" * 100, 10) == "x" * 10
    assert clean("\u202e" * 20 + "x" * 100, 10) == "x" * 10


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.lists(st.text(st.sampled_from("a\u0301\u200d\u202e\n"))))
def test_pieces_are_cleaned_as_the_whole_would_be(pieces: list[str]) -> None:
    cleaner = Cleaner()
    assert "".join(map(cleaner, pieces)) == clean("".join(pieces))
