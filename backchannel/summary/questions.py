"""Questions people asked, and the answers others gave. They are few: most question marks seek nothing."""

from collections.abc import Sequence

from msgspec import Struct

from backchannel.model.post import Post
from backchannel.summary import asking, cues
from backchannel.summary.reading import Reading
from backchannel.summary.values import Answer, Question

_FEWEST_TERMS = 3  # in a question that can be understood alone


class Asked(Struct, frozen=True):
    """A question's place and kind, and the places of its answers, the best first."""

    index: int
    kind: str
    answers: Sequence[int]


def asked_in(reading: Reading) -> list[Asked]:
    """All questions put to whoever reads, in order of time; a bot's, and a copy of another's, are none.

    Whatever else has a question mark counts if its author gave thanks for an answer, or the speaker answered.
    """
    kinds = ((index, _kind(reading, post)) for index, post in enumerate(reading.corpus.posts))
    found = (
        Asked(index, kind, _answers(reading, index))
        for index, kind in kinds
        if kind != "none" and _stands_alone(reading, index)
    )
    return [
        one if one.kind != "rhetorical" else Asked(one.index, "seeking", one.answers)
        for one in found
        if one.kind != "rhetorical" or _is_settled(reading, one)
    ]


def questions(reading: Reading, asked: Sequence[Asked]) -> tuple[Question, ...]:
    """Those with an answer first, then the open ones; in each the better question first.

    Practical ones without an answer are counted, and told no more: their time is over.
    """
    told = [one for one in asked if one.answers or one.kind != "logistics"]
    ranked = sorted(told, key=lambda one: (not one.answers, -reading.quality(one.index), one.index))
    return tuple(
        Question(
            post=reading.cite(one.index),
            kind=one.kind,
            answer=_answer(reading, one.index, one.answers[0]) if one.answers else None,
            answers=len(one.answers),
        )
        for one in ranked[: reading.choices.questions]
    )


def _kind(reading: Reading, post: Post) -> str:
    """The kind of question; the organisers' word goes before ours."""
    if post.id in reading.edits.asked:
        return "seeking"
    return "none" if post.id in reading.edits.unasked else asking.kind_of_question(post)


def _is_settled(reading: Reading, asked: Asked) -> bool:
    best = _answer(reading, asked.index, asked.answers[0]) if asked.answers else None
    return best is not None and (best.thanked or best.by_speaker)


def _stands_alone(reading: Reading, index: int) -> bool:
    corpus = reading.corpus
    post = corpus.posts[index]
    if post.id in reading.edits.asked:
        return True
    is_first = corpus.originals[index] == index and not post.author.bot
    return is_first and len(set(corpus.bags[index])) >= _FEWEST_TERMS


def _answers(reading: Reading, asked: int) -> list[int]:
    """What others answered: first what the asker gave thanks for, then the speaker's, then links, then the rest."""
    posts = reading.corpus.posts
    others = (at for at in reading.threads.answers_to(asked) if posts[at].author.id != posts[asked].author.id)
    answers = [at for at in others if asking.kind_of_question(posts[at]) == "none"]

    def order(at: int) -> tuple[bool, bool, bool, float, int]:
        answer = _answer(reading, asked, at)
        has_link = bool(reading.corpus.links[at])
        return not answer.thanked, not answer.by_speaker, not has_link, -reading.quality.standing[at], at

    return sorted(answers, key=order)


def _answer(reading: Reading, asked: int, at: int) -> Answer:
    posts, sessions = reading.corpus.posts, reading.corpus.sessions
    asker = posts[asked].author.id
    thanks = (posts[reply] for reply in reading.threads.answers_to(at) if posts[reply].author.id == asker)
    return Answer(
        post=reading.cite(at),
        by_speaker=reading.schedule.is_speaker(posts[at].author, sessions[asked] or sessions[at]),
        thanked=any(cues.is_thanks(post.text) for post in thanks),
    )
