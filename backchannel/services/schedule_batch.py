"""What a batch's entries make of the programme and of rooms that run late, each seeing what those before it changed."""

from collections.abc import Sequence

from backchannel.model.sighting import AttributeAll, Entry, ProgrammeChanged, Shifted
from backchannel.programme.latest import later_programme, later_shift
from backchannel.store.archive import Archive
from backchannel.store.changes import audit_writes, follow_writes, programme_writes, shift_writes
from backchannel.store.commit import Write
from backchannel.store.keys import Keys


class ScheduleBatch:
    """The programme and the shifts while a batch is decided. Nothing is looked up unless an entry is about them."""

    def __init__(self, archive: Archive, keys: Keys) -> None:
        self._archive = archive
        self._keys = keys
        self._programme: ProgrammeChanged | None = None
        self._shifts: dict[str, Shifted] = {}

    async def load(self, entries: Sequence[Entry]) -> None:
        """Look up what is known of what these entries are about."""
        if any(isinstance(entry, ProgrammeChanged) for entry in entries):
            self._programme = await self._archive.programme()
        if any(isinstance(entry, Shifted) for entry in entries):
            self._shifts = await self._archive.shifts()

    def writes(self, entry: Entry) -> list[Write]:
        """What to write for this entry; nothing, if it is about something else, or if a later word is known."""
        match entry:
            case ProgrammeChanged():
                before, self._programme = self._programme, later_programme(self._programme, entry)
                return self._running_otherwise(programme_writes(self._keys, before, self._programme))
            case Shifted(shift=shift):
                known = self._shifts.get(shift.room)
                self._shifts[shift.room] = later_shift(known, entry)
                found = self._running_otherwise(shift_writes(self._keys, known, self._shifts[shift.room]))
                return [*found, *audit_writes(self._keys, entry)]
            case _:
                return []

    def _running_otherwise(self, found: list[Write]) -> list[Write]:
        """With the word to attribute all posts anew, if the programme runs otherwise from now on."""
        return [*found, *follow_writes(self._keys, AttributeAll(schedule=""))] if len(found) > 1 else found
