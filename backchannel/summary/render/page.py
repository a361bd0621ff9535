"""What both the HTML and the Markdown page say, before either has its form."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from backchannel.model.body import Segment
from backchannel.summary import wording
from backchannel.summary.cited import Quote, Shown
from backchannel.summary.languages import language_name
from backchannel.summary.overlay import Name
from backchannel.summary.render import glance, hearing
from backchannel.summary.render.contents import Section, contents
from backchannel.summary.render.days import DrawnDay, SessionDay, drawn_days, first_highlights, session_days
from backchannel.summary.render.helping import helped
from backchannel.summary.render.paragraphs import paragraphs
from backchannel.summary.render.shelves import Shelves, shelves
from backchannel.summary.render.telling import Teller, Told, time_of
from backchannel.summary.values import Conversation, Group, Question, Summary, Theme, Tongue
from backchannel.text.addresses import short

_OPEN_QUESTIONS = 8  # without an answer, shown at once
_GROUPS = {
    "speakers": ("Speakers", "On the programme, and wrote here themselves"),
    "helpers": ("Helpers", "Who answered other people’s questions"),
    "note-takers": ("Note-takers", "Who wrote so that others could follow"),
    "connectors": ("Connectors", "Who brought people into conversation"),
}


class Chosen(Struct, frozen=True):
    """A highlight, its anchor, and why it was chosen."""

    told: Told
    anchor: str
    why: str


class ThemeTold(Struct, frozen=True):
    """A theme, and its post."""

    theme: Theme
    told: Told


class QuestionTold(Struct, frozen=True):
    """A question, and its best answer if there is one."""

    question: Question
    told: Told
    answer: Told | None


class ConversationTold(Struct, frozen=True):
    """A conversation, post by post; `more` of them follow where it was held."""

    conversation: Conversation
    posts: tuple[Told, ...]
    more: int


class TongueTold(Struct, frozen=True):
    """A language's name, and posts in it."""

    tongue: Tongue
    name: str
    posts: tuple[Told, ...]


class PeopleGroup(Struct, frozen=True):
    """A group of people and what is said of it."""

    name: str
    words: str
    group: Group


class Page(Struct, frozen=True, kw_only=True):
    """The page's content. `contents` are its sections in the order in which they are read.

    `by` signs what the organisers wrote; `by_hand` are the posts to begin with that they chose. `has_practical` says
    whether questions are counted that are not told, because they were practical.
    """

    summary: Summary
    contents: tuple[Section, ...]
    by: str
    introduction: tuple[tuple[Segment, ...], ...]
    by_hand: int
    dates: str
    hashtags: tuple[str, ...]
    opt_out: str
    glance: tuple[glance.Part, ...]
    languages: str
    networks: str
    heard: tuple[str, ...]
    strips: tuple[hearing.Strip, ...]
    highlights: tuple[Chosen, ...]
    shelves: Shelves
    sessions: tuple[SessionDay, ...]
    themes: tuple[ThemeTold, ...]
    answered: tuple[QuestionTold, ...]
    has_practical: bool
    open: tuple[QuestionTold, ...]
    folded: tuple[QuestionTold, ...]
    conversations: tuple[ConversationTold, ...]
    quotes: tuple[tuple[Quote, str], ...]
    days: tuple[DrawnDay, ...]
    time: str
    outside: str
    pictures: tuple[tuple[Shown, str], ...]
    groups: tuple[PeopleGroup, ...]
    tongues: tuple[TongueTold, ...]
    ledger: tuple[tuple[str, int], ...]
    helped: str
    edition: str

    @property
    def is_near(self) -> bool:
        """Whether posts count as repeats that are nearly alike."""
        return any(extra.name == "dedupe" for extra in self.summary.origin.extras)


