"""Posts in the languages that fewer people wrote in, so that nobody has to write English to be read."""

from backchannel.summary.choosing import Chooser
from backchannel.summary.corpus import Corpus
from backchannel.summary.languages import is_evident
from backchannel.summary.quality import people_spoken_of
from backchannel.summary.reading import Reading
from backchannel.summary.values import Numbers, Tongue

_MOST = 8  # languages
_CHOSEN = 3  # posts of each


def tongues(reading: Reading, numbers: Numbers, chooser: Chooser) -> tuple[Tongue, ...]:
    """All languages but the commonest, the commoner first; those of which no post is left to show are left out."""
    spoken = [share for share in numbers.languages if share.name != "und"][1 : _MOST + 1]
    corpus = reading.corpus
    found: list[Tongue] = []
    for share in spoken:
        places = [index for index, language in enumerate(corpus.languages) if language == share.name]
        evident = [index for index in places if _belongs(corpus, index, share.name)]
        chosen = sorted(chooser.choose(evident, _CHOSEN))
        if chosen:
            found.append(
                Tongue(
                    language=share.name,
                    posts=share.posts,
                    people=share.people,
                    chosen=tuple(map(reading.cite, chosen)),
                )
            )
    return tuple(found)


def _belongs(corpus: Corpus, index: int, language: str) -> bool:
    """Whether the post shows its language, and something of the event: its time, a person, or a link of it."""
    post = corpus.posts[index]
    is_of_it = corpus.half(index) is not None or bool(corpus.links[index]) or bool(people_spoken_of(post))
    return is_of_it and is_evident(post.text, language)
