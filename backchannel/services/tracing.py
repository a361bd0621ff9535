"""What became of one post, from its address: who saw it, how it was ruled and why, or why nobody has it."""

from collections.abc import Sequence

from msgspec import Struct

from backchannel.model.event import Event
from backchannel.model.reasons import for_operator
from backchannel.model.record import Presence, Record
from backchannel.services.deciding import Desk
from backchannel.sources.probe import LookedUp
from backchannel.store.archive import Archive


class Trace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one event knows of a post: sentences, and the facts behind them. `id` is empty where it knows nothing."""

    event: str
    says: tuple[str, ...]
    id: str = ""
    state: str = ""
    reasons: tuple[str, ...] = ()
    seen_by: tuple[str, ...] = ()
    not_seen_by: tuple[str, ...] = ()


async def trace(
    event: Event, archive: Archive, desk: Desk, *, ids: Sequence[str], sources: Sequence[str]
) -> Trace | None:
    """What is known of the first of these ids or addresses; None for a post this event has never heard of."""
    for target in ids:
        found = await desk.find(target)
        record = await archive.record(found) if found else None
        if record is not None:
            return _known(event, record, sources)
    return None


def unknown(event: Event, looked: LookedUp | None, sources: Sequence[str]) -> Trace:
    """Why an event has never heard of a post, as far as its network tells. `sources` are the event's own there."""
    return Trace(event=event.slug, says=("No source has seen it.", _why(event, looked, sources)))


def _why(event: Event, looked: LookedUp | None, sources: Sequence[str]) -> str:
    if looked is None:
        return "No network we know has a post at that address."
    if looked.why:
        return f"{looked.why[0].upper()}{looked.why[1:]}."
    if not set(looked.hashtags) & set(event.hashtags):
        wanted = ", ".join(f"#{hashtag}" for hashtag in event.hashtags)
        return f"It has none of the event's hashtags ({wanted})."
    if looked.source in sources:
        return f"It is public and has the hashtag, so {looked.source} should deliver it: is its collector running?"
    if not sources:
        return "It is public and has the hashtag, but the event reads nothing of that network."
    read = ", ".join(sources)
    return f"It is public and has the hashtag, but none of {read} has received it: name {looked.source} too."


def _known(event: Event, record: Record, sources: Sequence[str]) -> Trace:
    seen = tuple(sorted(record.presence))
    return Trace(
        event=event.slug,
        id=record.id,
        state=record.ruling.state,
        reasons=record.ruling.reasons,
        says=(for_operator(record.ruling), *_order(record), *_about(record), *_sightings(record)),
        seen_by=seen,
        not_seen_by=tuple(source for source in sources if source not in seen),
    )


def _order(record: Record) -> list[str]:
    order = record.decision
    return [f"{order.by} ordered `{order.verb}` at {order.at:%Y-%m-%d %H:%M} UTC."] if order else []


def _about(record: Record) -> list[str]:
    """Which session it is about, and why."""
    named = " and ".join(record.sessions)
    said = (
        [f"It is about {named} ({record.session_score:.2f}): it {'; it '.join(record.session_why)}."] if named else []
    )
    word = record.place
    return [*said, f"{word.by} placed it at {word.at:%Y-%m-%d %H:%M} UTC."] if word else said


def _sightings(record: Record) -> list[str]:
    looks = [_look(source, there) for source, there in sorted(record.presence.items())]
    told = f"Its words are from {record.from_source}." if record.post and record.from_source else ""
    return [*looks, told] if told else looks


def _look(source: str, there: Presence) -> str:
    had = "no longer had" if there.missing else "had"
    return f"{source} {had} it at {there.at:%Y-%m-%d %H:%M} UTC, as {there.local_id}."
