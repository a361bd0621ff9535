import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backchannel.model.body import Emoji, Hashtag, Link, Mention, Words, plain
from backchannel.text.clean import LONGEST, clean
from backchannel.text.html import segments, text_of

HASHTAG = '<a href="https://garden.example/tags/Tulips" class="mention hashtag" rel="tag">#<span>Tulips</span></a>'
MENTION = '<span><a href="https://garden.example/@ben" class="u-url mention">@<span>ben</span></a></span>'
SHORTENED = (
    '<a href="https://garden.example/a/long/way" rel="nofollow"><span class="invisible">https://</span>'
    '<span class="ellipsis">garden.example/a</span><span class="invisible">/long/way</span></a>'
)


def test_a_status_becomes_words_hashtags_mentions_and_links() -> None:
    assert segments(f"<p>Hi {MENTION}, see {SHORTENED} {HASHTAG}!</p>") == (
        Words("Hi "),
        Mention("@ben", "https://garden.example/@ben"),
        Words(", see "),
        Link("https://garden.example/a/long/way", "https://garden.example/a/long/way"),
        Words(" "),
        Hashtag("#Tulips", "tulips"),
        Words("!"),
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p>one</p>\n  <p>two</p>\n", "one\n\ntwo"),
        ("one<br>two<br />three</br>", "one\ntwo\nthree"),
        ("one<br>\ntwo", "one\ntwo"),
        ("one\n  two", "one two"),
        ("<pre>one\n  two</pre>three\nfour", "one\n  two\n\nthree four"),
        ("<p>see:</p><ul>\n<li>one</li>\n<li><p>two</p></li></ul><p>end</p>", "see:\n\none\n\ntwo\n\nend"),
        ("<ol><li>one<li>two</ol>", "one\ntwo"),
        ("<blockquote>one</blockquote>two", "one\n\ntwo"),
        ("<h1>one</h1><b>t</b><em>w</em><u>o</u>", "one\n\ntwo"),
        ("<ruby>漢<rt>kan</rt></ruby>", "漢kan"),
        ("  <p> one </p>  ", "one"),
        ("one&nbsp;two &lt;b&gt; &amp;amp; &quot;", 'one\xa0two <b> &amp; "'),
        (f"{HASHTAG}\nand more", "#Tulips and more"),
        ("", ""),
    ],
)
def test_blocks_become_lines(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_neighbouring_words_are_one_segment() -> None:
    assert segments("a <b>b</b> c<br>d") == (Words("a b c\nd"),)


def test_known_emojis_become_pictures() -> None:
    emojis = {"tulip": "https://garden.example/tulip.png"}
    tulip = Emoji(":tulip:", "https://garden.example/tulip.png")
    assert segments("<p>:tulip::tulip: at 12:30:45 :rose:</p>", emojis=emojis) == (
        tulip,
        tulip,
        Words(" at 12:30:45 :rose:"),
    )


def test_emojis_are_looked_for_in_words_alone() -> None:
    emojis = {"tulip": "https://garden.example/tulip.png"}
    assert text_of(f"{MENTION} :tulip:") == plain(segments(f"{MENTION} :tulip:", emojis=emojis))
    link = '<a href="https://garden.example/:tulip:">:tulip:</a>'
    assert segments(link, emojis=emojis) == (Link(":tulip:", "https://garden.example/:tulip:"),)


def test_a_link_to_somebody_who_is_mentioned_is_a_mention() -> None:
    markup = '<a href="https://garden.example/users/ben">@ben@garden.example</a>'
    assert segments(markup, mentions={"@ben@garden.example"}) == (
        Mention("@ben@garden.example", "https://garden.example/users/ben"),
    )
    assert isinstance(segments(markup)[0], Link)


@pytest.mark.parametrize(
    "quote",
    [
        '<p class="quote-inline">RE: <a href="https://garden.example/1">there</a></p>',
        '<span class="quote-inline"><br><br>RE: <span>there</span></span>',
        '<p class="quote-inline">RE: there<p>',
    ],
)
def test_the_line_that_stands_for_a_quote_is_left_out_when_asked(quote: str) -> None:
    assert text_of(f"{quote}<p>words</p>").startswith("RE: there")
    assert segments(f"{quote}<p>words</p>", drop_quote=True) == (Words("words"),)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ipfs://x",
        "//garden.example/",
        "/path",
        "https://",
        "https://[::1",
        "https://garden.example/\u202egnp.exe",
        "https://garden.example/ space",
        "https://garden.example/" + "x" * 2048,
        "",
    ],
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert segments(f'<a href="{html.escape(address)}">click</a>') == (Words("click"),)


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<iframe src=x>in</iframe>",
        "<img src=x onerror=alert(1)>",
        "<!-- hidden -->",
        "<!DOCTYPE html>",
        "<![CDATA[x]]>",
        "<?php ?>",
        "<svg onload=alert(1)>",
        "<template><b>x</b></template>",
    ],
)
def test_what_is_not_for_reading_disappears(markup: str) -> None:
    assert segments(f"be{markup}fore") == (Words("before"),)


