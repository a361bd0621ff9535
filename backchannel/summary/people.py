"""Who wrote, and who is worth following for what they did here. No order, no popularity, nobody who hides."""

from collections.abc import Container, Mapping, Sequence

from backchannel.model.event import Event
from backchannel.model.post import Author
from backchannel.summary import safe
from backchannel.summary.corpus import drawn
from backchannel.summary.deeds import Deed, deeds
from backchannel.summary.questions import Asked
from backchannel.summary.reading import Reading
from backchannel.summary.schedule import plain
from backchannel.summary.values import Followed, Group, People


def people(reading: Reading, asked: Sequence[Asked], seed: str) -> People:
    """Everyone whose account is open to being found, shuffled by the seed; of each group those who did most."""
    authors = {post.author.id: post.author for post in reading.corpus.posts if not post.author.bot}
    open_ = {author.id: author for author in authors.values() if author.discoverable}
    guests = {id_: author for id_, author in open_.items() if not _is_official(author, reading.corpus.event)}
    shuffled = sorted(open_.values(), key=lambda author: drawn(seed, author.id))
    most = reading.choices.people
    return People(
        groups=tuple(_groups(reading, asked, guests, seed)),
        listed=tuple(safe.person(author) for author in shuffled[:most]),
        unlisted=len(authors) - len(open_),
        others=max(0, len(open_) - most),
    )


def _groups(reading: Reading, asked: Sequence[Asked], open_: Mapping[str, Author], seed: str) -> list[Group]:
    """Nobody is in two groups; who did little more than others of their group is drawn by lot."""
    placed: set[str] = set()
    groups: list[Group] = []
    for kind, of_kind in deeds(reading, asked).items():
        able = [deed for deed in of_kind if deed.author in open_]
        able.sort(key=lambda deed: (-deed.worth, drawn(seed, deed.author)))
        chosen = _first_of_each(able, open_, placed)[: reading.choices.people_a_group]
        chosen.sort(key=lambda deed: drawn(seed, deed.author))
        placed.update(_name(open_[deed.author]) for deed in chosen)
        if chosen:
            groups.append(Group(kind=kind, people=tuple(_followed(deed, open_) for deed in chosen)))
    return groups


def _first_of_each(able: Sequence[Deed], open_: Mapping[str, Author], placed: Container[str]) -> list[Deed]:
    """One deed of each name, and none of those who have their place."""
    first: dict[str, Deed] = {}
    for deed in able:
        first.setdefault(_name(open_[deed.author]), deed)
    return [deed for name, deed in first.items() if name not in placed]


def _name(author: Author) -> str:
    """Who it is, whatever account they wrote from."""
    return author.name.strip().casefold() or author.id


def _is_official(author: Author, event: Event) -> bool:
    """Whether an account bears the event's name; it is the host's, and no guest's."""
    names = [plain(event.name), *map(plain, event.hashtags)]
    return any(name and name in plain(said) for name in names for said in (author.name, author.handle))


def _followed(deed: Deed, open_: Mapping[str, Author]) -> Followed:
    return Followed(person=safe.person(open_[deed.author]), did=deed.did)
