"""A starter pack in the organiser's own account, on a pretend account host that holds records to their lexicons."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backchannel.demo.networks import PretendNetworks
from backchannel.demo.pds import APP_PASSWORD, HANDLE
from backchannel.demo.recording import Json
from backchannel.demo.wire import did
from backchannel.model.record import Ruling
from backchannel.runtime.packs import planned, written
from backchannel.services.archiving import save
from backchannel.services.packing import ITEM, LIST, PACK, Plan, key_of
from backchannel.settings import Settings
from backchannel.sources.bluesky.membership import HANDLE as HANDLE_VARIABLE
from backchannel.sources.bluesky.membership import PASSWORD
from backchannel.sources.network import BadSecret, Refused
from backchannel.summary.archive_file import Header, Line
from backchannel.summary.render.starter_pack import MOST
from support.builders import a_post, an_author, an_event
from support.recordings import START, RecordingBuilder

END = START + timedelta(days=1)
CAST = ("ada", "ben", "chidi")
CROWD = [f"person{number}" for number in range(MOST + 10)]
OWN = f"at://{did(HANDLE)}"


def handle_of(name: str) -> str:
    return f"{name}.example"


def archive(folder: Path, names: Iterable[str] = CAST, *, shy: str = "", event: str = "Tulips") -> Path:
    """An archive file in which each of them wrote once on Bluesky; who is shy does not want to be found."""
    lines: list[Line] = []
    for number, name in enumerate(names):
        handle = handle_of(name)
        author = an_author(name, id=did(handle), handle=handle, discoverable=name != shy)
        post = a_post(number, text=f"{name} on bulbs", network="bluesky", id=f"at://{did(handle)}/p/{number}")
        lines.append(Line(replace(post, author=author), Ruling("shown")))
    path = folder / "tulips.jsonl"
    save(path, Header(event=an_event(name=event)), lines)
    return path


def on_bluesky(**profiles: Json) -> RecordingBuilder:
    builder = RecordingBuilder()
    for name in {*CAST, *CROWD, *profiles}:
        builder.profile(handle_of(name), **profiles.get(name, {}))
    return builder


@pytest.fixture
async def networks() -> AsyncGenerator[PretendNetworks]:
    async with PretendNetworks(on_bluesky().build()) as networks:
        yield networks


def settings_for(networks: PretendNetworks, folder: Path) -> Settings:
    return Settings(data=folder / "data").changed("bluesky", pds=networks.url)


@pytest.fixture(autouse=True)
def logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HANDLE_VARIABLE, HANDLE)
    monkeypatch.setenv(PASSWORD, APP_PASSWORD)


async def renew(networks: PretendNetworks, source: Path, kind: str = PACK) -> Plan:
    settings = settings_for(networks, source.parent)
    plan = await planned(source, settings, kind)
    await written(plan, settings)
    return plan


def listed(networks: PretendNetworks) -> list[str]:
    """The DIDs on every list of the account, repeated as often as they are."""
    return sorted(item["subject"] for item in networks.pds.repository.records(ITEM).values())


def dids(*names: str) -> list[str]:
    return sorted(did(handle_of(name)) for name in names)


async def test_a_list_its_people_and_the_pack_that_shows_it_are_made(networks: PretendNetworks, tmp_path: Path) -> None:
    plan = await renew(networks, archive(tmp_path))
    repository = networks.pds.repository
    ((key, the_list),) = repository.records(LIST).items()
    ((pack_key, pack),) = repository.records(PACK).items()
    assert the_list["purpose"] == "app.bsky.graph.defs#referencelist"
    assert pack["list"] == f"{OWN}/{LIST}/{key}"
    assert pack["name"] == the_list["name"] == "Tulips"
    assert {item["list"] for item in repository.records(ITEM).values()} == {pack["list"]}
    assert listed(networks) == dids(*CAST)
    assert plan.address == f"https://bsky.app/starter-pack/{HANDLE}/{pack_key}"


async def test_a_second_run_has_nothing_to_do(networks: PretendNetworks, tmp_path: Path) -> None:
    first = await renew(networks, archive(tmp_path))
    again = await renew(networks, archive(tmp_path))
    assert (again.writes, again.added, again.removed, again.kept) == ((), (), 0, 3)
    assert again.address == first.address
    assert networks.requests["appview"]["/com.atproto.repo.applyWrites"] == 1


async def test_who_is_new_is_put_in_who_left_is_taken_out_and_the_list_stays(
    networks: PretendNetworks, tmp_path: Path
) -> None:
    await renew(networks, archive(tmp_path))
    repository = networks.pds.repository
    ((key, the_list),) = repository.records(LIST).items()
    repository.put(LIST, key, the_list | {"name": "My tulip people"})
    plan = await renew(networks, archive(tmp_path, ["ada", "ben", "person1"]))
    assert ([person.handle for person in plan.added], plan.removed, plan.kept) == (["person1.example"], 1, 2)
    assert listed(networks) == dids("ada", "ben", "person1")
    assert repository.records(LIST) == {key: the_list | {"name": "My tulip people"}}
    assert len(repository.records(PACK)) == 1


async def test_what_was_broken_off_is_finished_and_what_is_doubled_is_not(
    networks: PretendNetworks, tmp_path: Path
) -> None:
    source = archive(tmp_path)
    settings = settings_for(networks, tmp_path)
    plan = await planned(source, settings, PACK)
    await written(plan._replace(writes=plan.writes[:2]), settings)
    assert (len(listed(networks)), networks.pds.repository.records(PACK)) == (1, {})
    ((_, half),) = networks.pds.repository.records(ITEM).items()
    networks.pds.repository.put(ITEM, "3" * 13, half)
    await renew(networks, source)
    assert listed(networks) == dids(*CAST)
    assert len(networks.pds.repository.records(PACK)) == 1


async def test_other_lists_of_the_account_are_left_alone(networks: PretendNetworks, tmp_path: Path) -> None:
    mine = f"{OWN}/{LIST}/{'4' * 13}"
    of_mine = {"subject": did("mallory.example"), "list": mine, "createdAt": "2026-01-01T00:00:00Z"}
    networks.pds.repository.put(ITEM, "3" * 13, {"$type": ITEM, **of_mine})
    await renew(networks, archive(tmp_path))
    assert listed(networks) == sorted([did("mallory.example"), *dids(*CAST)])


async def test_a_list_alone_is_one_to_read_and_has_no_pack(networks: PretendNetworks, tmp_path: Path) -> None:
    plan = await renew(networks, archive(tmp_path), LIST)
    ((key, the_list),) = networks.pds.repository.records(LIST).items()
    assert the_list["purpose"] == "app.bsky.graph.defs#curatelist"
    assert networks.pds.repository.records(PACK) == {}
    assert plan.address == f"https://bsky.app/profile/{HANDLE}/lists/{key}"


async def test_a_crowd_is_cut_to_what_a_pack_may_hold_and_written_in_turns(
    networks: PretendNetworks, tmp_path: Path
) -> None:
    plan = await renew(networks, archive(tmp_path, CROWD))
    assert len(plan.added) == len(set(listed(networks))) == MOST
    assert networks.requests["appview"]["/com.atproto.repo.applyWrites"] == 2
    assert (await renew(networks, archive(tmp_path, CROWD))).writes == ()


async def test_who_does_not_want_to_be_found_is_never_put_in(tmp_path: Path) -> None:
    recording = on_bluesky(ben={"description": "Bulbs. #nobot"}, cleo={"labels": ["!no-unauthenticated"]}).build()
    profiles = dict(recording.profiles)
    gone, blocking = did("chidi.example"), did("person1.example")
    del profiles[gone]
    profiles[blocking] = {**profiles[blocking], "viewer": {"blockedBy": True}}
    async with PretendNetworks(recording._replace(profiles=profiles)) as networks:
        source = archive(tmp_path, [*CAST, "cleo", "person1", "person2"], shy="person2")
        plan = await renew(networks, source)
        assert listed(networks) == dids("ada")
        assert plan.unwilling == 4


async def test_who_changed_their_mind_since_is_taken_out(tmp_path: Path) -> None:
    recording = on_bluesky().profile_record("ben.example", description="#nobot").build()
    source = archive(tmp_path)
    async with PretendNetworks(recording) as networks:
        await renew(networks, source)
        assert listed(networks) == dids(*CAST)
        networks.release(END)
        plan = await renew(networks, source)
        assert (plan.unwilling, plan.removed, listed(networks)) == (1, 1, dids("ada", "chidi"))


async def test_too_many_requests_are_said_and_the_next_run_goes_on(networks: PretendNetworks, tmp_path: Path) -> None:
    source, settings = archive(tmp_path), settings_for(networks, tmp_path)
    plan = await planned(source, settings, PACK)
    networks.fault("appview", "ratelimit")
    with pytest.raises(Refused, match=r"wants no more requests .*nothing is doubled"):
        await written(plan, settings)
    networks.fault("appview", "ok")
    await renew(networks, source)
    assert listed(networks) == dids(*CAST)


async def test_what_the_host_does_not_accept_is_a_sentence_and_nothing_is_written(
    networks: PretendNetworks, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="does not do it: it refuses"):
        await renew(networks, archive(tmp_path, event=""))
    assert networks.pds.repository.records(LIST) == networks.pds.repository.records(ITEM) == {}


async def test_a_session_that_is_over_is_said(
    networks: PretendNetworks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(networks, tmp_path)
    await planned(archive(tmp_path), settings, PACK)
    monkeypatch.delenv(HANDLE_VARIABLE)
    monkeypatch.delenv(PASSWORD)
    networks.pds.end_sessions()
    with pytest.raises(BadSecret, match="Log in again"):
        await planned(archive(tmp_path), settings, PACK)


async def test_who_is_not_logged_in_is_told_how(
    networks: PretendNetworks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(HANDLE_VARIABLE)
    monkeypatch.delenv(PASSWORD)
    with pytest.raises(BadSecret, match="backchannel login bluesky"):
        await planned(archive(tmp_path), settings_for(networks, tmp_path), PACK)


@given(st.text(min_size=1, max_size=20), st.sampled_from([PACK, LIST]))
def test_the_key_of_a_list_is_a_tid_and_always_the_same(slug: str, kind: str) -> None:
    key = key_of(an_event(slug=slug), kind)
    assert key == key_of(an_event(slug=slug, name="Another name"), kind)
    assert len(key) == 13
    assert key[0] in "234567abcdefghij"
    assert set(key) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert key_of(an_event(slug="tulips"), PACK) != key_of(an_event(slug="tulips"), LIST)


async def starterpack(networks: PretendNetworks, source: Path, *words: str, typed: str = "") -> tuple[int, str]:
    """Run the command as a person does; answers how it ended and all it said."""
    config = source.parent / "backchannel.toml"
    config.write_text(f'data = "{source.parent / "data"}"\n[bluesky]\npds = "{networks.url}"\n')
    command = [sys.executable, "-m", "backchannel", "starterpack", str(source), *words, "--config", str(config)]
    done = await asyncio.to_thread(
        subprocess.run, command, input=typed, capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


async def test_the_command_says_what_it_would_do_and_writes_nothing_unasked(
    networks: PretendNetworks, tmp_path: Path
) -> None:
    source = archive(tmp_path)
    code, said = await starterpack(networks, source, "--dry-run")
    assert (code, "+ ada.example" in said) == (0, True)
    assert "3 to put in, 0 to take out, 0 as they are" in said
    code, said = await starterpack(networks, source, typed="n\n")
    assert (code, "Nothing was written" in said, listed(networks)) == (1, True, [])


async def test_the_command_does_it_once_and_tells_where(networks: PretendNetworks, tmp_path: Path) -> None:
    source = archive(tmp_path)
    code, said = await starterpack(networks, source, typed="y\n")
    assert (code, f"https://bsky.app/starter-pack/{HANDLE}/" in said) == (0, True)
    assert listed(networks) == dids(*CAST)
    code, said = await starterpack(networks, source, "--yes")
    assert (code, "Nothing to change: 3 people" in said) == (0, True)


async def test_nobody_to_show_is_said(networks: PretendNetworks, tmp_path: Path) -> None:
    code, said = await starterpack(networks, archive(tmp_path, []), "--yes")
    assert code == 2
    assert "nobody on Bluesky wrote who wants to be found" in said
    assert networks.pds.repository.records(LIST) == {}
