"""Whatever is wrong with a configuration is told in plain sentences: the file, the line, the key, and what to write."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from backchannel.settings import (
    EventFile,
    Misconfigured,
    check_event,
    read_event,
    read_events,
    read_settings,
    read_together,
)

EVENT = {"name": '"Tulips"', "hashtags": '["tulips"]', "starts": "2026-06-10", "ends": "2026-06-12"}
ANY = [
    '"x"',
    "1",
    "0.5",
    "nan",
    "true",
    "2026-06-10",
    "09:00:00",
    "2026-06-10T09:00:00",
    "[]",
    "[[1]]",
    "{}",
    "{ a = [1] }",
]
PLAIN = re.compile(r": (write|did you mean|make the file|name the file)\b|too small|too large")


def event_file(keys: Mapping[str, str]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in {**EVENT, **keys}.items() if value)


def problems(text: str) -> str:
    with pytest.raises(Misconfigured) as told:
        check_event(text, Path("tulips.toml"))
    return str(told.value)


def problems_of_settings(text: str, tmp_path: Path, environment: Mapping[str, str] | None = None) -> str:
    path = tmp_path / "backchannel.toml"
    path.write_text(text)
    with pytest.raises(Misconfigured) as told:
        read_settings(path, environment or {})
    return str(told.value).replace(str(path), "backchannel.toml")


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("name", "5", '5 is a number: write "5"'),
        ("name", '""', "nothing stands there: write at least a word"),
        ("name", '" "', "nothing stands there: write at least a word"),
        ("name", '["a"]', "['a'] is a list: write text in quotation marks"),
        ("name", "true", "true is a yes or no: write text in quotation marks"),
        ("name", f'"{"x" * 300}"', "it is 300 characters long: the most is 200"),
        ("hashtags", '"tulips"', "'tulips' is text: write [\"tulips\"]"),
        ("hashtags", "[]", "the list is empty: write at least one"),
        ("hashtags", "[1]", '1 is a number: write "1"'),
        (
            "hashtags",
            '["#2026"]',
            "'#2026' is no hashtag: write letters, digits and _ only, at least one letter, no spaces",
        ),
        ("hashtags", "{ a = 1 }", '{ … } is a table: write a list, as in ["one", "two"]'),
        ("starts", '"2026-06-10"', "'2026-06-10' is text: write 2026-06-10, without quotation marks"),
        ("starts", '"June 10"', "'June 10' is text: write a day without quotation marks, as in 2026-06-10"),
        ("starts", "2026-06-10T09:00:00", "2026-06-10T09:00:00 is a day with a time: write 2026-06-10"),
        ("starts", "09:00:00", "09:00:00 is a time of day: write a day without quotation marks, as in 2026-06-10"),
        ("starts", "0026-06-10", "0026-06-10 is in the year 26: write one from 2000 to 2199"),
        ("ends", "2026-06-01", "2026-06-01 is before the event starts (2026-06-10): write its last day"),
        ("ends", "9999-12-31", "9999-12-31 is in the year 9999: write one from 2000 to 2199"),
        ("timezone", '"Berlin"', "'Berlin' is no time zone: did you mean Europe/Berlin?"),
        ("timezone", '"New York"', "'New York' is no time zone: did you mean America/New_York?"),
        ("timezone", '"europe/oslo"', "'europe/oslo' is no time zone: did you mean Europe/Oslo?"),
        ("timezone", '"Europe"', "'Europe' is no time zone: write the continent and a large city, as in Europe/Berlin"),
        ("timezone", '"UTC+2"', "'UTC+2' is no time zone: write the continent and a large city, as in Europe/Berlin"),
        ("timezone", "2", '2 is a number: write "2"'),
        (
            "servers",
            '["https://tulip.example/"]',
            "'https://tulip.example/' is no server's name: write tulip.example alone",
        ),
        ("servers", '["@ada@tulip.example"]', "'@ada@tulip.example' is no server's name: write tulip.example alone"),
        ("servers", '["tulip"]', "'tulip' is no server's name: write it as in tulip.example, without https://"),
        ("servers", '[""]', "'' is no server's name: write it as in tulip.example, without https://"),
        (
            "accounts",
            '["https://tulip.example/@ada"]',
            "'https://tulip.example/@ada' is no account: write ada@tulip.example",
        ),
        ("feeds", '["tulip.example"]', "'tulip.example' is no address: write it as in https://tulip.example/feed.xml"),
        ("own_feeds", '"https://a.example/b"', "'https://a.example/b' is text: write [\"https://a.example/b\"]"),
        ("slug", '"a b"', "'a b' can't stand in an address: write letters, digits, - and _ only"),
        ("hide_bots", '"no"', "'no' is text: write false"),
        ("hide_sensitive", '"yes"', "'yes' is text: write true"),
        ("strict", "1", "1 is a number: write true"),
        ("strict", '"maybe"', "'maybe' is text: write true or false, without quotation marks"),
        (
            "languages",
            '["english"]',
            "'english' is no language: write its two or three small letters, as in en, pt or gsw",
        ),
        ("words", '[""]', "nothing stands there: write at least a word"),
        ("opt_out", '"#"', "'#' is no hashtag: write letters, digits and _ only, at least one letter, no spaces"),
        ("opt_in", '"OptOut"', "#optout can't mean both, to leave and to come back: write another"),
        ("erase_after_days", '"90"', "'90' is text: write 90, without quotation marks"),
        ("erase_after_days", "-1", "-1 is too small: the least is 0"),
        ("erase_after_days", "1.5", "1.5 is a number: write a whole number in digits"),
        ("erase_after_days", "true", "true is a yes or no: write a whole number in digits"),
        ("erase_after_days", "10000000000", "10000000000 is too large: the most is 36525"),
        ("programme", '"ftp://a"', "'ftp://a' can't be read: write a path, or an address that begins with https://"),
        (
            "overlay",
            '"https://a.example/b"',
            "'https://a.example/b' is an address: this is a file of yours, named by its path",
        ),
        ("ground", '"#ffffff"', "#ffffff is too light for a wall's words (contrast 1.1 of 11.0): write a darker one"),
        ("accent", '"amber"', "'amber' is no colour: write it as in #ffc145"),
        (
            "accent",
            '"#000000"',
            "#000000 is too dark to be read on the wall (contrast 1.3 of 4.5): write a lighter one",
        ),
        ("hide_bot", "true", "there is no such key: did you mean hide_bots?"),
        ("zone", '"UTC"', "there is no such key: did you mean timezone?"),
        ("web", "{ port = 1 }", "there is no such key: config/events/example.toml explains all there are"),
    ],
)
def test_a_wrong_value_of_an_event_gets_one_plain_sentence(key: str, value: str, sentence: str) -> None:
    text = event_file({key: value})
    line = next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(f"{key} ="))
    assert problems(text) == f"tulips.toml:{line}: {key}: {sentence}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 8000", "1: port: there is no such key: it belongs below [web]"),
        ("[web]\nprot = 1", "2: web.prot: there is no such key: did you mean port?"),
        ("[blusky]", "1: blusky: there is no such key: did you mean bluesky?"),
        ('[web]\nport = "8000"', "2: web.port: '8000' is text: write 8000, without quotation marks"),
        ("[web]\nport = 70000", "2: web.port: 70000 is too large: the most is 65535"),
        ('[web]\nhost = ""', "2: web.host: nothing stands there: write at least a word"),
        (
            '[web]\naddress = "a.example"',
            "2: web.address: 'a.example' is no address: write it whole, as in https://tulip.example",
        ),
        (
            '[web]\npicture_hosts = ["http://a.example"]',
            "2: web.picture_hosts: 'http://a.example' is no server's name: write a.example alone",
        ),
        (
            '[web]\nmetrics_from = ["10.0.0.0/99"]',
            "2: web.metrics_from: '10.0.0.0/99' is no network: write it as in 10.0.0.0/8, or an address alone",
        ),
        (
            "web = 1",
            "1: web: 1 is a number: write the table's name on a line of its own, as in [web], and its keys below",
        ),
        (
            '[redis]\nurl = "a:6379"',
            "2: redis.url: a Redis is named by an address that begins with redis://, rediss:// or unix://",
        ),
        ("[redis]\ningest_limit = 0", "2: redis.ingest_limit: 0 is too small: write a number above 0"),
        (
            "[mastodon]\npoll_seconds = nan",
            "2: mastodon.poll_seconds: nan is no number to count with: write one in digits",
        ),
        ("[mastodon]\npoll_seconds = 1e300", "2: mastodon.poll_seconds: 1e+300 is too large: the most is 86400"),
        (
            '[mastodon]\nreach = ["a"]',
            '2: mastodon.reach: [\'a\'] is a list: write names and values in braces, as in { "one" = "two" }',
        ),
        ('[mastodon.reach]\n"a.example" = 3', '2: mastodon.reach.a.example: 3 is a number: write "3"'),
        ('[bluesky]\njetstreams = "wss://a"', "2: bluesky.jetstreams: 'wss://a' is text: write [\"wss://a\"]"),
        (
            '[bluesky]\njetstreams = ["https://a"]',
            "2: bluesky.jetstreams: 'https://a' is no address of a WebSocket: write it whole, as in wss://tulip.example",
        ),
        ("[bluesky]\npast_hours = 48", "2: bluesky.past_hours: 48 is too large: the most is 36"),
        ("[bluesky]\nwaiting_limit = 0.5", "2: bluesky.waiting_limit: 0.5 is a number: write a whole number in digits"),
        (
            '[mastodon]\nrecheck_seconds = 60\n[bluesky]\nrecheck_seconds = "x"',
            "4: bluesky.recheck_seconds: 'x' is text: write a number in digits",
        ),
        ('[links]\nfetch = "no"', "2: links.fetch: 'no' is text: write false"),
        ("[programme]\nrefresh_seconds = 1", "2: programme.refresh_seconds: 1 is too small: the least is 60"),
        ("data = 5", '1: data: 5 is a number: write "5"'),
        ("[web]\nport = 1\n[web]", "3: web stands here, and on line 1: keep one of the two"),
    ],
)
def test_a_wrong_setting_gets_one_plain_sentence(text: str, told: str, tmp_path: Path) -> None:
    assert problems_of_settings(text, tmp_path) == f"backchannel.toml:{told}"


def test_a_whole_number_is_right_where_a_fraction_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "backchannel.toml"
    path.write_text("[programme]\nrefresh_seconds = 600\n")
    assert read_settings(path, {}).programme.refresh_seconds == 600


def test_a_missing_key_is_told_with_an_example_after_what_has_a_line() -> None:
    text = event_file({"name": "", "starts": "", "slug": "5"})
    assert problems(text).splitlines() == [
        'tulips.toml:3: slug: 5 is a number: write "5"',
        'tulips.toml: name: this key is missing: write it as in name = "Tulips 2026"',
        "tulips.toml: starts: this key is missing: write it as in starts = 2026-06-10",
    ]


def test_a_key_that_is_misspelt_is_not_missing_besides() -> None:
    text = event_file({"hashtags": "", "hashtag": '["tulips"]'})
    assert problems(text) == "tulips.toml:4: hashtag: there is no such key: did you mean hashtags?"


def test_a_value_in_a_list_of_several_lines_is_told_with_its_own_line() -> None:
    text = event_file({"words": '[\n  "spam",\n  "",\n]', "languages": '["en",\n "English"]'})
    assert [line.split(": ")[0] for line in problems(text).splitlines()] == ["tulips.toml:7", "tulips.toml:10"]


def test_problems_are_told_in_the_order_of_their_lines() -> None:
    text = 'zone = "UTC"\naccent = "amber"\nends = 2026-06-10\nstarts = 2026-06-12\nhashtags = []\nname = ""\n'
    told = [tuple(line.split(": ")[:2]) for line in problems(text).splitlines()]
    keys = ["zone", "accent", "ends", "hashtags", "name"]
    assert told == [(f"tulips.toml:{line}", key) for line, key in zip((1, 2, 3, 5, 6), keys, strict=True)]


@pytest.mark.parametrize("key", EventFile.model_fields)
@pytest.mark.parametrize("value", ANY)
def test_no_value_of_any_kind_leads_to_anything_but_a_plain_sentence(key: str, value: str) -> None:
    told: tuple[object, ...] = ()
    try:
        check_event(event_file({key: value}), Path("tulips.toml"))
    except Misconfigured as wrong:
        told = wrong.problems
    assert [str(problem) for problem in told if not PLAIN.search(str(problem))] == []


def test_all_problems_of_all_files_are_told_at_once_by_file_and_line(tmp_path: Path) -> None:
    config, first, second = (tmp_path / name for name in ("a.toml", "b.toml", "c.toml"))
    config.write_text("[web]\nport = true\n")
    first.write_text(event_file({"slug": "1", "name": "2"}))
    second.write_text("name = ")
    with pytest.raises(Misconfigured) as told:
        read_together(config, [second, first])
    places = [str(problem).split(": ")[0] for problem in told.value.problems]
    assert places == [f"{config}:2", f"{first}:1", f"{first}:5", f"{second}:1"]


def test_files_that_an_event_names_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "tulips.toml"
    path.write_text(event_file({"programme": '"shedule.ics"', "overlay": '"edits.toml"'}))
    (tmp_path / "schedule.ics").write_text("")
    with pytest.raises(Misconfigured) as told:
        read_event(path)
    assert str(told.value).splitlines() == [
        f"{path}:5: programme: there is no file {tmp_path}/shedule.ics: did you mean schedule.ics?",
        f"{path}:6: overlay: there is no file {tmp_path}/edits.toml: make the file, or leave the key out",
    ]
    (tmp_path / "edits.toml").write_text("")
    path.write_text(event_file({"programme": '"schedule.ics"', "overlay": '"edits.toml"'}))
    assert read_event(path).overlay == str(tmp_path / "edits.toml")


def test_an_archive_is_no_events_file(tmp_path: Path) -> None:
    archive = tmp_path / "tulips.jsonl"
    archive.write_text('{"format": "backchannel-archive"}')
    with pytest.raises(Misconfigured, match="this is an archive or other data, and an event is a file"):
        read_event(archive)


def test_a_folder_is_no_event(tmp_path: Path) -> None:
    (tmp_path / "tulips.toml").write_text("")
    with pytest.raises(
        Misconfigured, match=f"this is a folder, and an event is a file: did you mean {tmp_path}/tulips"
    ):
        read_event(tmp_path)


def test_a_file_that_is_not_there_may_be_another(tmp_path: Path) -> None:
    (tmp_path / "tulips.toml").write_text("")
    with pytest.raises(Misconfigured, match=r"there is no such file: did you mean .*/tulips\.toml\?$"):
        read_event(tmp_path / "tulip.toml")
    with pytest.raises(Misconfigured, match=r"there is no such file: `backchannel init` writes one$"):
        read_event(tmp_path / "roses.toml")


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tulips.toml"
    path.write_bytes(event_file({"name": '"Tulpäne"'}).encode("latin-1"))
    with pytest.raises(Misconfigured, match="this is not text in UTF-8: save it as UTF-8"):
        read_event(path)
    path.write_bytes(event_file({"name": '"Tulpäne"'}).encode("utf-8-sig"))
    assert read_event(path).name == "Tulpäne"


def test_two_events_can_not_have_one_name(tmp_path: Path) -> None:
    paths = [tmp_path / "a.toml", tmp_path / "b.toml"]
    for path in paths:
        path.write_text(event_file({}))
    for taken, named in (((), paths), (("tulips",), paths[:1])):
        with pytest.raises(Misconfigured, match="Two events are called tulips in addresses"):
            read_events(named, taken=taken)


def test_what_the_environment_says_is_told_as_its_own(tmp_path: Path) -> None:
    text = '[redis]\nurl = "redis://a"\n[web]\nport = 1\n'
    environment = {"REDIS_URL": "localhost", "PORT": "eighty"}
    assert problems_of_settings(text, tmp_path, environment).splitlines() == [
        "PORT in the environment: 'eighty' is text: write a whole number in digits",
        "REDIS_URL in the environment: a Redis is named by an address that begins with redis://, rediss:// or unix://",
    ]
    assert problems_of_settings("redis = 1", tmp_path, {"REDIS_URL": "redis://a"}).startswith(
        "backchannel.toml:1: redis: "
    )
    assert read_settings(None, {"PORT": "8123"}).web.port == 8123


def test_the_address_of_a_redis_is_never_told_for_it_may_hold_a_password(tmp_path: Path) -> None:
    assert "geheim" not in problems_of_settings('[redis]\nurl = "ada:geheim@a.example"\n', tmp_path)
