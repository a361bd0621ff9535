"""What a participant asks for: opens the archive, writes the essay, and ends."""

from pathlib import Path

from backchannel.runtime.tasks import archive_of
from backchannel.services.essays import write_essay
from backchannel.settings import Settings


async def essay_of(handle: str, source: Path, settings: Settings) -> bytes:
    """One person's essay in Markdown, from an archive file or a live event. Raises `Unknown`."""
    return write_essay(handle, *await archive_of(source, settings))