def page(summary: Summary) -> Page:
    """Everything the templates print."""
    event, teller = summary.event, Teller(summary)
    questions = [_question(question, teller) for question in summary.questions]
    shelved = shelves(summary, teller)
    waiting = [one for one in questions if one.answer is None]
    return Page(
        summary=summary,
        contents=contents(summary.editing, _filled(summary)),
        by=summary.editing.by or "The organisers",
        introduction=paragraphs(summary.editing.introduction),
        by_hand=len(summary.editing.kept),
        dates=wording.days(event.starts, event.ends),
        hashtags=tuple(f"#{hashtag}" for hashtag in event.hashtags),
        opt_out=f"#{event.policy.opt_out}",
        glance=glance.glance(summary),
        languages=glance.languages(summary.numbers),
        networks=glance.networks(summary.numbers),
        heard=tuple(hearing.sentences(summary.coverage, teller.zone)),
        strips=tuple(hearing.strips(summary.coverage)),
        highlights=tuple(_highlights(summary, teller)),
        shelves=shelved,
        sessions=session_days(summary, teller, shelved),
        themes=tuple(ThemeTold(theme, teller.told(theme.post)) for theme in summary.themes),
        answered=tuple(one for one in questions if one.answer is not None),
        has_practical=len(questions) < min(summary.numbers.questions, summary.origin.choices.questions),
        open=tuple(waiting[:_OPEN_QUESTIONS]),
        folded=tuple(waiting[_OPEN_QUESTIONS:]),
        conversations=tuple(_conversation(one, teller) for one in summary.conversations),
        quotes=tuple((quote, teller.source(quote)) for quote in summary.quotes),
        days=drawn_days(summary, teller),
        time=time_of(event.timezone),
        outside=_outside(summary),
        pictures=tuple((picture, teller.source(picture)) for picture in summary.pictures),
        groups=tuple(PeopleGroup(*_GROUPS[group.kind], group) for group in summary.people.groups),
        tongues=tuple(_tongue(tongue, teller) for tongue in summary.tongues),
        ledger=tuple(hearing.ledger(summary.withheld)),
        helped=helped(summary.origin.extras),
        edition=summary.origin.digest[:8],
    )


def _filled(summary: Summary) -> dict[Name, int]:
    """How much is in each section."""
    people = summary.people
    return {
        "highlights": len(first_highlights(summary)),
        "resources": len(summary.resources),
        "sessions": len(summary.sessions),
        "themes": len(summary.themes),
        "questions": len(summary.questions),
        "conversations": len(summary.conversations),
        "quotes": len(summary.quotes),
        "timeline": len(summary.timeline.days),
        "pictures": len(summary.pictures),
        "people": len(people.groups) + len(people.listed),
        "languages": len(summary.tongues),
    }


def _highlights(summary: Summary, teller: Teller) -> Iterator[Chosen]:
    """The first of them, in the order in which they are read."""
    for at, post in enumerate(first_highlights(summary), start=1):
        yield Chosen(teller.told(post), f"post-{at}", post.why)


def _question(question: Question, teller: Teller) -> QuestionTold:
    answer = teller.told(question.answer.post) if question.answer else None
    return QuestionTold(question, teller.told(question.post), answer)


def _conversation(conversation: Conversation, teller: Teller) -> ConversationTold:
    more = conversation.posts - len(conversation.thread)
    return ConversationTold(conversation, teller.all(conversation.thread), more)


def _tongue(tongue: Tongue, teller: Teller) -> TongueTold:
    return TongueTold(tongue, language_name(tongue.language), teller.all(tongue.chosen))


def _outside(summary: Summary) -> str:
    before, after = summary.timeline.before, summary.timeline.after
    said: Sequence[str] = [f"{wording.counted(before, 'post')} before the event" if before else ""]
    said = [*said, f"{wording.counted(after, 'post')} after it" if after else ""]
    told = wording.listed([one for one in said if one])
    return f"{told[0].upper()}{told[1:]} {'is' if before + after == 1 else 'are'} not drawn." if told else ""


def medium(kind: str) -> str:
    """What a reader calls it: the networks' `image` is a picture, their `gifv` a moving one."""
    return {"image": "picture", "gifv": "moving picture", "video": "video", "audio": "recording"}.get(
        kind, "attachment"
    )


def link_text(text: str) -> str:
    """A link's text, shortened where it is an address."""
    return short(text, longest=48) if text.startswith(("http://", "https://", "www.")) else text
