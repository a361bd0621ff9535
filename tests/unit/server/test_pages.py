from pathlib import Path

import httpx
import pytest

from backchannel.server.headers import HEADERS
from backchannel.server.static import digest
from support.builders import an_event
from support.pages import served
from support.walls import Wall


async def test_every_answer_carries_the_constant_headers(wall: Wall) -> None:
    async with httpx.AsyncClient(base_url=f"http://{wall.address}") as browser:
        for path in ("/", "/tulips/wall", "/healthz", "/nowhere", "/static/0/wall.js"):
            answer = await browser.get(path)
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS, path
            assert "set-cookie" not in answer.headers
            assert "server" not in answer.headers


def test_one_event_is_led_to_at_once() -> None:
    answer = served(an_event()).get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/tulips/wall")


def test_several_events_are_listed() -> None:
    page = served(an_event(), an_event(slug="crocus", name="Crocus <Day>")).get("/").text
    assert 'href="/tulips/wall"' in page
    assert "Crocus &lt;Day&gt;" in page


def test_the_wall_page_has_no_inline_code_and_no_foreign_address() -> None:
    page = served(an_event(name='"><script>alert(1)</script>')).get("/tulips/wall").text
    assert "<script>" not in page
    assert "style=" not in page
    assert "://" not in page


@pytest.mark.parametrize(("query", "theme"), [("", "dark"), ("?theme=light", "light"), ("?theme=%22x", "dark")])
def test_the_wall_has_two_themes(query: str, theme: str) -> None:
    assert f'data-theme="{theme}"' in served(an_event()).get(f"/tulips/wall{query}").text


def test_static_files_may_be_kept_for_ever() -> None:
    browser = served(an_event())
    page = browser.get("/tulips/wall").text
    address = page.split('src="')[1].split('"')[0]
    answer = browser.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_any_change_of_a_static_file_changes_every_address(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("one")
    before = digest(tmp_path)
    (tmp_path / "a.js").write_text("two")
    changed = digest(tmp_path)
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({before, changed, digest(tmp_path)}) == 3
