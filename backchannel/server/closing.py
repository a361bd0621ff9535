"""The end of an event: when the wall may thank the room, and the summary it then leads to."""

from datetime import datetime
from pathlib import Path

from backchannel.model.event import Event, is_over


class Summaries:
    """The published summaries: a folder for each event, by its slug."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def address(self, slug: str) -> str:
        """The summary's path with us; empty where none is published."""
        published = self.folder is not None and (self.folder / slug / "index.html").is_file()
        return f"/{slug}/summary/" if published else ""

    def closing(self, event: Event, now: datetime) -> str:
        """The summary the wall closes with; empty while the event goes on, or is not summarised yet."""
        return self.address(event.slug) if is_over(event, now) else ""
