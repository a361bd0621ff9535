"""What is told of a folder that was written again: how much went, and which files to replace; never what it was."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from backchannel.model.post import Copy, Post
from backchannel.model.record import Ruling
from backchannel.services.compiling import publish, summarise
from backchannel.services.reissue import MOST, Reissue, changes_beside, reissue
from backchannel.summary.archive_file import Header, Line
from support.builders import NOON, a_post, an_event

SAID = (
    "Bulbs want twelve weeks of frost.",
    "Nobody tells gardeners about hungry mice.",
    "Our watering rota finally works.",
    "Compost needs turning every fortnight.",
    "Grafting apple trees takes patience.",
)


def posts(count: int) -> list[Post]:
    return [a_post(number, author=f"writer{number}", text=text) for number, text in enumerate(SAID[:count])]


def compiled(folder: Path, public: Sequence[Post]) -> Reissue:
    def write() -> list[Path]:
        return publish(summarise(Header(event=an_event()), [Line(one, Ruling("shown")) for one in public]), folder)

    return reissue(folder, public, NOON, write)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tulips"


def test_the_first_edition_and_one_that_is_the_same_have_nothing_to_tell(folder: Path) -> None:
    first, same = compiled(folder, posts(5)), compiled(folder, posts(5))
    assert (first.is_first, first.says, same.says, same.changed) == (True, "", "", ())
    assert not changes_beside(folder).exists()
    assert {"index.html", "summary.md", "summary.json"} <= {path.name for path in first.written}


def test_what_was_taken_out_is_counted_and_the_new_files_are_named_with_digests(folder: Path) -> None:
    compiled(folder, posts(5))
    reissued = compiled(folder, posts(3))
    assert reissued.taken_out == 2
    assert reissued.says == (f"2 posts that stood here are not public any more. Replace {len(reissued.changed)} files.")
    assert {"index.html", "summary.json", "summary.md"} <= set(reissued.changed)
    told = changes_beside(folder).read_text()
    page = hashlib.sha256((folder / "index.html").read_bytes()).hexdigest()
    assert f"## 2026-06-10 12:00 UTC\n\n{reissued.says}\n\n" in told
    assert f"\n- `index.html` {page}\n" in told
    assert not [one.id for one in posts(5) if one.id in told or one.url in told or one.text in told]


def test_a_post_that_only_came_is_no_loss(folder: Path) -> None:
    compiled(folder, posts(3))
    reissued = compiled(folder, posts(5))
    assert reissued.says == f"Replace {len(reissued.changed)} files."
    assert reissued.taken_out == 0


def test_a_post_that_became_another_ones_copy_is_no_loss(folder: Path) -> None:
    compiled(folder, posts(3))
    first, second, third = posts(3)
    copy = Copy(id=third.id, network="bluesky", url=third.url)
    joined = a_post(0, author="writer0", text=first.text, copies=(copy,))
    assert compiled(folder, [joined, second]).taken_out == 0


def test_a_folder_with_a_summary_we_cannot_read_is_written_all_the_same(folder: Path) -> None:
    folder.mkdir()
    (folder / "index.html").write_text("old")
    (folder / "summary.json").write_text("{broken")
    assert compiled(folder, posts(2)).taken_out == 0
    assert changes_beside(folder).exists()


def test_newest_comes_first_and_the_oldest_go(folder: Path) -> None:
    for number in range(MOST + 3):
        compiled_small(folder, str(number))
    told = changes_beside(folder).read_text()
    assert told.count("\n## ") == MOST
    assert told.index(hashlib.sha256(b"102").hexdigest()) < told.index(hashlib.sha256(b"101").hexdigest())
    assert hashlib.sha256(b"1").hexdigest() not in told


def compiled_small(folder: Path, words: str) -> None:
    def write() -> list[Path]:
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(words)
        return [folder / "index.html"]

    reissue(folder, [], NOON, write)
