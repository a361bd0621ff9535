from summary_posts import post

from backchannel.summary.terms import cosine, named, spelling, terms, weighted


def test_links_names_numbers_and_function_words_are_no_terms() -> None:
    assert terms("The loom and @ada@brook.example at https://brook.example/x in 2026") == ["loom"]


def test_the_events_own_hashtag_is_dropped_and_others_lose_their_sign() -> None:
    assert terms("#QuietTools #Weaving", dropped={"quiettools"}) == ["weaving"]


def test_punctuation_inside_a_word_stays() -> None:
    assert terms("(state-of-the-loom) e-mail, don't") == ["state-of-the-loom", "e-mail"]


def test_where_no_spaces_are_written_pairs_of_letters_are_terms() -> None:
    assert terms("織機の話") == ["織機", "機の", "の話"]
    assert terms("loom織機") == ["loom", "織機"]


def test_people_are_named_without_their_server() -> None:
    assert named("@Ada@brook.example and @ben.example, mail cleo@brook.example") == {"ada", "ben.example"}


def test_a_post_is_wholly_like_itself_and_not_at_all_like_another() -> None:
    documents = {"loom": 2, "thread": 1, "cake": 1}
    one, other = weighted(["loom", "thread"], documents, 3), weighted(["cake"], documents, 3)
    assert round(cosine(one, one), 9) == 1
    assert cosine(one, other) == 0


def test_a_word_is_spelled_as_most_people_wrote_it() -> None:
    posts = [post("LoomKit"), post("LoomKit rocks"), post("loomkit")]
    assert spelling("loomkit", posts) == "LoomKit"
    assert spelling("never", posts) == "never"
