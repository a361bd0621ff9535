"""Posts as bags of terms: words without links, names and function words; letter pairs where no spaces are written."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from backchannel.model.post import Post
from backchannel.summary.function_words import FUNCTION_WORDS
from backchannel.text.hashtags import fold

# Scripts written without spaces: Thai to Khmer, kana, Han, Hangul (which has spaces, but whose words inflect).
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_NOISE = re.compile(r"https?://\S+|www\.\S+|[@＠][\w.-]+(?:@[\w.-]+)?|:\w+:")
_TOKEN = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)|#?[^\W{_UNSPACED}](?:[^\s{_UNSPACED}#@/,;!?()\[\]{{}}]*[^\W{_UNSPACED}])?"
)
_NAMED = re.compile(r"(?<![\w.])[@＠](\w[\w.-]*\w)(?:@[\w.-]+)?")

_LONGEST = 60  # characters of a term; longer ones are no words


def terms(text: str, dropped: Collection[str] = ()) -> list[str]:
    """The terms of a text in order; `dropped` (the event's own hashtags) and numbers are left out."""
    bare = _NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))
    found = (term for token in _TOKEN.finditer(bare) for term in _pieces(token))
    return [term for term in found if _is_term(term) and term not in dropped]


def terms_of(post: Post, dropped: Collection[str] = ()) -> list[str]:
    """The terms of a post: its text, and the content warning as its title."""
    return terms(f"{post.warning} {post.text}", dropped)


def named(text: str) -> frozenset[str]:
    """Who is named with an `@`, without their server."""
    return frozenset(handle.casefold() for handle in _NAMED.findall(text))


def weighted(bag: Iterable[str], documents: Mapping[str, int], total: int) -> dict[str, float]:
    """A unit vector of TF-IDF weights, after the usual (1 + log tf)(log((1 + n)/(1 + df)) + 1)."""
    counts = sorted(Counter(bag).items())
    raw = {term: (1 + math.log(count)) * (math.log((1 + total) / (1 + documents[term])) + 1) for term, count in counts}
    length = math.sqrt(math.fsum(weight * weight for weight in raw.values()))
    return {term: weight / length for term, weight in raw.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How alike two unit vectors are, 0 to 1."""
    few, many = sorted((one, other), key=len)
    return math.fsum(weight * many[term] for term, weight in few.items() if term in many)


def spelling(term: str, posts: Sequence[Post]) -> str:
    """The term as most of these posts write it, so that a label reads as people wrote."""
    pattern = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)
    forms = Counter(form for post in posts for form in pattern.findall(post.text.replace("’", "'")))
    return min(forms, key=lambda form: (-forms[form], form), default=term)


def _pieces(token: re.Match[str]) -> list[str]:
    run = token["unspaced"]
    if run is None:
        return [_stripped(token[0])]
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _stripped(token: str) -> str:
    return fold(token) if token.startswith("#") else token.strip("'.-+*_\"“”„«»:…&|~`<>=")


def _is_term(term: str) -> bool:
    if not 2 <= len(term) <= _LONGEST or term in FUNCTION_WORDS:
        return False
    return not term.replace(".", "").replace(":", "").replace("-", "").isdigit()
