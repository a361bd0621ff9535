"""The hashtags by which people leave and come back are the organiser's to name."""

from pathlib import Path

import pytest

from backchannel.settings import Misconfigured, check_event

EVENT = 'name = "Tulips"\nhashtags = ["#tulips"]\nstarts = 2026-06-10\nends = 2026-06-11\n'


def test_an_event_file_names_its_hashtags_to_leave_and_to_come_back_and_may_be_strict() -> None:
    policy = check_event(EVENT + 'opt_out = "#NoTulips"\nopt_in = "＃Tulípán"\nstrict = true\n', Path("t.toml")).policy
    assert (policy.opt_out, policy.opt_in, policy.strict) == ("notulips", "tulipan", True)


def test_without_a_word_people_leave_by_optout_and_come_back_by_optin() -> None:
    policy = check_event(EVENT, Path("t.toml")).policy
    assert (policy.opt_out, policy.opt_in, policy.strict) == ("optout", "optin", False)


def test_one_hashtag_can_not_mean_both() -> None:
    with pytest.raises(Misconfigured, match=r"t\.toml:5: opt_in: #optout can't mean both, to leave and to come back"):
        check_event(EVENT + 'opt_in = "OptOut"\n', Path("t.toml"))
