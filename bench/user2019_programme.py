"""useR! 2019's schedule, which is a list in a form of its own, as a table.

    python -m bench.user2019_programme FROM.json TO.csv

`backchannel programme check EVENT TO.csv` then reads it like any other. It tells no ends: those are taken from what
begins next in the room.
"""

import csv
import sys
from pathlib import Path

from msgspec import Struct, json

COLUMNS = ("date", "start", "room", "track", "title", "speakers", "abstract")


class Listed(Struct):
    """A talk as the list has it; `session` is what we call a track."""

    date: str
    time: str
    room: str
    session: str
    title: str
    speaker: str
    abstract: str = ""


def convert(raw: bytes, to: Path) -> int:
    """Write the table; answers the number of talks."""
    talks = json.decode(raw, type=list[Listed])
    with to.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for talk in talks:
            table.writerow((talk.date, talk.time, talk.room, talk.session, talk.title, talk.speaker, talk.abstract))
    return len(talks)


if __name__ == "__main__":
    print(convert(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])), "talks")
