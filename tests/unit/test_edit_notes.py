import pytest

from backchannel.text.edit_notes import without_edit_note


@pytest.mark.parametrize(
    "text",
    [
        "The loom sings.\n\nEdit: fixed a typo.",
        "The loom sings. EDIT 2: spelling",
        "The loom sings. (Edited to add alt text)",
        "The loom sings. [edited for clarity]",
        "The loom sings. Corrigé : une faute",
    ],
)
def test_a_short_note_at_the_end_says_nothing_of_the_post(text: str) -> None:
    assert without_edit_note(text) == "The loom sings."


@pytest.mark.parametrize(
    "text",
    [
        "I edit for a living",
        "She said: edit - and edit again",
        "Edit: the workshop is in the blue hall, not in the red one",
        "The slides. Edit: now at https://slides.example/loom",
        "Thanks! Edit: it was @ben who said so",
        "Edit: a typo, says the header of this long post.\nAnd then it goes on.",
        "İ Edit: dots grow when they are made small",
    ],
)
def test_whoever_says_more_says_something(text: str) -> None:
    assert without_edit_note(text) == text
