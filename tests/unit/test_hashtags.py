import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.text.hashtags import fold, fold_all


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("#Tulips", "tulips"),
        ("＃ＴＵＬＩＰＳ", "tulips"),
        ("##Tulips ", "tulips"),
        ("tülíps", "tulips"),
        ("Smørrebrød", "smorrebrod"),
        ("Łódź", "lodz"),
        ("STRASSE", "strasse"),
        ("花・祭り", "花・祭り"),
        ("зима", "зима"),
        ("#", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_hashtag_meet(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_each_hashtag_comes_once_and_in_order() -> None:
    assert fold_all(["Tulips", "#bulbs", "tulips", "#", "Bulbs"]) == ("tulips", "bulbs")


@given(st.text())
def test_folding_twice_changes_nothing(hashtag: str) -> None:
    assert fold(fold(hashtag)) == fold(hashtag)
