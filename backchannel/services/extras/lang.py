"""Votes on a post's language with py3langid, which knows 133 of them: ours to name are some sixty."""

import re
from functools import cache
from importlib import import_module
from typing import Any

from backchannel.summary.extras import Voted
from backchannel.summary.languages import LANGUAGES

LIBRARY = "py3langid"

_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|[@#]\S+")
_DIGITS = 3  # of its certainty: the last ones differ between processors


def vote(text: str) -> Voted:
    """The likeliest of the languages that have a name here, and its probability; addresses and names do not vote."""
    language, sure = _identifier().classify(" ".join(_NO_WORDS.sub(" ", text).split()))
    return Voted(language, round(sure, _DIGITS))


@cache
def _identifier() -> Any:  # noqa: ANN401 - the library has no types
    """The model, read when it is first asked: that takes half a second."""
    langid: Any = import_module("py3langid.langid")
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(LANGUAGES.intersection(identifier.labels)))
    return identifier
