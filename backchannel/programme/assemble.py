"""From what a file tells to a programme: cleaned, bounded, in order, everything with an identity that stays."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from msgspec.structs import replace

from backchannel.model.codec import encode
from backchannel.model.programme import Link, Programme, Session, Speaker, Talk
from backchannel.programme import limits, words
from backchannel.programme.draft import Draft, Hint, Person, Problem, Reading, Told, UnreadableProgramme
from backchannel.programme.speakers import accounts
from backchannel.text.hashtags import fold
from backchannel.text.links import web_address


def assemble(told: Told, hint: Hint) -> Reading:
    """The programme of what a file tells. Raises `UnreadableProgramme` where that is no session, or too many."""
    _check_count(told, hint)
    problems = list(told.problems)
    drafts = sorted(_numbered(_ended(_sound(told.drafts, problems), problems), problems), key=_order)
    if not drafts:
        first = f" ({problems[0]})" if problems else ""
        raise UnreadableProgramme(f"{hint.name}: there is no session in it that can be read{first}")
    programme = Programme(
        version="",
        timezone=told.timezone or hint.timezone,
        title=words.line(told.title, limits.LONGEST_TITLE),
        rooms=_rooms(told.rooms, drafts),
        sessions=tuple(_session(draft, hint) for draft in drafts),
        speakers=tuple(islice(_people(draft.persons for draft in drafts), limits.MOST_SPEAKERS)),
        chairs=tuple(islice(_people(draft.chairs for draft in drafts), limits.MOST_SPEAKERS)),
    )
    return Reading(versioned(programme), _bounded(problems))


def versioned(programme: Programme) -> Programme:
    """The programme with the version that says what it says."""
    bare = replace(programme, version="")
    return replace(bare, version=hashlib.sha256(encode(bare)).hexdigest()[:16])


def _check_count(told: Told, hint: Hint) -> None:
    if len(told.drafts) > limits.MOST_SESSIONS:
        raise UnreadableProgramme(
            f"{hint.name}: {len(told.drafts)} sessions are more than the {limits.MOST_SESSIONS} a programme may have"
        )


def _bounded(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    told = problems[: limits.MOST_PROBLEMS]
    left = len(problems) - len(told)
    return (*told, Problem("", f"and {left} more problems of this kind")) if left else tuple(told)


def _sound(drafts: Iterable[Draft], problems: list[Problem]) -> Iterator[Draft]:
    """The drafts that can be sessions, with the identity that their file gives them, or what they say."""
    for draft in drafts:
        title = words.line(draft.title, limits.LONGEST_TITLE)
        if not title:
            problems.append(Problem(draft.place, "a session without a title is left out"))
        elif draft.ends is not None and not draft.starts < draft.ends <= draft.starts + limits.LONGEST_SESSION:
            problems.append(Problem(draft.place, f"{title!r} ends before it starts, or days later: left out"))
        else:
            room = words.line(draft.room, limits.LONGEST_NAME)
            given = words.line(draft.id, limits.LONGEST_ID)
            yield replace(draft, title=title, room=room, id=given or _digest(title, draft.persons))


def _digest(title: str, persons: Sequence[Person]) -> str:
    """An identity that stays when a session moves: what it is about, and who speaks."""
    names = sorted(person.name for person in persons)
    return hashlib.sha256("\0".join([title, *names]).casefold().encode(errors="replace")).hexdigest()[:12]


def _ended(drafts: Iterable[Draft], problems: list[Problem]) -> Iterator[Draft]:
    """Every draft with an end: where none is told, the next beginning in the room, or the usual length."""
    known = list(drafts)
    begins: dict[str, list[datetime]] = {}
    for draft in sorted(known, key=_order):
        begins.setdefault(draft.room, []).append(draft.starts)
    for draft in known:
        if draft.ends is not None:
            yield draft
            continue
        usual = draft.starts + limits.UNKNOWN_LENGTH
        after = (start for start in begins[draft.room] if draft.room and draft.starts < start < usual)
        ends = next(after, usual)
        minutes = (ends - draft.starts) // timedelta(minutes=1)
        problems.append(Problem(draft.place, f"{draft.title!r} has no end: taken to last {minutes} minutes"))
        yield replace(draft, ends=ends)


def _numbered(drafts: Iterable[Draft], problems: list[Problem]) -> Iterator[Draft]:
    """Every draft with an identity of its own: of several that share one, the later ones get a number behind it."""
    seen: Counter[str] = Counter()
    told: set[tuple[str, datetime, str]] = set()
    for draft in sorted(drafts, key=_order):
        if (draft.id, draft.starts, draft.room) in told:
            problems.append(Problem(draft.place, f"{draft.title!r} is told twice: once is enough"))
            continue
        told.add((draft.id, draft.starts, draft.room))
        seen[draft.id] += 1
        if seen[draft.id] > 1 and draft.id != _digest(draft.title, draft.persons):
            problems.append(Problem(draft.place, f"{draft.title!r} has the id {draft.id!r}, which is another's, too"))
        yield replace(draft, id=draft.id if seen[draft.id] == 1 else _free(draft.id, seen))


def _free(taken: str, seen: Counter[str]) -> str:
    number = seen[taken]
    while seen[f"{taken}-{number}"]:
        number += 1
    seen[f"{taken}-{number}"] += 1
    return f"{taken}-{number}"


def _order(draft: Draft) -> tuple[datetime, str, str]:
    return draft.starts, draft.room, draft.id


def _rooms(told: Iterable[str], drafts: Iterable[Draft]) -> tuple[str, ...]:
    """The rooms, in the file's order where it has one."""
    named = (words.line(room, limits.LONGEST_NAME) for room in told)
    used = dict.fromkeys(draft.room for draft in drafts if draft.room)
    return tuple(dict.fromkeys([*(room for room in named if room in used), *used]))


