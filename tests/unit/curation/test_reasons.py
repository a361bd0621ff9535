"""Every reason that a ruling can have is told in words, to the public and to who runs the event."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from backchannel.curation import consent, rules
from backchannel.curation.wishes import HIDING_LABELS, WISHES
from backchannel.model.reasons import AWAY, OF_AUTHOR, REASONS, for_operator, in_public, known
from backchannel.model.record import Ruling

WITHHOLDING = {wish.sign for wish in WISHES if wish.effect.startswith("withheld")}


def written_in_rules() -> Iterator[str]:
    """Every reason that stands in the rules: the second argument of a `Ruling`, and what is yielded."""
    for node in ast.walk(ast.parse(Path(rules.__file__).read_text())):
        match node:
            case ast.Call(func=ast.Name("Ruling"), args=[_, ast.Tuple(elts)]):
                yield from (
                    each.value for each in elts if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )
            case ast.Yield(value=ast.Constant(str(reason))):
                yield reason
            case _:
                pass


RULED = set(written_in_rules())
GIVEN = RULED | WITHHOLDING | HIDING_LABELS | {consent.UNTAGGED, consent.UNAVAILABLE}


def test_the_rules_are_read() -> None:
    assert {"account deleted", "deleted", "unseen", "missing", "moderator", "copy", "bot", "word"} <= RULED


@pytest.mark.parametrize("reason", sorted(GIVEN))
def test_every_reason_that_can_be_given_is_told_in_words(reason: str) -> None:
    assert reason in REASONS


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_in_words_can_be_given(reason: str) -> None:
    assert reason in GIVEN


@pytest.mark.parametrize("reason", [*REASONS, "author deactivated"])
def test_no_mark_of_ours_is_read_in_public(reason: str) -> None:
    words = in_public(reason)
    assert words[0].isupper()
    assert not {"!", "`", "_"} & set(words)


@pytest.mark.parametrize("status", ["deactivated", "suspended", "takendown", "throttled"])
def test_whatever_the_network_calls_it_the_author_is_away(status: str) -> None:
    assert known(f"{OF_AUTHOR}{status}") == AWAY
    assert for_operator(Ruling("hidden", (f"author {status}",))) == f"{AWAY.says} (author {status})"


def test_a_ruling_without_reasons_is_told_by_its_state() -> None:
    assert for_operator(Ruling("shown")) == "It is shown."
    assert for_operator(Ruling("held")) == "It waits for a moderator."


def test_of_several_reasons_the_first_is_told_and_all_are_named() -> None:
    told = for_operator(Ruling("withheld", ("nobot", "untagged")))
    assert told == "Its words are withheld: its author's profile asks not to be collected. (nobot, untagged)"


def test_a_reason_of_somebody_elses_is_told_in_its_own_words() -> None:
    assert in_public("odd-reason") == "Odd reason"
    assert for_operator(Ruling("hidden", ("odd-reason",))) == "It is hidden. (odd-reason)"
