"""Which extras are there: the one place that chooses them."""

from collections.abc import Collection, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from backchannel.services.extras import dedupe, lang, themes
from backchannel.services.extras.embed import Vectors
from backchannel.summary.extras import Extra, ExtraName, Extras

_LIBRARIES: dict[ExtraName, str] = {"dedupe": dedupe.LIBRARY, "lang": lang.LIBRARY, "themes": themes.LIBRARY}


def installed(without: Collection[str] = (), model: Path | None = None) -> Extras:
    """All extras whose library is installed but those named; `embed` where there is a model. Raises `BadModel`.

    Nothing is imported before it is used.
    """
    vectors = Vectors(model) if model and "embed" not in without else None
    used = {extra.name: extra for extra in (*_by_library(without), *_by_file(vectors, model))}
    return Extras(
        used=tuple(used[name] for name in sorted(used)),
        vote=lang.vote if "lang" in used else None,
        likes=dedupe.MinHashes if "dedupe" in used else None,
        topics=themes.topics if "themes" in used else None,
        meanings=vectors,
    )


def _by_library(without: Collection[str]) -> Iterator[Extra]:
    for name, library in _LIBRARIES.items():
        if name not in without:
            try:
                yield Extra(name=name, by=library, version=version(library))
            except PackageNotFoundError:
                continue


def _by_file(vectors: Vectors | None, model: Path | None) -> Iterator[Extra]:
    if vectors and model:
        yield Extra(name="embed", by=model.name, version=vectors.version)
