"""What an essay's page and its Markdown say around the author's words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.programme import Session
from backchannel.summary import safe, wording
from backchannel.summary.essay import Chapter, Essay, Written
from backchannel.summary.render.markdown import markdown_environment, tidy

_A_MINUTE = 220  # words


class Passage(Struct, frozen=True):
    """A thread, or a post alone: `when` it was written, and the notes on what was done to it."""

    posts: tuple[Written, ...]
    when: str
    notes: tuple[str, ...]


class Section(Struct, frozen=True):
    """A heading, what is said under it, and its passages."""

    title: str
    words: str
    passages: tuple[Passage, ...]


class EssayPage(Struct, frozen=True):
    """The essay with all its furniture; `facts` stand beside the author's name, `done` says what was done."""

    essay: Essay
    title: str
    facts: tuple[str, ...]
    done: tuple[str, ...]
    sections: tuple[Section, ...]
    hashtags: str


def essay_page(essay: Essay) -> EssayPage:
    """Everything the templates print."""
    teller = _Teller(essay)
    return EssayPage(
        essay=essay,
        title=f"What I wrote down at {safe.line(essay.event.name)}",
        facts=tuple(_facts(essay)),
        done=tuple(_done(essay)),
        sections=tuple(teller.sections(essay.chapters)),
        hashtags=wording.listed([f"#{hashtag}" for hashtag in essay.event.hashtags]),
    )


class EssayMarkdown:
    """Renders essays with the template of one folder."""

    def __init__(self, templates: Path) -> None:
        self._environment = markdown_environment(templates)

    def render(self, essay: Essay) -> bytes:
        """A draft in Markdown, ending in one newline."""
        return tidy(self._environment.get_template("essay.md").render(page=essay_page(essay)))


def _facts(essay: Essay) -> Iterator[str]:
    talks = f" from {wording.counted(essay.talks, 'talk')}" if essay.talks else ""
    yield f"{wording.counted(essay.posts, 'post')}{talks}"
    minutes = max(1, round(essay.words / _A_MINUTE))
    yield f"About {wording.counted(minutes, 'minute')} to read"


def _done(essay: Essay) -> Iterator[str]:
    """What was done to the posts, and that nothing else was."""
    if any(len(passage) > 1 for chapter in essay.chapters for passage in chapter.passages):
        yield "Threads are joined."
    if any(post.draft.titled for post in essay.written):
        yield "Links carry their titles."
    yield "Sessions and days are the headings." if essay.talks else "The days are the headings."
    yield f"Nothing was rewritten{_taken(essay)}."


def _taken(essay: Essay) -> str:
    taken = sum(post.draft.taken for post in essay.written)
    if not taken:
        return ""
    what = "the hashtag was" if len(essay.event.hashtags) == 1 else "the event’s hashtags were"
    times = {1: "once", 2: "twice"}.get(taken, f"{wording.grouped(taken)} times")
    return f"; {what} taken out {times}"


class _Teller:
    """Says when, in the event's own time."""

    def __init__(self, essay: Essay) -> None:
        self._event = essay.event
        self._zone = ZoneInfo(essay.event.timezone)

    def sections(self, chapters: Iterable[Chapter]) -> Iterator[Section]:
        """Each under its heading: a session, a day, or the time at which a day goes on."""
        days: set[date] = set()
        for chapter in chapters:
            passages = tuple(self._passage(posts, chapter) for posts in chapter.passages)
            if chapter.session is not None:
                yield self._on(chapter.session, chapter.speakers, passages)
                continue
            begun = passages[0].posts[0].created_at.astimezone(self._zone)
            yield Section(f"{begun:%A, %H:%M}" if chapter.day in days else wording.day(chapter.day), "", passages)
            days.add(chapter.day)

    def _on(self, session: Session, speakers: Sequence[str], passages: tuple[Passage, ...]) -> Section:
        starts = session.starts.astimezone(self._zone)
        said = [wording.listed(speakers), safe.line(session.room), f"{starts:%A %H:%M}"]
        return Section(safe.line(session.talk.title), ", ".join(filter(None, said)), passages)

    def _passage(self, posts: Sequence[Written], chapter: Chapter) -> Passage:
        first, last = posts[0].created_at, posts[-1].created_at
        begun, ended = self._clock(first, chapter), self._clock(last, chapter)
        when = begun if begun == ended else f"{begun} to {ended}"
        return Passage(tuple(posts), when, tuple(self._notes(posts)))

    def _notes(self, posts: Sequence[Written]) -> Iterator[str]:
        if posts[0].answers:
            yield f"In answer to {posts[0].answers}"
        if len(posts) > 1:
            yield f"A thread of {wording.spelled(len(posts))} joined"
        titled = sum(post.draft.titled for post in posts)
        if titled:
            yield "Title added to the link" if titled == 1 else "Titles added to the links"
        if any(post.pictures for post in posts):
            yield "Your picture" if sum(len(post.pictures) for post in posts) == 1 else "Your pictures"

    def _clock(self, at: datetime, chapter: Chapter) -> str:
        """The time; with the day where that is not the chapter's."""
        there = at.astimezone(self._zone)
        session = chapter.session
        day = session.starts.astimezone(self._zone).date() if session else chapter.day
        return f"{there:%H:%M}" if there.date() == day else f"{there.day} {there:%B}, {there:%H:%M}"
