"""Two events of one slug: neither reads, takes over or erases what is the other's, and each is told how to go on."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from test_cli import backchannel

from backchannel.clock import TurnedClock
from backchannel.model.event import Event, over
from backchannel.runtime.services import Services
from backchannel.settings import Settings
from backchannel.store.archive import Archive
from backchannel.store.claim import Taken, claim
from backchannel.store.connect import Client
from support.builders import a_post, an_event, minutes, seen
from support.path import curated

LAST = an_event(name="Tulips 2025", starts=date(2025, 6, 10), ends=date(2025, 6, 11), erase_after_days=90)
THIS = an_event(name="Tulips 2026")


async def kept(redis: Client, event: Event) -> int:
    return (await Archive(redis, event.slug).numbers())[0]


async def test_retention_erases_nothing_of_the_next_edition(
    redis: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await claim(redis, THIS, THIS.starts)
    await curated(redis, THIS, [seen(a_post(1), event=THIS)])
    (tmp_path / "summaries" / THIS.slug).mkdir(parents=True)
    await Services(redis, Settings(data=tmp_path), [LAST], TurnedClock(over(THIS))).curate()
    assert await kept(redis, THIS) == 1
    assert (tmp_path / "summaries" / THIS.slug).is_dir()
    assert "Nothing was erased" in caplog.text


async def test_the_next_edition_does_not_take_over_the_archive_of_the_last(redis: Client) -> None:
    await claim(redis, LAST, LAST.starts)
    await curated(redis, LAST, [seen(a_post(1, created_at=minutes(1) - timedelta(days=365)), event=LAST)])
    with pytest.raises(Taken, match=r'as in slug = "tulips-2026", or erase that one: backchannel forget'):
        await claim(redis, THIS, THIS.starts)


async def test_a_day_that_was_corrected_is_the_same_event_and_the_corrected_one_is_erased(
    redis: Client, tmp_path: Path
) -> None:
    later = an_event(starts=date(2026, 6, 11), ends=date(2026, 6, 12), erase_after_days=0)
    await claim(redis, THIS, date(2026, 6, 9))
    await curated(redis, THIS, [seen(a_post(1), event=THIS)])
    await claim(redis, later, date(2026, 6, 9))
    await Services(redis, Settings(data=tmp_path), [later], TurnedClock(over(later) + timedelta(days=1))).curate()
    assert await kept(redis, THIS) == 0


async def test_a_slug_under_which_nothing_is_kept_is_free(redis: Client) -> None:
    await claim(redis, LAST, LAST.starts)
    await claim(redis, THIS, THIS.starts)
    await curated(redis, THIS, [seen(a_post(1), event=THIS)])
    with pytest.raises(Taken):
        await claim(redis, LAST, THIS.starts)


@pytest.mark.parametrize("verb", ["forget", "export", "curate"])
async def test_every_verb_refuses_the_file_of_another_edition(redis: Client, tmp_path: Path, verb: str) -> None:
    await claim(redis, THIS, THIS.starts)
    await curated(redis, THIS, [seen(a_post(1), event=THIS)])
    file, config = tmp_path / "2025.toml", tmp_path / "backchannel.toml"
    file.write_text('name = "Tulips 2025"\nhashtags = ["tulips"]\nstarts = 2025-06-10\nends = 2025-06-11\n')
    config.write_text(f'data = "{tmp_path}"\n[redis]\nurl = "{redis.url}"\n')
    out = [str(tmp_path / "a.jsonl")] if verb == "export" else []
    said = backchannel(verb, str(file), *out, "--config", str(config))
    assert said.returncode == 2
    assert "Tulips 2026 (2026-06-10 to 2026-06-11)" in said.stderr
    assert await kept(redis, THIS) == 1
