"""The UTF-8 byte offsets of facets, and what becomes of the wrong ones."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from backchannel.model.body import Hashtag, Link, Mention, Words, plain
from backchannel.text.clean import clean
from backchannel.text.facets import Facet, Feature, Span, hashtags, segments

LETTERS = st.characters(exclude_categories=["Cs"])
HOSTILE = st.text(st.sampled_from("aé🐈\u0301\u0489\x00\u202e#\n ") | LETTERS, max_size=60)
FEATURES = st.builds(
    Feature,
    kind=st.sampled_from(["tag", "link", "mention", "shout"]).map("app.bsky.richtext.facet#".__add__),
    tag=st.sampled_from(["Tulips", "#tulips", "", "#"]),
    uri=st.sampled_from(["https://garden.example/x", "javascript:alert(1)", "https://", "ftp://garden.example"]),
    did=st.sampled_from(["did:plc:ada", "did:plc:a b", "ada", ""]),
)
OFFSETS = st.integers(-3, 90)
FACETS = st.lists(st.builds(Facet, index=st.builds(Span, OFFSETS, OFFSETS), features=st.tuples(FEATURES)), max_size=8)


def tag(start: int, end: int, name: str = "tulips") -> Facet:
    return Facet(Span(start, end), (Feature(kind="app.bsky.richtext.facet#tag", tag=name),))


def link(start: int, end: int, uri: str) -> Facet:
    return Facet(Span(start, end), (Feature(kind="app.bsky.richtext.facet#link", uri=uri),))


def mention(start: int, end: int, did: str) -> Facet:
    return Facet(Span(start, end), (Feature(kind="app.bsky.richtext.facet#mention", did=did),))


@given(HOSTILE, FACETS)
def test_the_joined_segments_read_like_the_cleaned_text(text: str, facets: list[Facet]) -> None:
    assert plain(segments(text, facets)) == clean(text)


@given(st.lists(st.tuples(st.text("abcé🐈 ", min_size=1, max_size=9), st.booleans()), max_size=8), st.randoms())
def test_sound_facets_come_back_exactly(parts: list[tuple[str, bool]], shuffled: Random) -> None:
    facets: list[Facet] = []
    at = 0
    for words, marked in parts:
        size = len(words.encode())
        facets += [tag(at, at + size)] if marked else []
        at += size
    shuffled.shuffle(facets)
    body = segments("".join(words for words, _ in parts), facets)
    assert [part.text for part in body if isinstance(part, Hashtag)] == [words for words, marked in parts if marked]


def test_offsets_count_bytes_not_letters() -> None:
    text = "Grüße 🌷 #Tulips!"
    start = len("Grüße 🌷 ".encode())
    assert segments(text, [tag(start, start + 7, "Tulips")]) == (
        Words("Grüße 🌷 "),
        Hashtag("#Tulips", "tulips"),
        Words("!"),
    )


def test_links_and_mentions_keep_their_addresses() -> None:
    body = segments("see x or @ada", [mention(9, 13, "did:plc:ada"), link(4, 5, "https://garden.example/x")])
    assert body[1] == Link("x", "https://garden.example/x")
    assert body[3] == Mention("@ada", "https://bsky.app/profile/did:plc:ada")


def test_a_link_that_is_not_of_the_web_is_plain_words() -> None:
    assert segments("click", [link(0, 5, "javascript:alert(1)")]) == (Words("click"),)
    assert segments("click", [link(0, 5, "https://garden.example/\u202ex")]) == (Words("click"),)


def test_of_two_that_overlap_the_first_counts() -> None:
    assert segments("abcdef", [tag(2, 6), tag(0, 3)]) == (Hashtag("abc", "tulips"), Words("def"))


def test_a_facet_that_splits_a_character_is_left_out() -> None:
    assert segments("é", [tag(0, 1), tag(1, 2)]) == (Words("é"),)


def test_a_facet_beyond_the_text_is_left_out() -> None:
    assert segments("ab", [tag(1, 3), tag(-1, 1), tag(2, 2), tag(0, 10**30)]) == (Words("ab"),)


def test_an_unknown_feature_beside_a_known_one_is_ignored() -> None:
    known = Feature(kind="app.bsky.richtext.facet#tag", tag="tulips")
    facet = Facet(Span(0, 2), (Feature(kind="example.garden.facet#bloom"), known))
    assert segments("ab", [facet]) == (Hashtag("ab", "tulips"),)


def test_hashtags_are_those_of_the_text_and_those_beside_it() -> None:
    assert hashtags([tag(0, 2, "#TULIPS")], ["Bulbs", "tulips", ""]) == ("tulips", "bulbs")


def test_a_heap_of_facets_is_cut() -> None:
    assert len(hashtags([tag(0, 1, f"t{number}") for number in range(1000)], ())) == 100
