"""Texts as bags of terms: words without links, names and function words; letter pairs where no spaces are written."""

import re
import unicodedata
from collections.abc import Collection
from sys import intern

from backchannel.text.function_words import FUNCTION_WORDS
from backchannel.text.hashtags import fold

# Scripts written without spaces: Thai to Khmer, kana, Han, Hangul (which has spaces, but whose words inflect).
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(
    r"https?://\S+|www\.\S+|[@＠][\w.-]+(?:@[\w.-]+)?|:\w+:|"
    rf"[{_UNSPACED}]+|#?[^\W{_UNSPACED}](?:[^\s{_UNSPACED}#@/,;!?()\[\]{{}}]*[^\W{_UNSPACED}])?"
)
_RUN = re.compile(f"[{_UNSPACED}]")
_NAMED = re.compile(r"(?<![\w.])[@＠](\w[\w.-]*\w)(?:@[\w.-]+)?")
_NO_TERM = ("http://", "https://", "www.", "@", "＠", ":")

_LONGEST = 60  # characters of a term; longer ones are no words


class Cutter:
    """Cuts texts into terms. It remembers every word it has seen, so that each is looked at once.

    `dropped` words (the event's own hashtags, function words of rarer languages) and numbers are left out.
    """

    def __init__(self, dropped: Collection[str] = ()) -> None:
        self._dropped = dropped
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, text: str) -> list[str]:
        """The terms of a text, in order."""
        known, found = self._known, list[str]()
        for token in _TOKEN.findall(folded(text)):
            terms_of_token = known.get(token)
            if terms_of_token is None:
                terms_of_token = known[token] = self._terms(token)
            found += terms_of_token
        return found

    def _terms(self, token: str) -> tuple[str, ...]:
        if token.startswith(_NO_TERM):
            return ()
        return tuple(intern(term) for term in _pieces(token) if _is_term(term) and term not in self._dropped)


def folded(text: str) -> str:
    """The text in the one form in which words are compared."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


def terms(text: str, dropped: Collection[str] = ()) -> list[str]:
    """The terms of one text."""
    return Cutter(dropped)(text)


def named(text: str) -> frozenset[str]:
    """Who is named with an `@`, without their server."""
    return frozenset(handle.casefold() for handle in _NAMED.findall(text)) if "@" in text or "＠" in text else _NOBODY


_NOBODY: frozenset[str] = frozenset()


def _pieces(token: str) -> list[str]:
    if not _RUN.match(token):
        return [_stripped(token)]
    return [token[at : at + 2] for at in range(len(token) - 1)] or [token]


def _stripped(token: str) -> str:
    return fold(token) if token.startswith("#") else token.strip("'.-+*_\"“”„«»:…&|~`<>=")


def _is_term(term: str) -> bool:
    if not 2 <= len(term) <= _LONGEST or term in FUNCTION_WORDS:
        return False
    return not term.replace(".", "").replace(":", "").replace("-", "").isdigit()
