"""What people did for others at an event, in counts: spoke, answered, wrote down, brought together."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from backchannel.summary import cues, safe, wording
from backchannel.summary.languages import language_name
from backchannel.summary.quality import people_spoken_of
from backchannel.summary.questions import Asked
from backchannel.summary.reading import Reading

_FEWEST_ANSWERS = 2
_FEWEST_SESSIONS = 3
_FEWEST_NOTES = 6  # posts that tell of somebody, where no session is known
_FEWEST_TERMS = 6  # in a post that takes a note
_FEWEST_MET = 4  # people one wrote with


class Deed(Struct, frozen=True):
    """What an author (an id) did, in words, and how much of it."""

    author: str
    worth: int
    did: str


def deeds(reading: Reading, asked: Sequence[Asked]) -> Mapping[str, Sequence[Deed]]:
    """All deeds by kind, in the order in which somebody's kind is decided."""
    return {
        "speakers": _speakers(reading),
        "helpers": _helpers(reading, asked),
        "note-takers": _note_takers(reading),
        "connectors": _connectors(reading),
    }


def _speakers(reading: Reading) -> list[Deed]:
    """Who wrote and is on the programme, told by account or full name."""
    counts = Counter(post.author.id for post in reading.corpus.posts)
    authors = {post.author.id: post.author for post in reading.corpus.posts}
    found = ((id_, reading.schedule.spoken_by(authors[id_])) for id_ in sorted(authors))
    return [
        Deed(id_, counts[id_], wording.listed([safe.line(reading.schedule.title(session)) for session in sessions[:2]]))
        for id_, sessions in found
        if sessions
    ]


def _helpers(reading: Reading, asked: Sequence[Asked]) -> list[Deed]:
    """Who answered questions of others."""
    posts = reading.corpus.posts
    counts = Counter(posts[at].author.id for one in asked for at in one.answers)
    return [
        Deed(id_, count, f"Answered {wording.counted(count, 'question')}")
        for id_, count in sorted(counts.items())
        if count >= _FEWEST_ANSWERS
    ]


def _note_takers(reading: Reading) -> list[Deed]:
    """Who wrote down what others said, in several sessions; or of several people, where sessions are not known."""
    notes: defaultdict[str, list[int]] = defaultdict(list)
    for index in range(len(reading.corpus.posts)):
        if _is_note(reading, index):
            notes[reading.corpus.posts[index].author.id].append(index)
    usual = _usual_language(reading)
    return [
        Deed(id_, worth, did) for id_, places in sorted(notes.items()) for worth, did in _noted(reading, places, usual)
    ]


def _noted(reading: Reading, places: Sequence[int], usual: str) -> list[tuple[int, str]]:
    in_languages = _in_languages(reading, places, usual)
    sessions = {reading.corpus.sessions[index] for index in places} - {""}
    if len(sessions) >= _FEWEST_SESSIONS:
        return [(len(sessions), f"Wrote from {wording.counted(len(sessions), 'session')}{in_languages}")]
    if not reading.schedule.sessions and len(places) >= _FEWEST_NOTES:
        return [(len(places), f"{wording.counted(len(places), 'note')} of what others said{in_languages}")]
    return []


def _usual_language(reading: Reading) -> str:
    counts = Counter(filter(None, reading.corpus.languages))
    return min(counts, key=lambda code: (-counts[code], code), default="")


def _in_languages(reading: Reading, places: Sequence[int], usual: str) -> str:
    """Which languages the posts are in, where that is not simply the one that most of the event is in."""
    spoken = Counter(code for index in places if (code := reading.corpus.languages[index]))
    names = [language_name(code) for code, _ in spoken.most_common(2)]
    return f", in {wording.listed(names)}" if spoken.keys() - {usual} else ""


def _is_note(reading: Reading, index: int) -> bool:
    """Full, during the event, about somebody else, neither an answer nor an announcement."""
    corpus = reading.corpus
    post = corpus.posts[index]
    if post.author.bot or corpus.half(index) is None or len(set(corpus.bags[index])) < _FEWEST_TERMS:
        return False
    is_about = bool(corpus.sessions[index] or people_spoken_of(post))
    return is_about and corpus.answered(index) is None and not cues.is_announcement(post.text)


def _connectors(reading: Reading) -> list[Deed]:
    """Who wrote with many people: answered them, or was answered."""
    met: defaultdict[str, set[str]] = defaultdict(set)
    for index, post in enumerate(reading.corpus.posts):
        answered = reading.corpus.answered(index)
        other = reading.corpus.posts[answered].author.id if answered is not None else post.author.id
        if other != post.author.id:
            met[other].add(post.author.id)
            met[post.author.id].add(other)
    return [
        Deed(id_, len(others), f"Wrote with {wording.counted(len(others), 'person')}")
        for id_, others in sorted(met.items())
        if len(others) >= _FEWEST_MET
    ]
