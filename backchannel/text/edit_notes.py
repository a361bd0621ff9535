"""What authors add when they mend a post: “Edit: fixed a typo.” It says nothing of what the post is about."""

import re

_NOTE = re.compile(
    r"(?:^|(?<=[\s(\[*]))(?:(?:edit|edited|eta|correction|corrected|edición|editado|editada|corrección|édit|corrigé|"
    r"correctif|bearbeitet|korrektur|korrigiert|edição|correção|correzione|corretto|aangepast|correctie)(?: ?\d)? ?:|"
    r"(?<=[(\[*])edited (?:to|for)\b)(?P<what>[^\n]*)$",
)
_HINTS = ("edi", "édi", "eta", "corr", "korr", "bearb", "aangep")  # one of them is in every word that begins a note
_MOST_WORDS = 5  # of a note; whoever says more says something
_LONGEST = 90  # characters, with the word that begins it
_SOMETHING = ("://", "@", "#")


def without_edit_note(text: str) -> str:
    """The text without a short note at its end that says how it was edited; what links or names anything stays."""
    end = text[-_LONGEST:].lower()
    note = _NOTE.search(end) if any(hint in end for hint in _HINTS) else None
    if note is None or len(end) != len(text[-_LONGEST:]):  # a few letters grow when they are made small
        return text
    if len(note["what"].split()) > _MOST_WORDS or any(mark in note["what"] for mark in _SOMETHING):
        return text
    return text[: len(text) - len(end) + note.start()].rstrip("([* \n")
