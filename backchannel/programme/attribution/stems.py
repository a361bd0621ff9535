"""Words as stems. A post's word is stemmed in the language of the talk it is compared with, whatever its own."""

from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module
from typing import Protocol, cast

from backchannel.text.function_words import OURS

# Snowball's name for a language, by the code that networks and schedules use.
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_REMEMBERED = 50_000  # words of a language; a conference uses fewer
_TELLING = 2  # function words that tell a language


class _Snowball(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - snowball's own name
        """The stem of a word in small letters."""
        ...


def language_of(declared: str, text: str) -> str:
    """The code of a talk's language: as declared, else by its function words; empty where they do not tell."""
    if declared:
        return declared.partition("-")[0].partition("_")[0].lower()
    words = text.casefold().split()
    told = {language: sum(word in known for word in words) for language, known in OURS.items()}
    best = max(told, key=lambda language: told[language])
    return best if told[best] >= _TELLING else ""


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """What makes stems of a language's words; leaves them alone where there is no such thing."""
    if language not in _STEMMERS:
        return str
    snowball = cast("_Snowball", import_module("snowballstemmer").stemmer(_STEMMERS[language]))
    return lru_cache(_REMEMBERED)(snowball.stemWord)
