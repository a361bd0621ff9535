from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from summary_posts import EVENT, header, post

from backchannel.model.record import Record, Register, Ruling
from backchannel.summary.archive_file import (
    ArchiveLine,
    AuthorLine,
    Header,
    Line,
    RecordLine,
    Unreadable,
    public_lines,
    read,
    withheld_by_reason,
    write,
)

SHOWN = Ruling("shown")
NAMES = st.sampled_from(["Ada", "Ben", "Cleo"])
TEXTS = st.text(max_size=60)


@st.composite
def lines(draw: st.DrawFn) -> ArchiveLine:
    written = post(draw(TEXTS), draw(NAMES), draw(st.integers(0, 3000)), warning=draw(TEXTS))
    kind = draw(st.sampled_from(["post", "record", "author"]))
    if kind == "post":
        return Line(written, SHOWN, draw(st.none() | st.just("opening")))
    if kind == "record":
        is_gone = draw(st.booleans())
        state = Ruling("gone") if is_gone else SHOWN
        return RecordLine(Record(id=written.id, ruling=state, post=None if is_gone else written, deleted=is_gone))
    return AuthorLine(Register(id=written.author.id, opted_out=written.created_at))


def files() -> st.SearchStrategy[list[ArchiveLine]]:
    return st.lists(lines(), max_size=8, unique_by=lambda line: (type(line).__name__, identity(line)))


def parsed(file: Iterable[bytes]) -> tuple[Header, list[ArchiveLine]]:
    head, rest = read(file)
    return head, list(rest)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(files())
def test_what_is_written_is_read_again(given_lines: list[ArchiveLine]) -> None:
    head, found = parsed(write(header(withheld={"nobot": 2}), given_lines))
    assert head == header(withheld={"nobot": 2})
    assert sorted(map(repr, found)) == sorted(map(repr, given_lines))


@given(files(), st.data())
def test_the_order_of_lines_given_does_not_matter(given_lines: list[ArchiveLine], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(given_lines))
    assert list(write(header(), shuffled)) == list(write(header(), given_lines))


def identity(line: ArchiveLine) -> str:
    match line:
        case Line(written):
            return written.id
        case RecordLine(record):
            return record.id
        case AuthorLine(register):
            return register.id


def test_posts_are_in_order_of_time_and_then_of_id() -> None:
    later, ben, ada = post("b", "Ada", 9), post("c", "Ben", 1), post("a", "Ada", 1)
    _, found = parsed(write(header(), [Line(one, SHOWN) for one in (later, ben, ada)]))
    assert [identity(line) for line in found] == [ada.id, ben.id, later.id]


def test_the_first_line_says_what_the_file_is() -> None:
    assert next(iter(write(header(), []))).startswith(b'{"format":"backchannel-archive","version":1,"event":{')


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(Unreadable, match="line 1: this is not an archive file"):
        read([b"hello\n"])
    with pytest.raises(Unreadable, match="line 1: this is not an archive file"):
        read([b'{"format": "diary", "version": 1}\n'])
    with pytest.raises(Unreadable, match="line 1: this is not an archive file"):
        read([])


def test_a_newer_version_is_refused_by_its_number() -> None:
    with pytest.raises(Unreadable, match="version 2; this program reads version 1"):
        read([b'{"format": "backchannel-archive", "version": 2}\n'])


def test_a_header_without_an_event_is_refused() -> None:
    with pytest.raises(Unreadable, match="line 1: the header"):
        read([b'{"format": "backchannel-archive", "version": 1}\n'])


@pytest.mark.parametrize("timezone", ["Middle/Earth", "Europe", "../etc", ""])
def test_a_time_zone_nobody_knows_is_refused(timezone: str) -> None:
    odd = header(event=replace(EVENT, timezone=timezone))
    with pytest.raises(Unreadable, match="is no time zone we know"):
        read(write(odd, []))


@pytest.mark.parametrize("bad", [b"{", b'{"post": 1}', b"{}", b'{"post": null, "ruling": {"state": "shown"}}'])
def test_a_bad_line_is_named_by_its_number(bad: bytes) -> None:
    good = list(write(header(), [Line(post("hello"), SHOWN)]))
    with pytest.raises(Unreadable, match="line 3: "):
        parsed([*good, bad + b"\n"])


def test_empty_lines_at_the_end_do_no_harm() -> None:
    assert parsed([*write(header(), []), b"\n"])[1] == []


def test_fields_of_a_later_program_are_passed_over() -> None:
    opening, line = write(header(), [Line(post("hello"), SHOWN)])
    assert parsed([opening.replace(b"{", b'{"mood": "calm", ', 1), line.replace(b"{", b'{"mood": 1, ', 1)])[1]


def test_only_shown_posts_are_public() -> None:
    records = [
        Record(id="1", ruling=SHOWN, post=post("hello")),
        Record(id="2", ruling=Ruling("hidden"), post=post("bad", minutes=1)),
        Record(id="3", ruling=Ruling("gone"), deleted=True),
    ]
    assert [line.post.text for line in public_lines(records)] == ["hello"]


def test_the_withheld_are_counted_once_by_their_first_reason() -> None:
    records = [
        Record(id="1", ruling=SHOWN, post=post("hello")),
        Record(id="2", ruling=Ruling("withheld", ("nobot", "optout"))),
        Record(id="3", ruling=Ruling("withheld", ("nobot",))),
        Record(id="4", ruling=Ruling("gone"), created_at=datetime(2026, 5, 14, tzinfo=UTC)),
        Record(id="5", ruling=Ruling("context")),
    ]
    assert withheld_by_reason(records) == {"gone": 1, "nobot": 2}
