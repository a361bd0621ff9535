"""A schedule's texts as we keep them: one line, plain words, or a hashtag; never markup."""

import re

from backchannel.programme.limits import LONGEST_ABSTRACT
from backchannel.text.clean import clean
from backchannel.text.hashtags import fold
from backchannel.text.html import text_of

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>|&(?:#\d{1,7}|[a-zA-Z]{2,10});")
_HASHTAG = re.compile(r"(?<!\w)[#＃](\w{1,60})")


def line(text: str, longest: int) -> str:
    """The text in one line, cleaned, cut at `longest` characters."""
    return " ".join(plain(text, longest * 4).split())[:longest].rstrip()


def plain(text: str, longest: int = LONGEST_ABSTRACT) -> str:
    """The text without markup, cleaned, cut at `longest` characters; paragraphs stay."""
    text = text[: longest * 10].replace("\r\n", "\n")
    return clean(text_of(text) if _MARKUP.search(text) else text, longest).strip()


def hashtag(text: str, own: tuple[str, ...]) -> str:
    """The first hashtag in a text that is not the event's own, folded; empty where there is none."""
    found = (fold(word) for word in _HASHTAG.findall(text) if any(map(str.isalpha, word)))
    return next((word for word in found if word not in own), "")
