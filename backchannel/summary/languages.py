"""Which language a post is in, and what the language is called in English."""

import re
from collections import Counter

from backchannel.model.post import Post
from backchannel.summary.extras import Vote, Voted
from backchannel.text.function_words import OURS, function_words_of

_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish", "et": "Estonian",
    "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician",
    "gu": "Gujarati", "he": "Hebrew", "iw": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "in": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "kn": "Kannada", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian",
    "ml": "Malayalam", "mr": "Marathi", "ms": "Malay", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch",
    "nn": "Norwegian", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili",
    "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


LANGUAGES = frozenset(_NAMES)
"""The codes of all languages that have a name here."""


def language_name(code: str) -> str:
    """The language's name, or its code where we know no name."""
    return "language not given" if code == "und" else _NAMES.get(code, code)


_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")
_FEWEST_MARKS = 3  # different words that only this language has
_CLEARLY = 3  # times as many as of the language the network says
_FEWEST_WORDS = 3  # of a language's function words, to be told from one that has fewer of them
_FEWEST_LETTERS = 4  # of a script of its own
_SHOWN = 2  # different words that only this language has: then nobody is asked
_LIKELY = 0.5  # a vote's certainty, for a post of which nothing is known
_CERTAIN = 0.9  # the same, against what a network says
RENAMED = {"in": "id", "iw": "he", "ji": "yi"}  # ISO 639's own old codes
# Words that are function words of one language alone.
_MARKS = {
    word: language
    for language, words in OURS.items()
    for word in words
    if len(word) > 1 and not any(word in of_other for other, of_other in OURS.items() if other != language)
}


def spoken(post: Post, vote: Vote | None = None) -> str:
    """The post's language without its region: what the network says, unless the words plainly say another.

    Programs often send the language of their own menus, and some guess. Where a network says nothing, the words
    decide, or nothing does. A language whose function words are not ours to know is believed if anything shows it.
    A `vote` is taken where they disagree, and where no words show what the network says.
    """
    told = (post.language or "").partition("-")[0].partition("_")[0].lower()
    told = RENAMED.get(told, told)
    marks = Counter(_MARKS[word] for word in _MARKS.keys() & set(post.text.lower().split()))
    heard = _heard(post.text, told, marks)
    if vote is None or (marks[heard] >= _SHOWN and told in {"", heard}):
        return heard
    return _settled(told, heard, vote(post.text))


def _heard(text: str, told: str, marks: Counter[str]) -> str:
    """What the words say of the language that was told."""
    if told and told not in OURS:
        return _of_others(text, told)
    if not marks:
        return told
    best, count = min(marks.items(), key=lambda one: (-one[1], one[0]))
    return best if count >= _FEWEST_MARKS and count >= _CLEARLY * max(marks[told], 1) else told


def _settled(told: str, heard: str, vote: Voted) -> str:
    """A vote decides between network and words, and where both are silent; against both only if it is certain."""
    is_against = heard and vote.language != told
    return vote.language if vote.sure >= (_CERTAIN if is_against else _LIKELY) else heard


def _of_others(text: str, told: str) -> str:
    """What the network says of a language that is not ours, if it shows; ours, if more words are of one of those."""
    if len(_NOT_LATIN.findall(text)) < _FEWEST_LETTERS:
        words = set(text.lower().split())
        best = max(OURS, key=lambda language: len(words & OURS[language]))
        if len(words & OURS[best]) >= max(_FEWEST_WORDS, len(words & function_words_of((told,))) + 1):
            return best
    return told if is_evident(text, told) else ""


def is_evident(text: str, language: str) -> bool:
    """Whether the text shows its language: two of its function words that are not English, or letters not Latin."""
    if len(_NOT_LATIN.findall(text)) >= _FEWEST_LETTERS:
        return True
    words = set(text.lower().split())
    own = OURS.get(language) or function_words_of((language,))
    return not own or len(words & own - (OURS["en"] if language != "en" else frozenset())) > 1