def _session(draft: Draft, hint: Hint) -> Session:
    found = fold(draft.hashtag) or words.hashtag(f"{draft.title} {draft.subtitle} {draft.track}", hint.hashtags)
    return Session(
        id=draft.id,
        starts=draft.starts,
        ends=draft.ends or draft.starts,
        talk=_talk(draft),
        room=draft.room,
        track=words.line(draft.track, limits.LONGEST_NAME),
        hashtag=words.line(found, limits.LONGEST_NAME),
        cancelled=draft.cancelled,
        chairs=_ids(draft.chairs),
    )


def _talk(draft: Draft) -> Talk:
    return Talk(
        title=draft.title,
        subtitle=words.line(draft.subtitle, limits.LONGEST_TITLE),
        abstract=words.plain(draft.abstract),
        kind=words.line(draft.kind, limits.LONGEST_NAME),
        language=words.line(draft.language, limits.LONGEST_NAME)[:20].lower(),
        speakers=_ids(draft.persons),
        links=tuple(islice(_links(draft.links), limits.MOST_LINKS)),
    )


def _links(told: Iterable[Link]) -> Iterator[Link]:
    seen: set[str] = set()
    for link in told:
        url = web_address(link.url.strip())
        if url and url not in seen:
            seen.add(url)
            yield Link(url=url, title=words.line(link.title, limits.LONGEST_TITLE))


def _ids(persons: Sequence[Person]) -> tuple[str, ...]:
    told = persons[: limits.MOST_SPEAKERS_OF_ONE]
    return tuple(dict.fromkeys(speaker for person in told if (speaker := _speaker_id(person))))


def _speaker_id(person: Person) -> str:
    """The schedule's own id of somebody, or a digest of their name; empty for one without a name."""
    name = words.line(person.name, limits.LONGEST_NAME)
    if not name:
        return ""
    return words.line(person.id, limits.LONGEST_ID) or hashlib.sha256(name.casefold().encode()).hexdigest()[:12]


def _people(sessions: Iterable[Sequence[Person]]) -> Iterator[Speaker]:
    """Everybody in these sessions, once, in the order of their first one, with all that any of them tells."""
    told: dict[str, list[Person]] = {}
    for persons in sessions:
        for person in persons[: limits.MOST_SPEAKERS_OF_ONE]:
            if speaker := _speaker_id(person):
                told.setdefault(speaker, []).append(person)
    for speaker, persons in told.items():
        links = (web_address(link.strip()) for person in persons for link in person.links)
        yield Speaker(
            id=speaker,
            name=words.line(persons[0].name, limits.LONGEST_NAME),
            accounts=accounts(dict.fromkeys(text for person in persons for text in person.told)),
            links=tuple(islice(dict.fromkeys(filter(None, links)), limits.MOST_LINKS)),
        )
