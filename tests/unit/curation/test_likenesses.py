"""Who may be one person: suggested by the same name and the same words, repeatedly; never by less."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.curation.likenesses import MOST, likenesses
from backchannel.model.post import Author, Post
from backchannel.model.record import Record, Ruling
from support.builders import a_post, minutes
from support.copies import ADAS_DID, on_bluesky

GARDEN = "https://garden.example/users/ada"


def kept(post: Post, **facts: Any) -> Record:
    usual: dict[str, Any] = {
        "id": post.id,
        "ruling": Ruling("shown"),
        "network": post.network,
        "post": post,
        "words": (post.text,),
    }
    return Record(**(usual | facts))


def on_both(number: int, **changes: Any) -> list[Record]:
    return [kept(a_post(number)), kept(on_bluesky(number, **changes))]


def test_two_of_one_name_who_said_the_same_twice_are_suggested() -> None:
    (found,) = likenesses([*on_both(1), *on_both(2), *on_both(3)])
    assert (found.one.id, found.other.id, found.times) == (ADAS_DID, GARDEN, 3)


def test_once_may_be_chance() -> None:
    assert likenesses(on_both(1)) == []


def test_another_name_says_nothing() -> None:
    ben = Author(id=ADAS_DID, handle="ben.example", name="Ben", url="https://ben.example", indexable=True)
    assert likenesses([*on_both(1, author=ben), *on_both(2, author=ben)]) == []


def test_nor_do_two_without_a_name() -> None:
    said = [a_post(1), a_post(2), on_bluesky(1), on_bluesky(2)]
    assert likenesses(map(kept, said))
    assert likenesses(kept(replace(post, author=replace(post.author, name=" "))) for post in said) == []


def test_the_same_words_hours_apart_say_nothing() -> None:
    late = [kept(on_bluesky(number, created_at=minutes(number + 60))) for number in (1, 2)]
    assert likenesses([kept(a_post(1)), kept(a_post(2)), *late]) == []


def test_what_the_public_does_not_see_says_nothing() -> None:
    hidden = [kept(on_bluesky(number), ruling=Ruling("hidden", ("hidden",))) for number in (1, 2)]
    assert likenesses([kept(a_post(1)), kept(a_post(2)), *hidden]) == []


def test_nor_does_what_a_bridge_made() -> None:
    bridged = [kept(on_bluesky(number), originals=(a_post(number).id,)) for number in (1, 2)]
    assert likenesses([kept(a_post(1)), kept(a_post(2)), *bridged]) == []


def test_a_post_counts_once_however_often_its_words_are_repeated() -> None:
    again = [kept(on_bluesky(number, text="The same"), words=("the same",)) for number in range(1, 6)]
    assert likenesses([kept(a_post(1), words=("the same",)), *again]) == []


def test_no_more_are_suggested_than_somebody_reads() -> None:
    many = [
        kept(on_bluesky(number, did=f"did:plc:{who}", text=f"{who} {number}"), words=(f"{who} {number}",))
        for who in range(MOST + 5)
        for number in (1, 2)
    ]
    theirs = [
        kept(a_post(number), id=f"{who}/{number}", words=(f"{who} {number}",))
        for who in range(MOST + 5)
        for number in (1, 2)
    ]
    assert len(likenesses([*many, *theirs])) == MOST


@given(st.permutations([*on_both(1), *on_both(2), *on_both(3)]))
def test_in_any_order_the_same_are_suggested(records: list[Record]) -> None:
    assert likenesses(records) == likenesses([*on_both(1), *on_both(2), *on_both(3)])