def test_an_unclosed_script_swallows_the_rest() -> None:
    assert segments("before<script>alert(1) <p>after") == (Words("before"),)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("a <3 b", "a <3 b"),
        ("<p>open", "open"),
        ("</p></a></b>closed", "closed"),
        ("<a href='https://garden.example'>a<a href='https://meadow.example'>b", "ab"),
        ("<p <b>x", "<p x"),
        ("&#99999999999; &#xFFFFFFFF; &unknown;", "&#99999999999; \ufffd &unknown;"),
        ("&#" + "9" * 5000, "&#" + "9" * 5000),
        ("<", "<"),
        ("&#0;&#8238;x", "\ufffdx"),
    ],
)
def test_broken_markup_keeps_its_words(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_a_hashtag_link_that_holds_no_hashtag_is_a_link() -> None:
    markup = '<a href="https://garden.example/tags/x" rel="tag">look here</a>'
    assert segments(markup) == (Link("look here", "https://garden.example/tags/x"),)


def test_combining_marks_cannot_tower_across_elements() -> None:
    assert text_of("a" + "<b>\u0301</b>" * 50) == "a" + "\u0301" * 6
    assert text_of("a" + "\u0301\u202e" * 50) == "a" + "\u0301" * 6


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00")))
def test_the_plain_text_gives_the_words_back(words: str) -> None:
    markup = html.escape(words).replace("\n", "<br />")
    assert text_of(f"<p>{markup}</p>") == clean(words).strip()


@given(st.text())
def test_no_input_raises(markup: str) -> None:
    assert plain(segments(markup)) == text_of(markup)


@given(st.lists(st.sampled_from(["<p>", "</p>", "<a href='", "'>", "<", ">", "&#", "9", "x", " ", "\n", "<!--"])))
def test_no_markup_raises(parts: list[str]) -> None:
    text = text_of("".join(parts))
    assert text == text.strip()


@pytest.mark.timeout(60)  # what is quadratic takes hours
@pytest.mark.parametrize(
    "piece",
    [
        "<a",
        "<a ",
        "<",
        "</",
        "<!--",
        "<!--a>",
        "<![CDATA[",
        "<div>",
        "<p>a",
        "<a x='>",
        "&",
        "&#",
        "&#9",
        " ",
        "\n",
        " \n",
        ":a",
        "a\u0301",
        "<script></x>",
        "<a href=https://garden.example>x</a>",
        "<span class=quote-inline>",
    ],
)
def test_a_megabyte_of_anything_is_read_in_linear_time(piece: str) -> None:
    markup = piece * (1_000_000 // len(piece))
    body = segments(markup, emojis={"a": "https://garden.example/a.png"}, drop_quote=True)
    assert len(plain(body)) <= LONGEST
