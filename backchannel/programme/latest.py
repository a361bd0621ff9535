"""Of several words about one thing the latest holds, in whatever order they arrive; of two at once, always the same."""

from backchannel.model.sighting import ProgrammeChanged, Shifted


def later_programme(known: ProgrammeChanged | None, new: ProgrammeChanged) -> ProgrammeChanged:
    """The programme that holds, of the one that is known and a new one."""
    return new if known is None or _programme_order(new) > _programme_order(known) else known


def later_shift(known: Shifted | None, new: Shifted) -> Shifted:
    """The word on a room that holds, of the one that is known and a new one."""
    return new if known is None or _shift_order(new) > _shift_order(known) else known


def _programme_order(entry: ProgrammeChanged) -> tuple[object, ...]:
    return entry.seen_at, entry.programme.version


def _shift_order(entry: Shifted) -> tuple[object, ...]:
    return entry.at, entry.shift.minutes, entry.shift.since, entry.by
