"""Texts as bags of terms: words without links, names and function words; letter pairs where no spaces are written."""

import re
import unicodedata
from collections.abc import Collection

from backchannel.text.function_words import FUNCTION_WORDS
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


def named(text: str) -> frozenset[str]:
    """Who is named with an `@`, without their server."""
    return frozenset(handle.casefold() for handle in _NAMED.findall(text))


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
