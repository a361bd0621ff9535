"""The page for the doors: what is on in each room, with the hashtags to write with, and a code to scan. Print it."""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from backchannel.model.event import Event
from backchannel.model.programme import Programme, Session
from backchannel.programme.hashtags import readable
from backchannel.programme.shifting import shifted
from backchannel.programme.views import at_venue, by_day, in_room, speakers_of
from backchannel.server.hub import Hub
from backchannel.server.pages import theme_of
from backchannel.server.templates import Templates


class DoorLine(Struct, frozen=True, kw_only=True):
    """A session as it stands on a door; times are the venue's."""

    starts: str
    ends: str
    title: str
    speakers: str
    hashtag: str
    cancelled: bool


class Door(Struct, frozen=True, kw_only=True):
    """A room's door: its sessions by day."""

    room: str
    days: tuple[tuple[date, tuple[DoorLine, ...]], ...]


class Doors:
    """Answers `/{slug}/programme/doors`, with every room, or with the one that `?room=` names."""

    def __init__(self, hub: Hub, templates: Templates) -> None:
        self._hub, self._templates = hub, templates

    async def answer(self, request: Request) -> Response:
        """The page, as the programme runs at this moment."""
        followed = self._hub.followed(request.path_params["slug"])
        held = await followed.archive.programme() if followed else None
        if followed is None or held is None:
            raise HTTPException(404)
        late = (word.shift for word in (await followed.archive.shifts()).values())
        programme = shifted(held.programme, late)
        asked = request.query_params.get("room")
        rooms = [room for room in programme.rooms if asked in {None, room}]
        if not rooms:
            raise HTTPException(404)
        doors = list(_doors(programme, rooms, followed.event))
        values = {"event": followed.event, "theme": theme_of(request, "auto"), "alone": asked is not None}
        return self._templates.page("doors.html", {"doors": doors, **values})


def _doors(programme: Programme, rooms: Iterable[str], event: Event) -> Iterator[Door]:
    days = by_day(programme)
    for room in rooms:
        held = {session.id for session in in_room(programme, room)}
        lines = (
            (day, tuple(_line(programme, session, event) for session in sessions if session.id in held))
            for day, sessions in days.items()
        )
        yield Door(room=room, days=tuple((day, each) for day, each in lines if each))


def _line(programme: Programme, session: Session, event: Event) -> DoorLine:
    return DoorLine(
        starts=f"{at_venue(programme, session.starts):%H:%M}",
        ends=f"{at_venue(programme, session.ends):%H:%M}",
        title=session.talk.title,
        speakers=", ".join(speakers_of(programme, session)),
        hashtag=readable(session.hashtag, event.hashtags),
        cancelled=session.cancelled,
    )
