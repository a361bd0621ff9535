from summary_posts import post

from backchannel.summary.terms import cosine, spelling, weighted


def test_a_post_is_wholly_like_itself_and_not_at_all_like_another() -> None:
    documents = {"loom": 2, "thread": 1, "cake": 1}
    one, other = weighted(["loom", "thread"], documents, 3), weighted(["cake"], documents, 3)
    assert round(cosine(one, one), 9) == 1
    assert cosine(one, other) == 0


def test_a_word_is_spelled_as_most_people_wrote_it() -> None:
    posts = [post("LoomKit"), post("LoomKit rocks"), post("loomkit")]
    assert spelling("loomkit", posts) == "LoomKit"
    assert spelling("never", posts) == "never"
