"""Real conferences as archive lines: as they were written, and scaled to any size by noisy copies."""

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from backchannel.model.body import Hashtag, Link, Segment, Words
from backchannel.model.event import Event
from backchannel.model.post import Author, Counts, Media, Post, Preview
from backchannel.model.programme import Programme, Session, Speaker, Talk
from backchannel.model.record import Ruling
from backchannel.summary.archive_file import Header, HeldProgramme, Line
from backchannel.text.hashtags import fold

EVENTS = {
    "user2019": Event(
        slug="user2019",
        name="useR! 2019",
        hashtags=("user2019",),
        starts=date(2019, 7, 9),
        ends=date(2019, 7, 12),
        timezone="Europe/Paris",
    ),
    "iodc2018": Event(
        slug="iodc2018",
        name="International Open Data Conference 2018",
        hashtags=("iodc18",),
        starts=date(2018, 9, 25),
        ends=date(2018, 9, 28),
        timezone="America/Argentina/Buenos_Aires",
    ),
}

_PIECE = re.compile(r"https?://\S+|#\w+")
_SHOWN = Ruling("shown")
_TALK = timedelta(minutes=20)
_SEEN = datetime(2018, 9, 1, tzinfo=UTC)

Json = Mapping[str, Any]


def conference(folder: Path, name: str) -> tuple[Header, list[Line]]:
    """A conference, with its programme where there is one. Its posts keep the ids the evaluator knows."""
    posts = map(json.loads, (folder / f"{name}.jsonl").read_text("utf-8").splitlines())
    schedule = folder / f"{name}_schedule.json"
    known = programme(json.loads(schedule.read_text("utf-8"))) if schedule.exists() else None
    held = HeldProgramme(programme=known, seen_at=_SEEN) if known else None
    return Header(event=EVENTS[name], programme=held), [Line(_post(one), _SHOWN) for one in posts]


def scaled(folder: Path, posts: int) -> tuple[Header, list[Line]]:
    """So many posts: the conferences' own, and then noisy copies of them by other people."""
    known = [line for name in EVENTS for line in conference(folder, name)[1]]
    chance = random.Random(1)  # noqa: S311 - the same corpus every time
    lines = known[:posts]
    while len(lines) < posts:
        lines.append(_noisy(known[len(lines) % len(known)], known, f"copy{len(lines)}", chance))
    return Header(event=EVENTS["user2019"]), lines


def programme(schedule: Sequence[Json]) -> Programme:
    """A schedule as a programme: each talk a session."""
    sessions = [_session(f"talk{number}", talk) for number, talk in enumerate(schedule)]
    names = sorted({talk["speaker"] for talk in schedule if talk["speaker"]})
    return Programme(
        version="bench",
        timezone="UTC",
        sessions=tuple(sorted(sessions, key=lambda session: (session.starts, session.room, session.id))),
        speakers=tuple(Speaker(id=name, name=name) for name in names),
    )


def _session(id_: str, talk: Json) -> Session:
    starts = datetime.fromisoformat(f"{talk['date']}T{talk['time']}").replace(tzinfo=ZoneInfo(talk["tz"]))
    return Session(
        id=id_,
        starts=starts.astimezone(UTC),
        ends=starts.astimezone(UTC) + _TALK,
        room=talk["room"] or "",
        track=talk["session"] or "",
        talk=Talk(
            title=talk["title"],
            abstract=talk["abstract"] or "",
            speakers=(talk["speaker"],) if talk["speaker"] else (),
        ),
    )


def _noisy(line: Line, known: Sequence[Line], id_: str, chance: random.Random) -> Line:
    """A copy that lost some words, by somebody else, at another minute."""
    text = " ".join(word for word in line.post.text.split() if chance.random() > 0.15)
    author = chance.choice(known).post.author
    at = line.post.created_at + timedelta(minutes=chance.randint(-20, 20))
    post = replace(line.post, id=id_, text=text, body=tuple(_segments(text)), author=author, created_at=at)
    return Line(post, _SHOWN)


def _post(told: Json) -> Post:
    home = f"https://brook.example/users/{told['author']}"
    written = datetime.fromisoformat(told["created_at"])
    return Post(
        id=told["id"],
        network="mastodon",
        url=f"https://brook.example/{told['id']}",
        author=Author(id=home, handle=told["author"], name=told["author_name"] or told["author"], url=home),
        text=told["text"],
        body=tuple(_segments(told["text"])),
        created_at=written,
        version="1",
        hashtags=tuple(map(fold, told["hashtags"])),
        links=tuple(Preview(url=url) for url in told["links"]),
        media=tuple(Media(kind="image", url=url) for url in told["media"] or ()),
        language=told["lang"] if told["lang"] != "und" else None,
        reply_to=told["reply_to"],
        counts=Counts(likes=told["likes"] or 0, reposts=told["reposts"] or 0),
    )


def _segments(text: str) -> Iterator[Segment]:
    at = 0
    for piece in _PIECE.finditer(text):
        if piece.start() > at:
            yield Words(text[at : piece.start()])
        yield Link(piece[0], piece[0]) if piece[0].startswith("http") else Hashtag(piece[0], fold(piece[0]))
        at = piece.end()
    if at < len(text):
        yield Words(text[at:])
