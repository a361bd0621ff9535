"""Export and import: one format for backup, replay and research."""

from backchannel.model.event import Policy
from backchannel.model.sighting import AuthorChanged, Decision, Deleted, Entry, Gap
from backchannel.services.archiving import archive_lines
from backchannel.services.importing import entries
from backchannel.store.archive import Archive
from backchannel.store.connect import Client
from backchannel.summary.archive_file import Line, read, write
from support.builders import a_post, an_author, an_event, minutes, seen
from support.copies import on_bluesky
from support.path import curated, public_archive

OLD, NEW = an_event(), an_event(slug="again")


def _story() -> list[Entry]:
    first, second = a_post(1), a_post(2, author="ben")
    return [
        seen(first),
        seen(first, source="meadow.example", after=2),
        seen(a_post(1, text="Edited.", version="2026-06-10T12:30:00.000Z"), after=40),
        seen(second, source="meadow.example"),
        Deleted(source="meadow.example", id=second.id, seen_at=minutes(30), final=False),
        seen(a_post(3)),
        Deleted(source="garden.example", id=a_post(3).id, seen_at=minutes(31), final=True),
        seen(a_post(4, author="cleo", hashtags=("tulips", "optout"))),
        seen(a_post(5, author="mallory"), restrictions=("nobot",)),
        seen(a_post(6, author="dora")),
        AuthorChanged(source="bluesky", author=an_author("dora").id, changed_at=minutes(9), status="deactivated"),
        seen(a_post(7, author="eve")),
        AuthorChanged(source="bluesky", author=an_author("eve").id, changed_at=minutes(9), status="deleted"),
        seen(a_post(8, author="fay", hashtags=())),
        seen(a_post(10, author="hal", hashtags=(), reply_to=first.id), context=True),
        seen(a_post(11, author="ida")),
        seen(a_post(11, author="ida", hashtags=(), version="2026-06-10T12:40:00.000Z"), context=True, after=41),
        seen(on_bluesky(12, version=""), source="bluesky"),
        Decision(verb="pin", target=first.id, at=minutes(50), by="cleo"),
        Decision(verb="hide-author", target=an_author("gil").id, at=minutes(50), by="cleo"),
        Gap(source="garden.example", start=minutes(1), end=minutes(4), why="no answer", filled=True),
    ]


async def _copied(redis: Client, *, full: bool) -> None:
    header, lines = await archive_lines(redis, OLD, full=full)
    header, again = read(write(header, lines))
    await curated(redis, NEW, entries(header, again))


async def test_a_full_backup_restores_everything_that_was_known(redis: Client) -> None:
    await curated(redis, OLD, _story())
    await _copied(redis, full=True)
    before, after = [{record.id: record async for record in Archive(redis, event.slug).all()} for event in (OLD, NEW)]
    assert after == before
    registers = [
        {register.id: register async for register in Archive(redis, event.slug).all_registers()} for event in (OLD, NEW)
    ]
    assert registers[1] == registers[0]
    assert await Archive(redis, NEW.slug).pins() == [a_post(1).id]


async def test_a_backup_restored_twice_is_the_same_as_once(redis: Client) -> None:
    await curated(redis, OLD, _story())
    await _copied(redis, full=True)
    once = {record.id: record async for record in Archive(redis, NEW.slug).all()}
    await _copied(redis, full=True)
    assert {record.id: record async for record in Archive(redis, NEW.slug).all()} == once


async def test_a_backup_restored_into_its_own_running_event_changes_nothing(redis: Client) -> None:
    await curated(redis, OLD, _story())
    before = {record.id: record async for record in Archive(redis, OLD.slug).all()}
    header, lines = await archive_lines(redis, OLD, full=True)
    await curated(redis, OLD, entries(header, lines))
    assert {record.id: record async for record in Archive(redis, OLD.slug).all()} == before


async def test_the_public_file_holds_what_is_public_and_brings_it_back(redis: Client) -> None:
    await curated(redis, OLD, _story())
    header, lines = await archive_lines(redis, OLD)
    assert {line.post.id for line in lines if isinstance(line, Line)} == {a_post(1).id, on_bluesky(12).id}
    assert header.withheld == {"author deactivated": 1, "account deleted": 1} | header.withheld
    await _copied(redis, full=False)
    assert await public_archive(redis, NEW) == await public_archive(redis, OLD)


async def test_what_was_deleted_stays_deleted_after_a_restore(redis: Client) -> None:
    await curated(redis, OLD, _story())
    await _copied(redis, full=True)
    await curated(redis, NEW, [seen(a_post(3), after=60), seen(a_post(9, author="eve"), after=60)])
    assert set(await public_archive(redis, NEW)) == {a_post(1).id, on_bluesky(12).id}


async def test_only_a_backup_tells_which_words_are_unwanted(redis: Client) -> None:
    event = an_event(policy=Policy(words=("blight",), strict=True))
    public, _ = await archive_lines(redis, event)
    backup, _ = await archive_lines(redis, event, full=True)
    assert public.event.policy == Policy(strict=True)
    assert backup.event.policy == event.policy
