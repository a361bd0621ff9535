"""`kill -9` at random moments, of anything, ends in the same archive as if nothing had happened."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, Collection
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from random import Random

import pytest
from chaos_story import Story, tell
from playing import Action, Archived, Script, archived, false_indexes, play
from screen import Screen
from valve import Valve

from backchannel.server.limits import Limits
from backchannel.services.archiving import load
from backchannel.services.pretending import Pretending, pretend_process
from backchannel.store.archive import NOW, Archive
from backchannel.summary.archive_file import Line
from support.chaos import COMMANDS, LOOK, House, at_home
from support.oracle import as_could_be_seen, judge, read_truth

CONVERT = Path(__file__).parents[2].parent / "shared" / "bench" / "replay" / "convert.py"
LONGEST_TAIL = 4_000  # bytes
SETTLE_SECONDS = 30
VALVED = {"curate": 2, "mastodon": 3, "bluesky": 6}  # how often each is struck; curate waits for its lease then
LONGEST_STRETCH = 4  # commands


# What was not committed is heard again when time has gone on: of a post whose author has left since, or whose hashtag
# was taken out, nobody can say more by then than that it is not there.
UNTOLD = {(None, "gone"), (None, "withheld"), ("unavailable", "hidden"), ("unavailable", "gone"), (None, "hidden")}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return tell(tmp_path_factory.mktemp("story"))


@pytest.fixture(scope="module")
async def undisturbed(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Archived:
    async with staged(story.recording) as (networks, house):
        await play(networks, house, Script(orders(house, story)[:2], Random(0)))
        return archived(house, tmp_path_factory.mktemp("undisturbed"))


@asynccontextmanager
async def staged(recording: Path, valved: Collection[str] = ()) -> AsyncGenerator[tuple[Pretending, House]]:
    async with pretend_process(recording) as networks, at_home(networks, recording, valved) as house:
        yield networks, house


@asynccontextmanager
async def watched(house: House) -> AsyncGenerator[Screen]:
    screen = Screen(lambda: house.page, house.event.slug)
    watching = asyncio.create_task(screen.watch())
    try:
        yield screen
    finally:
        watching.cancel()
        await asyncio.wait([watching])


def orders(house: House, story: Story) -> list[Action]:
    """What a moderator orders. A cut tail may take the last order with it, so that something else comes after."""
    told = [("hide", story.to_hide), ("pin", story.to_pin)]
    return [*(partial(house.order, verb, post) for verb, post in told), partial(house.kill, "curate")]


def assert_same(again: Archived, undisturbed: Archived) -> None:
    """The public archive is the same; what is not public differs where nobody can tell any more."""
    assert again.public == undisturbed.public
    assert differing(again, undisturbed) <= UNTOLD


def differing(again: Archived, undisturbed: Archived) -> set[tuple[str | None, str]]:
    """Where rulings differ: why a post is ruled on so now (None: it is not known), and how it was undisturbed."""
    return {
        (next(iter(told.reasons), told.state) if (told := again.rulings.get(post)) else None, ruling.state)
        for post, ruling in undisturbed.rulings.items()
        if again.rulings.get(post) != ruling
    }


async def test_an_undisturbed_run_shows_what_the_story_says(story: Story, undisturbed: Archived) -> None:
    assert {post_id: post.text for post_id, post in undisturbed.public.items()} == story.shown
    assert len(undisturbed.rulings) > 150


@pytest.mark.parametrize("seed", [1])
async def test_kills_at_random_moments_end_in_the_same_archive(
    seed: int, story: Story, undisturbed: Archived, tmp_path: Path
) -> None:
    dice = Random(seed)
    async with staged(story.recording) as (networks, house), watched(house) as screen:
        kills: list[Action] = [*(partial(house.kill, name) for name in COMMANDS), house.kill_server]
        dice.shuffle(kills)
        await play(networks, house, Script([*orders(house, story), *kills], dice))
        assert_same(archived(house, tmp_path), undisturbed)
        await assert_sound(house, story, screen)


@pytest.mark.parametrize("seed", [2])
async def test_a_cut_tail_of_the_append_only_file_ends_in_the_same_archive(
    seed: int, story: Story, undisturbed: Archived, tmp_path: Path
) -> None:
    dice = Random(seed)
    async with staged(story.recording) as (networks, house), watched(house) as screen:
        cuts: list[Action] = [partial(house.cut_tail, dice.randint(1, LONGEST_TAIL)) for _ in range(2)]
        kills = [*cuts, *(partial(house.kill, name) for name in ("mastodon", "bluesky"))]
        dice.shuffle(kills)
        await play(networks, house, Script([*orders(house, story), *kills], dice))
        assert_same(archived(house, tmp_path), undisturbed)
        await assert_sound(house, story, screen)


@pytest.mark.parametrize("seed", [3, 4])
async def test_kills_between_any_two_commands_to_redis_end_in_the_same_archive(
    seed: int, story: Story, undisturbed: Archived, tmp_path: Path
) -> None:
    dice = Random(seed)
    async with (
        staged(story.recording, VALVED) as (networks, house),
        watched(house) as screen,
        AsyncExitStack() as stack,
    ):
        valves = {name: await stack.enter_async_context(Valve(house, name)) for name in VALVED}
        strikes: list[Action] = [
            partial(valves[name].arm, dice.randint(1, LONGEST_STRETCH), passes=dice.random() < 0.5)
            for name, count in VALVED.items()
            for _ in range(count)
        ]
        dice.shuffle(strikes)
        await play(networks, house, Script([*orders(house, story), *strikes], dice))
        assert_same(archived(house, tmp_path), undisturbed)
        await assert_sound(house, story, screen)
        assert {name: valve.strikes for name, valve in valves.items()} == VALVED


async def test_two_collectors_of_the_same_source_lose_nothing_and_double_nothing(
    story: Story, undisturbed: Archived, tmp_path: Path
) -> None:
    async with staged(story.recording) as (networks, house), watched(house) as screen:
        seconds = [house.another(name, f"second-{name}") for name in ("mastodon", "bluesky")]
        for second in seconds:
            second.start()
        try:
            await play(networks, house, Script(orders(house, story), Random(0)))
            assert_same(archived(house, tmp_path), undisturbed)
            await assert_sound(house, story, screen)
        finally:
            for second in seconds:
                second.kill()


@pytest.mark.shared
@pytest.mark.timeout(180)
async def test_a_conference_that_is_killed_a_dozen_times_equals_its_truth(tmp_path: Path) -> None:
    recording, archive = tmp_path / "user2019", tmp_path / "archive.jsonl"
    subprocess.run([sys.executable, CONVERT, "user2019", recording], check=True, capture_output=True)
    dice = Random(2019)
    async with staged(recording) as (networks, house):
        kills: list[Action] = [*(partial(house.kill, name) for name in COMMANDS), house.kill_server]
        kills = [*kills, *kills, partial(house.cut_tail, dice.randint(1, LONGEST_TAIL))]
        dice.shuffle(kills)
        await play(networks, house, Script(kills, dice, apart=20), seconds=150)
        house.command("export", house.event_file, archive)
        assert await false_indexes(house) == []
    posts = [line.post for line in load(archive)[1] if isinstance(line, Line)]
    truth = as_could_be_seen(read_truth(recording), posts)
    assert judge(truth, posts, {archive.name: archive.read_bytes()}) == []


async def assert_sound(house: House, story: Story, screen: Screen) -> None:
    """Every index says what the records say, the wall shows it, and so does a screen that was there all the time."""
    assert await false_indexes(house) == []
    fresh = Screen(lambda: house.page, house.event.slug)
    await asyncio.wait_for(fresh.look(), SETTLE_SECONDS)
    archive = Archive(house.redis, house.event.slug)
    newest = [place.post_id for place in await archive.older(NOW, Limits().snapshot)]
    assert fresh.cards.keys() == {*newest, *fresh.pins}
    assert fresh.pins == [story.to_pin]
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLE_SECONDS):
            while not screen.agrees_with(fresh):
                await asyncio.sleep(LOOK)
    assert screen.agrees_with(fresh)
    assert screen.cards.keys() <= story.shown.keys()
