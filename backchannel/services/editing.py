"""Reads what organisers edit of a summary, for those who compile once and for those who publish again and again."""

import logging
from pathlib import Path

from backchannel.summary.overlay import Overlay
from backchannel.summary.overlay_file import BadOverlay, read_overlay

logger = logging.getLogger(__name__)


def read_edits(path: Path) -> Overlay:
    """The edits in a file. Raises `BadOverlay`, which names every mistake, or `OSError`."""
    return read_overlay(path.read_bytes(), str(path))


class Editor:
    """One event's edits, read anew each time; while its file can't be read, the last that could be."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None
        self._last = Overlay()
        self._told = ""

    def edits(self) -> Overlay:
        """The edits. What is wrong with the file is logged, once for each mistake."""
        if self._path is None:
            return self._last
        try:
            self._last, self._told = read_edits(self._path), ""
        except (BadOverlay, OSError) as error:
            if str(error) != self._told:
                logger.warning("summary edits are not read: %s", error)
            self._told = str(error)
        return self._last
