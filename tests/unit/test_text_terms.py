from backchannel.text.terms import named, terms


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
