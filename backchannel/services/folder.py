"""The folder of a summary: written so that a reader never finds half of a file, nor one of an earlier edition."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from backchannel.summary.editions import Editions, Numbered

logger = logging.getLogger(__name__)

EDITIONS = "editions.json"


def write(folder: Path, files: Mapping[str, bytes], ours: Iterable[str]) -> list[Path]:
    """Write these files, and remove those of `ours` that are not among them."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, content in files.items():
        half = folder / f".{name}.part"
        half.write_bytes(content)
        written.append(half.replace(folder / name))
    for name in set(ours) - files.keys():
        (folder / name).unlink(missing_ok=True)
    return written


def editions(folder: Path) -> tuple[Numbered, ...]:
    """What was published there, newest first; none where nothing says so."""
    try:
        return msgspec.json.decode((folder / EDITIONS).read_bytes(), type=Editions).editions
    except FileNotFoundError:
        return ()
    except msgspec.DecodeError as error:
        logger.warning("summary folder=%s counts its editions anew: %s", folder, error)
        return ()
