"""Which posts are one: the same in any order, however often told; and nobody is taken for somebody else."""

from collections.abc import Iterable
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.curation.copies import WINDOW, are_linked, groups
from backchannel.curation.decide import blank, meet, subject
from backchannel.curation.merge import MOST, after_posted
from backchannel.curation.standing import MOST_NAMES, grown
from backchannel.model.event import Policy
from backchannel.model.record import Record, Register
from backchannel.model.sighting import Entry, Posted
from backchannel.text.marks import marks
from support.builders import a_post, an_author, minutes, seen
from support.copies import bridged_here, bridged_there, here, on_bluesky, there

Known = tuple[dict[str, Record], dict[str, Register]]


def known(entries: Iterable[Entry]) -> Known:
    """The records and registers after these entries."""
    records: dict[str, Record] = {}
    registers: dict[str, Register] = {}
    for entry in entries:
        about = subject(entry)
        outcome = meet(entry, records.get(about.post, blank(about.post)), registers, Policy())
        records[about.post], registers[outcome.register.id] = outcome
    return records, registers


def grouped(entries: Iterable[Entry]) -> set[tuple[str, ...]]:
    records, registers = known(entries)
    return {tuple(ids) for ids in groups(records.values(), registers)}


numbers = st.integers(1, 12)
texts = st.sampled_from(["Bulbs want frost.", "BULBS  want frost.", "Only this."])
sightings = st.one_of(
    st.builds(here, numbers, text=texts, accounts=st.sampled_from([(), ("ada.bsky.social",)])),
    st.builds(there, numbers, text=texts, accounts=st.sampled_from([None, ("ada@garden.example",)])),
    st.builds(bridged_here, numbers),
    st.builds(bridged_there, numbers),
    st.builds(there, numbers, restrictions=st.just(("nobot",))),
)
stories = st.lists(sightings, max_size=16)


@given(stories, st.randoms(use_true_random=False))
def test_groups_are_the_same_in_any_order_and_however_often_told(story: list[Posted], chance: Random) -> None:
    again = story + chance.sample(story, len(story) // 2)
    chance.shuffle(again)
    assert grouped(again) == grouped(story)


@given(stories)
def test_no_two_natives_of_one_network_are_in_a_group_and_everybody_is_in_one(story: list[Posted]) -> None:
    records, registers = known(story)
    found = groups(records.values(), registers)
    assert sorted(post_id for ids in found for post_id in ids) == sorted(records)
    for ids in found:
        networks = [records[post_id].network for post_id in ids if not records[post_id].originals]
        assert len(networks) == len(set(networks))


@given(stories, stories)
def test_what_belongs_together_is_never_parted_by_news_of_others(story: list[Posted], news: list[Posted]) -> None:
    others = [seen(a_post(n, author="ben", text=posted.post.text)) for n, posted in enumerate(news, 50)]
    assert grouped(story) <= grouped([*story, *others])


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_bounded_evidence_grows_alike_in_any_order(one: list[str], two: list[str], three: list[str]) -> None:
    def joined(*sets: list[str]) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for new in sets:
            found = grown(found, new, most=3)
        return found

    assert joined(one, two, three) == joined(three, two, one, two) == joined([*two, *one], three)


def test_ten_minutes_are_the_limit() -> None:
    late = replace(on_bluesky(1), created_at=minutes(1) + WINDOW)
    pair = [here(1), seen(late, source="bluesky", accounts=("ada@garden.example",))]
    assert len(grouped(pair)) == 1
    later = replace(late, created_at=late.created_at + WINDOW / 600)
    assert len(grouped([here(1), seen(later, source="bluesky", accounts=("ada@garden.example",))])) == 2


def test_two_accounts_on_one_network_are_never_paired() -> None:
    second = an_author("ada2")
    links = {"ada": ("ada2@garden.example",), "ada2": ("ada@garden.example",)}
    pair = [seen(a_post(1), accounts=links["ada"]), seen(a_post(2, author="ada2"), accounts=links["ada2"])]
    _, registers = known(pair)
    assert are_linked(registers[an_author("ada").id], registers[second.id])
    assert len(grouped(pair)) == 2


def test_one_sided_links_and_a_stranger_who_names_her_prove_nothing() -> None:
    mallory = Register(id="m", names=marks(["mallory.example"]), accounts=marks(["ada@garden.example"]))
    ada = Register(id="a", names=marks(["ada@garden.example"]), accounts=marks(["ada.bsky.social"]))
    assert not are_linked(ada, mallory)
    assert not are_linked(mallory, ada)


def test_a_server_that_gives_another_servers_address_as_its_own_is_not_believed() -> None:
    stolen = a_post(1, author="mallory", id="https://mallory.example/1", url=a_post(1).url)
    assert len(grouped([bridged_there(1), seen(stolen)])) == 2


def test_evidence_is_bounded() -> None:
    record = blank("x")
    for number in range(MOST + 9):
        record = after_posted(record, seen(a_post(1, text=f"Bulb {number}.")))
    assert len(record.words) == MOST
    register = Register(id="a", accounts=grown((), map(str, range(500)), most=MOST_NAMES))
    assert len(register.accounts) == MOST_NAMES
