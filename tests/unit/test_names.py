"""Names meet however they are typed, and two letters stand for one."""

import pytest

from backchannel.text.names import folded, full_names, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Brook", "AB"),
        ("ada", "A"),
        ("Ben van der Meer", "BM"),
        ("🌿 Cleo 🌿", "C"),
        ("佐藤 みゆき", "佐"),
        ("ليلى حداد", "ل"),
        ("Олена Гай", "ОГ"),
        ("(x) «Öz»", "XÖ"),
        ("織機", "織"),
        ("🌿", "·"),
        ("", "·"),
    ],
)
def test_initials_stand_for_a_name_in_any_script(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("name", ["Inés Núñez", "ines  NUNEZ", "Inés “Nu\u0301ñez”"])
def test_a_name_is_one_however_it_is_typed(name: str) -> None:
    assert folded(name) == ("ines", "nunez")


def test_a_full_name_is_known_without_its_middle_and_one_word_is_nobodys() -> None:
    assert full_names("Ada Maria Brook") == (("ada", "maria", "brook"), ("ada", "brook"))
    assert full_names("Ada") == full_names("") == ()
