"""What is known of some posts, by evidence that is then hidden from whoever attributes them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from backchannel.model.post import Author, Post
from backchannel.model.programme import Programme, Session, Speaker
from backchannel.text.addresses import group
from bench.sessions_conference import Conference, Said, as_post

NEAR = (timedelta(minutes=-30), timedelta(minutes=60))  # around a talk's start, for truth B
DAY = timedelta(days=1)

_NAMED = re.compile(r"[@＠](\w+)")
_NOBODY = Author(id="", handle="", name="", url="")


class Truth(Struct, frozen=True):
    """Posts as they may be seen, all of them, by time; and of some the sessions they are about."""

    name: str
    posts: Sequence[Post]
    about: Mapping[str, frozenset[str]]


def by_link(conference: Conference) -> Truth:
    """A: a post holds a link of one talk alone. All links are hidden, in every post."""
    owners = _owners((group(link.url), one) for one in conference.programme.sessions for link in one.talk.links)
    about = {said.id: frozenset(_sole(owners, map(group, said.links))) for said in conference.posts}
    return Truth("A", [as_post(said, with_links=False) for said in conference.posts], _known(about))


def by_speaker(conference: Conference) -> Truth:
    """B: a post near a talk's start names a speaker who has no other talk. Both are hidden, in every post."""
    owners = _owners(_handles(conference.programme))
    starts = {one.id: one.starts for one in conference.programme.sessions}
    about = {
        said.id: frozenset(id_ for id_ in _sole(owners, map(str.lower, said.mentions)) if _is_near(said, starts[id_]))
        for said in conference.posts
    }
    sole = {handle for handle, ids in owners.items() if len(ids) == 1}
    hide = _hiding(sole, [one for one in conference.programme.speakers if sole & set(map(_handle, one.accounts))])
    return Truth("B", [as_post(said, hidden=hide) for said in conference.posts], _known(about))


def words_alone(conference: Conference) -> Truth:
    """All posts without links, handles, names and authors: nothing is left but words and time."""
    handles = {handle for handle, _ in _handles(conference.programme)}
    hide = _hiding(handles, conference.programme.speakers)
    posts = [as_post(said, hidden=hide, with_links=False) for said in conference.posts]
    return Truth("words", [replace(post, author=_NOBODY) for post in posts], {})


def another_day(programme: Programme) -> Programme:
    """The same talks at the same hours of another day: what time then seems to say is chance."""
    first = min(one.starts.date() for one in programme.sessions)
    last = max(one.starts.date() for one in programme.sessions)

    def moved(one: Session) -> Session:
        by = first - last if one.starts.date() == last else DAY
        return replace(one, starts=one.starts + by, ends=one.ends + by)

    return replace(programme, sessions=tuple(map(moved, programme.sessions)))


def _handles(programme: Programme) -> Iterable[tuple[str, Session]]:
    accounts = {speaker.id: speaker.accounts for speaker in programme.speakers}
    for one in programme.sessions:
        for account in (account for speaker in one.talk.speakers for account in accounts[speaker]):
            yield _handle(account), one


def _owners(pairs: Iterable[tuple[str, Session]]) -> dict[str, set[str]]:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for name, session in pairs:
        owners[name].add(session.id)
    return owners


def _sole(owners: Mapping[str, set[str]], names: Iterable[str]) -> set[str]:
    return {id_ for name in names if len(owners.get(name, ())) == 1 for id_ in owners[name]}


def _known(about: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return {id_: sessions for id_, sessions in about.items() if sessions}


def _is_near(said: Said, starts: datetime) -> bool:
    early, late = NEAR
    return early <= said.created_at - starts <= late


def _handle(account: str) -> str:
    return account.partition("@")[0]


def _hiding(handles: set[str], speakers: Iterable[Speaker]) -> Callable[[str], str]:
    """What takes these handles, and these people's names, out of a text."""
    full = [speaker.name for speaker in speakers if speaker.name]
    names = {name for one in full for name in (one, f"{one.split()[0]} {one.split()[-1]}")}
    called = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), re.IGNORECASE)
    return lambda text: called.sub(" ", _NAMED.sub(lambda at: " " if at[1].lower() in handles else at[0], text))
