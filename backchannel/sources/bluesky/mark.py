"""What must be remembered of a delivered post, to deliver the very same post again.

The AppView knows no revisions: without its mark, a post that is looked at again could not be dated among its edits.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.codec import decode, encode
from backchannel.sources.bluesky.times import from_microseconds, microseconds


class Mark(Struct, frozen=True, array_like=True):
    """A version of a post: its revision, the hash of its record, when it was witnessed, and when edited (in µs).

    `former` is the hash of the version before it. `late`: it was not heard as it happened, but afterwards. `context`:
    it was delivered for the conversation that it is part of.
    """

    version: str = ""
    cid: str = ""
    witnessed_us: int | None = None
    edited_us: int | None = None
    former: str = ""
    late: bool = False
    context: bool = False

    @property
    def witnessed(self) -> datetime | None:
        """When Jetstream first told of the post."""
        return None if self.witnessed_us is None else from_microseconds(self.witnessed_us)

    @property
    def edited_at(self) -> datetime | None:
        """When Jetstream told of this version, if it is not the first."""
        return None if self.edited_us is None else from_microseconds(self.edited_us)

    @property
    def local_id(self) -> str:
        """The mark as it is kept beside the post."""
        return encode(self).decode()


def edited(mark: Mark, version: str, cid: str, *, at: datetime) -> Mark:
    """The mark of a later version of the same post."""
    return replace(mark, version=version, cid=cid, edited_us=microseconds(at), former=mark.cid)


def from_local_id(text: str) -> Mark:
    """The mark that was kept; an empty one for a post that came another way, as from an imported archive."""
    return decode(text, Mark) if text.startswith("[") else Mark()
