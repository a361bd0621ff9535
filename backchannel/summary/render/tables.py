"""Tables of resources and people (CSV, RFC 4180), and the list of people that Mastodon imports."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from backchannel.summary.render.people_of import mastodon_people
from backchannel.summary.values import Summary

FOLLOW_HEADER = ("Account address", "Show boosts", "Notify on new posts", "Languages")
"""What Mastodon writes and reads (`app/models/export.rb`, `app/models/form/import.rb`)."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def resources_csv(summary: Summary) -> bytes:
    """The links, in the order of the page."""
    titles = {session.id: session.title for session in summary.sessions}
    header = ("title", "address", "kind", "session", "sharers", "shared_by", "post", "first_shared")
    rows = (
        (
            one.title or one.words,
            one.url,
            one.kind,
            titles.get(one.session, ""),
            str(one.sharers),
            one.shared_by.name,
            one.post,
            one.first_shared.isoformat(),
        )
        for one in summary.resources
    )
    return _table(header, map(_harmless, rows))


def people_csv(summary: Summary) -> bytes:
    """Everyone who wrote and is open to being found, by name, with what they did."""
    did = {one.person.id: (group.kind, one.did) for group in summary.people.groups for one in group.people}
    everyone = sorted(summary.people.listed, key=lambda person: (person.name.casefold(), person.id))
    rows = ((one.name, one.handle, one.url, *did.get(one.id, ("", ""))) for one in everyone)
    return _table(("name", "handle", "address", "group", "did"), map(_harmless, rows))


def follow_csv(summary: Summary) -> bytes:
    """Those of them on Mastodon and its like, with boosts and without notifications; nothing where there are none."""
    rows = [(address, "true", "false", "") for address, _ in mastodon_people(summary)]
    return b"" if not rows else _table(FOLLOW_HEADER, rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows((header, *rows))  # commas, CRLF, quotes where they are needed: RFC 4180
    return text.getvalue().encode()


def _harmless(row: Iterable[str]) -> tuple[str, ...]:
    return tuple(_cells(row))


def _cells(row: Iterable[str]) -> Iterator[str]:
    """Cells that no spreadsheet takes for a formula (owasp.org/www-community/attacks/CSV_Injection)."""
    for cell in row:
        yield f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
