"""A published folder, written again: what that changed, for whoever hosts a copy of it elsewhere.

It is told in counts and digests, beside the folder and not in it, for a list of what was taken back would be a list of
what to look for (decision 020).
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Struct

from backchannel.model.post import Post

MOST = 100  # reissues that are told of
FEW = 3  # files that are named in a sentence; more are listed below it
INTRODUCTION = """# What has changed in {name}

Newest first. If you host a copy elsewhere, replace these files in it. The digests are SHA-256.
"""

_ENTRY = "\n## "


class Reissue(Struct, frozen=True, kw_only=True):
    """The files written, by name with their digests, and which of them are others than before.

    `taken_out` counts the posts that stood in them and are not public any more. `is_first`: there was nothing before.
    """

    folder: Path
    at: datetime
    files: dict[str, str]
    changed: tuple[str, ...]
    taken_out: int
    is_first: bool

    @property
    def written(self) -> list[Path]:
        """The files."""
        return [self.folder / name for name in self.files]

    @property
    def says(self) -> str:
        """What this changed, in a sentence; nothing where it is the first, or the same."""
        if self.is_first or not self.changed:
            return ""
        posts = "1 post" if self.taken_out == 1 else f"{self.taken_out} posts"
        are = "is" if self.taken_out == 1 else "are"
        gone = f"{posts} that stood here {are} not public any more. " if self.taken_out else ""
        files = ", ".join(self.changed) if len(self.changed) <= FEW else f"{len(self.changed)} files"
        return f"{gone}Replace {files}."


def reissue(folder: Path, public: Collection[Post], at: datetime, write: Callable[[], Sequence[Path]]) -> Reissue:
    """Have the folder's files written, and tell beside it what that changed. `public` are all posts of this moment."""
    before, stood = _digests(folder.glob("*")), cited(folder / "summary.json")
    files = _digests(write())
    reissued = Reissue(
        folder=folder,
        at=at,
        files=files,
        changed=tuple(name for name, digest in sorted(files.items()) if before.get(name) != digest),
        taken_out=_gone(stood, public),
        is_first="index.html" not in before,
    )
    if reissued.says:
        _tell(reissued)
    return reissued


def changes_beside(folder: Path) -> Path:
    """The file that tells what has changed in a folder."""
    whole = folder.absolute()
    return whole.with_name(f"{whole.name}.changes.md")


def cited(summary: Path) -> dict[str, str]:
    """Every post that stands in a published summary: its id where that is told, with its address; else its address."""
    try:
        told = msgspec.json.decode(summary.read_bytes())
    except (OSError, msgspec.DecodeError):
        return {}
    return dict(_posts_in(told))


def _posts_in(told: object) -> Iterator[tuple[str, str]]:
    """Cited posts have an id and a body, quotations and pictures name a post; resources name one by address."""
    if isinstance(told, list):
        for each in cast("list[object]", told):
            yield from _posts_in(each)
    if isinstance(told, dict):
        fields = cast("dict[str, Any]", told)
        name = fields.get("id") if "body" in fields else fields.get("post")
        if isinstance(name, str) and name:
            yield name, str(fields.get("url", "")) if "shared_by" not in fields else name
        for each in fields.values():
            yield from _posts_in(each)


def _gone(stood: dict[str, str], public: Collection[Post]) -> int:
    """How many posts that stood there are public no more; one that is named in two ways counts once."""
    there = {name for post in public for one in (post, *post.copies) for name in (one.id, one.url)}
    return len({url or name for name, url in stood.items() if name not in there})


def _digests(paths: Iterator[Path] | Sequence[Path]) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()}


def _tell(reissued: Reissue) -> None:
    path = changes_beside(reissued.folder)
    known = path.read_text(encoding="utf-8").split(_ENTRY)[1:] if path.is_file() else []
    files = "\n".join(f"- `{name}` {reissued.files[name]}" for name in reissued.changed)
    entry = f"{reissued.at:%Y-%m-%d %H:%M} UTC\n\n{reissued.says}\n\n{files}\n"
    entries = [entry, *known][:MOST]
    whole = INTRODUCTION.format(name=reissued.folder.absolute().name) + "".join(f"{_ENTRY}{each}" for each in entries)
    half = path.with_suffix(".part")
    half.write_text(whole, encoding="utf-8")
    half.replace(path)
