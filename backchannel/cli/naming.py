"""What a person means who names what to follow: a hashtag, or an event's file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from backchannel.settings import Misconfigured, check_hashtags

_SIGNS = ("#", "＃")


def hashtags_and_files(words: Sequence[str]) -> tuple[list[str], list[Path]]:
    """Which of these words are hashtags, and which are files. Raises `Misconfigured` for what could be either."""
    unclear = list(_unclear(words))
    if unclear:
        raise Misconfigured(*unclear)
    files = [Path(word) for word in words if is_path(word)]
    return [word for word in words if not is_path(word)], files


def is_path(word: str) -> bool:
    """Whether a word names a file or a folder, there or not: hashtags have neither dots nor slashes."""
    return not word.startswith(_SIGNS) and (word.endswith(".toml") or "/" in word or Path(word).is_dir())


def _unclear(words: Sequence[str]) -> Iterator[str]:
    """A sentence for each bare word that is a hashtag and at the same time a file or folder here."""
    for word in words:
        if word.startswith(_SIGNS) or not word or not _is_hashtag(word):
            continue
        if Path(word).is_dir():
            files = " or ".join(map(str, sorted(Path(word).glob("*.toml"))))
            meant = f"did you mean {files}? " if files else ""
            yield f"{word}: this is a folder, and an event is a file: {meant}For the hashtag write '#{word}'."
        elif Path(word).is_file():
            yield f"{word}: this is a file, but no event's (*.toml). For the hashtag write '#{word}'."


def _is_hashtag(word: str) -> bool:
    try:
        check_hashtags([word])
    except Misconfigured:
        return False
    return True
