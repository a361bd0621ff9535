"""The table of wishes, row by row: what each sign does to a post, and to the post's other copies."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.curation.consent import posted, restrictions
from backchannel.curation.decide import blank, meet, ruled, subject
from backchannel.curation.standing import covering, has_opted_in
from backchannel.curation.wishes import OPT_IN, OPT_OUT, WISHES, binding
from backchannel.model.event import Policy
from backchannel.model.post import Post
from backchannel.model.record import Record, Register, Ruling
from backchannel.model.sighting import AuthorChanged, Entry
from backchannel.text.covers import cover
from support.builders import a_post, an_author, an_event, minutes, seen
from support.copies import ADAS_LINKS, bridged_there, here, there

USUAL = Policy()
COVERED = "covered"
EVERY, NETWORK, BRIDGED, NONE = "every copy", "its network", "bridged copies", "this copy"

# By hand, from the networks' own pages: what a post becomes whose author or network says so, and whom it binds.
EXPECTED = {
    ("nobot", "profile", "withheld", EVERY),
    ("nobots", "profile", "withheld", EVERY),
    ("noindex", "profile", "withheld", EVERY),
    ("nosearch", "profile", "withheld", EVERY),
    ("noarchive", "profile", "withheld", EVERY),
    ("optout", "post", "withheld", EVERY),
    ("not-discoverable", "flag", "withheld if strict", EVERY),
    ("not-discoverable", "flag", "unnamed", NONE),
    ("not-indexable", "flag", "unsearched", NONE),
    ("limited", "account", "withheld", BRIDGED),
    ("suspended", "account", "withheld", BRIDGED),
    ("memorial", "account", "withheld", BRIDGED),
    ("not-public", "post", "withheld", BRIDGED),
    ("no-unauthenticated", "label", "withheld", NETWORK),
    ("!hide", "label", "hidden", EVERY),
    ("!takedown", "label", "hidden", EVERY),
    ("!suspend", "label", "hidden", EVERY),
    ("porn", "label", "hidden", EVERY),
    ("spam", "label", "hidden", EVERY),
    ("impersonation", "label", "hidden", EVERY),
    ("needs-review", "label", "hidden", EVERY),
    ("!warn", "label", "covered", NONE),
    ("sexual", "label", "covered", NONE),
    ("graphic-media", "label", "covered", NONE),
    ("gore", "label", "covered", NONE),
    ("nudity", "label", "covered", NONE),
}
MINE, THERE = here(1).post.id, there(1).post.id


def end(*entries: Entry, policy: Policy = USUAL) -> dict[str, Record]:
    """The records after these entries, ruled on."""
    records: dict[str, Record] = {}
    registers: dict[str, Register] = {}
    for entry in entries:
        about = subject(entry)
        outcome = meet(entry, records.get(about.post, blank(about.post)), registers, policy)
        records[about.post], registers[outcome.register.id] = outcome
    return {record.id: record for record in ruled(records.values(), registers, policy)}


def states(*entries: Entry, policy: Policy = USUAL) -> dict[str, Ruling]:
    return {post_id: record.ruling for post_id, record in end(*entries, policy=policy).items()}


def test_the_table_says_what_was_decided_row_by_row() -> None:
    assert set(WISHES) == EXPECTED
    assert len(WISHES) == len(EXPECTED)


def rows(effect: str, *reads: str) -> list[str]:
    return sorted(sign for sign, read, what, _ in EXPECTED if what == effect and (not reads or read in reads))


@pytest.mark.parametrize("sign", rows("withheld", "profile"))
@pytest.mark.parametrize("written", ["#{}", "I say: ＃{} please", "#{}!"])
def test_a_hashtag_in_the_profile_withholds_the_post_and_every_copy(sign: str, written: str) -> None:
    found = restrictions([written.format(sign.upper())])
    assert found == (sign,)
    kept = end(here(1, restrictions=found), there(1))
    assert {record.ruling for record in kept.values()} == {Ruling("withheld", (sign,))}
    assert {record.post for record in kept.values()} == {None}
    assert restrictions([f"my{sign} is #not{sign} or {sign}"]) == ()


@pytest.mark.parametrize("sign", rows("withheld", "account", "post"))
def test_what_a_server_says_of_an_account_or_a_post_withholds_it_and_what_bridges_made_of_it(sign: str) -> None:
    if sign == OPT_OUT:
        out = a_post(1, hashtags=("tulips", OPT_OUT))
        told = states(seen(out, accounts=ADAS_LINKS), there(1), bridged_there(1))
        assert set(told.values()) == {Ruling("withheld", (OPT_OUT,))}
        return
    told = states(here(1, withheld=(sign,)), there(1), bridged_there(1))
    copy = bridged_there(1).post.id
    assert told[MINE] == told[copy] == Ruling("withheld", (sign,))
    assert told[THERE] == Ruling("shown")


def test_the_label_for_the_logged_in_withholds_the_copies_on_its_network_alone() -> None:
    found = restrictions([], ["!no-unauthenticated"])
    told = states(here(1), there(1, restrictions=found), bridged_there(1))
    assert told[MINE] == Ruling("shown")
    assert told[THERE] == told[bridged_there(1).post.id] == Ruling("withheld", ("no-unauthenticated",))


@pytest.mark.parametrize("sign", rows("hidden"))
def test_a_label_of_moderation_hides_every_copy(sign: str) -> None:
    assert set(states(here(1), there(1, labels=(sign,))).values()) == {Ruling("hidden", (sign,))}


@pytest.mark.parametrize("sign", rows(COVERED))
def test_a_label_of_content_covers_the_post_that_has_it(sign: str) -> None:
    posts = {record.id: record.post for record in end(here(1), there(1, labels=(sign,))).values()}
    here_, there_ = posts[MINE], posts[THERE]
    assert here_ is not None
    assert there_ is not None
    assert (bool(cover(here_)), bool(cover(there_))) == (False, True)


def shy(number: int, **changes: object) -> Post:
    return replace(a_post(number), author=an_author(discoverable=False), **changes)


def test_strict_mode_withholds_those_who_may_not_be_discovered_and_their_copies() -> None:
    strict = Policy(strict=True)
    told: tuple[Entry, ...] = (seen(shy(1), accounts=ADAS_LINKS), there(1))
    assert set(states(*told, policy=strict).values()) == {Ruling("withheld", ("not-discoverable",))}
    assert states(*told)[MINE] == Ruling("shown")


def test_who_may_not_be_searched_for_is_shown() -> None:
    assert states(seen(replace(a_post(1), author=an_author(indexable=False))))[MINE] == Ruling("shown")


def test_a_reason_nobody_wished_for_is_about_that_copy_alone() -> None:
    assert binding("untagged") == binding("unavailable") == NONE
    told = states(here(1, hashtags=()), there(1))
    assert (told[MINE].reasons, told[THERE]) == (("untagged",), Ruling("shown"))


def test_the_hashtags_to_leave_and_to_come_back_are_the_organisers() -> None:
    policy = Policy(opt_out="bye", opt_in="hi")
    event = an_event(policy=policy)

    def said(number: int, *hashtags: str) -> Entry:
        post = a_post(number, hashtags=("tulips", *hashtags))
        return posted(event, post, source="garden.example", local_id="1", seen_at=minutes(number))

    told = states(said(1, "optout"), said(2, "bye"), said(3, "optin"), said(4), said(5, "hi"), said(6), policy=policy)
    assert [told[a_post(n).id].state for n in range(1, 7)] == [*["withheld"] * 5, "shown"]


def test_a_hashtag_without_the_events_own_neither_leaves_nor_returns() -> None:
    elsewhere = seen(a_post(2, hashtags=(OPT_OUT,)))
    assert states(here(1), elsewhere)[MINE] == Ruling("shown")
    left = seen(a_post(2, hashtags=("tulips", OPT_OUT)))
    back = seen(a_post(3, hashtags=(OPT_IN,)), context=True)
    assert states(left, back, here(4))[here(4).post.id] == Ruling("withheld", (OPT_OUT,))


def test_who_opts_out_by_an_edit_leaves_when_they_say_so() -> None:
    back = seen(a_post(5, hashtags=("tulips", OPT_IN)))
    edited = a_post(1, hashtags=("tulips", OPT_OUT), edited_at=minutes(7), version="2026-06-10T12:07:00.000Z")
    told = states(here(1), back, seen(edited), here(6), here(8))
    assert {told[here(n).post.id].state for n in (6, 8)} == {"withheld"}


times = st.integers(1, 30).map(minutes)
changes = st.builds(
    AuthorChanged,
    source=st.just("x"),
    author=st.just(an_author().id),
    changed_at=times,
    restrictions=st.sampled_from([(), ("nobot",), (OPT_OUT,), (OPT_IN,)]),
)
wishes = st.lists(changes, max_size=8)


def register_of(told: list[AuthorChanged]) -> Register:
    register = Register(id=an_author().id)
    for change in told:
        register = meet(change, blank(""), {register.id: register}, Policy()).register
    return register


@given(wishes, st.randoms(use_true_random=False))
def test_an_authors_wishes_are_a_join(told: list[AuthorChanged], chance: Random) -> None:
    again = told + told[: len(told) // 2]
    chance.shuffle(again)
    assert register_of(again) == register_of(told)


@given(wishes, changes)
def test_what_a_restriction_covered_never_returns(told: list[AuthorChanged], more: AuthorChanged) -> None:
    before, after = register_of(told), register_of([*told, more])
    for moment in map(minutes, range(1, 31)):
        covered = set(covering(before, (), moment))
        if covered <= set(covering(after, (), moment)):
            continue
        opened = covered - set(covering(after, (), moment))
        assert opened == {OPT_OUT}  # and only by an opt-in that was spoken before the post was made, after they left
        assert more.restrictions == (OPT_IN,)
        assert before.opted_out is not None
        assert before.opted_out < more.changed_at < moment


@given(wishes, wishes)
def test_a_linked_account_that_leaves_takes_along_and_only_an_opt_in_of_either_opens(
    mine: list[AuthorChanged], theirs: list[AuthorChanged]
) -> None:
    author, leaver = register_of(mine), register_of(theirs)
    for moment in map(minutes, range(1, 31)):
        alone = OPT_OUT in covering(author, (), moment)
        together = OPT_OUT in covering(author, (leaver,), moment)
        closed = OPT_OUT in covering(leaver, (), moment)
        assert together or not alone
        assert alone or not together or closed
        assert together or not closed or has_opted_in(author, moment)
