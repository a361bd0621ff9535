"""What a web page calls itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.text.page_title import LONGEST, page_title

HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<title>Bulbs in frost</title>", "Bulbs in frost"),
        ("<TITLE lang=en>\n  Bulbs &amp;\n mice </TITLE>", "Bulbs & mice"),
        ('<title>Shop</title><meta property="og:title" content="Bulbs &quot;in&quot; frost">', 'Bulbs "in" frost'),
        ("<meta content='Frost' name='twitter:title'/>", "Frost"),
        ('<meta property="og:title" content=""><title>Frost</title>', "Frost"),
        ("<title>Fr\u202eost\x00</title>", "Frost"),
        ("<p>No title</p>", ""),
        ("<title>", ""),
        ("", ""),
    ],
)
def test_the_name_to_be_shared_by_comes_before_the_pages_own(body: str, title: str) -> None:
    assert page_title(body.encode(), HTML) == title


def test_what_is_no_page_has_no_title() -> None:
    assert page_title(b"<title>Frost</title>", "application/pdf") == ""
    assert page_title(b"<title>Frost</title>", "") == ""
    assert page_title(b"<title>Frost</title>", "application/xhtml+xml") == "Frost"


def test_the_encoding_is_the_one_it_names() -> None:
    assert page_title("<title>Frühling</title>".encode("latin-1"), "text/html; charset=ISO-8859-1") == "Frühling"
    assert page_title("<meta charset=latin-1><title>Frühling</title>".encode("latin-1"), "text/html") == "Frühling"
    assert page_title("<title>Frühling</title>".encode(), "text/html; charset=klingon") == "Frühling"


def test_a_long_title_is_cut() -> None:
    assert len(page_title(f"<title>{'Frost ' * 100}</title>".encode(), HTML)) <= LONGEST


@given(st.binary(max_size=300))
def test_no_page_raises(body: bytes) -> None:
    assert isinstance(page_title(body, HTML), str)


@pytest.mark.timeout(30)  # what is quadratic takes minutes
@pytest.mark.parametrize("piece", ["<title", "<meta", "<meta a=", '<meta content="', "<title>", "<", "charset="])
def test_the_longest_page_is_read_in_a_moment(piece: str) -> None:
    body = (piece * (2**18 // len(piece))).encode()
    assert page_title(body, HTML) == ""


@pytest.mark.parametrize("name", ["idna", "punycode", "utf-7", "unicode_escape", "rot13", "iso-8859-99"])
def test_an_encoding_that_no_page_is_in_is_taken_for_the_usual_one(name: str) -> None:
    assert page_title("<title>Frühling+AGE-</title>".encode(), f"text/html; charset={name}") == "Frühling+AGE-"
