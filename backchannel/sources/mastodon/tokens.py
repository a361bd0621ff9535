"""Tokens of Mastodon servers: from the environment, or from a file that nobody but its owner can read."""

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from backchannel.sources.mastodon.credential import Token
from backchannel.sources.network import BadSecret, Secrets

FILE = "mastodon-tokens.json"
PREFIX = "BACKCHANNEL_MASTODON_TOKEN_"

_OTHERS = 0o077  # what group and world may do


def variable(server: str) -> str:
    """The name of the environment's variable for a server's token: letters and digits in capitals, else `_`."""
    return PREFIX + re.sub(r"[^A-Z0-9]", "_", server.upper())


def read_tokens(secrets: Secrets, servers: Iterable[str]) -> dict[str, Token]:
    """The tokens of these servers, as far as there are any; what the environment says wins over the file.

    Raises `BadSecret` where the file can't be read, or can be read by others.
    """
    kept = _read(secrets.data / FILE)
    found = {server: secrets.environment.get(variable(server)) or kept.get(server) for server in servers}
    return {server: Token(secret) for server, secret in found.items() if secret}


def keep_token(data: Path, server: str, token: Token) -> Path:
    """Keep a server's token in the file, in place of the one before; answers the file's path."""
    path = data / FILE
    _write(path, {**_read(path), server: token.reveal()})
    return path


def drop_token(data: Path, server: str) -> bool:
    """Take a server's token out of the file; answers whether there was one."""
    path = data / FILE
    kept = _read(path)
    if kept.pop(server, None) is None:
        return False
    _write(path, kept)
    return True


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise BadSecret(f"{path}: others can read the tokens in it: chmod 600 {path}")
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except msgspec.MsgspecError:
        raise BadSecret(f"{path}: not as we wrote it: delete it, and log in again") from None


def _write(path: Path, tokens: Mapping[str, str]) -> None:
    """Replace the file at once: it never exists in part, nor, for a moment, for others to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}")  # created with mode 0600
    with os.fdopen(number, "wb") as half:
        half.write(msgspec.json.format(msgspec.json.encode(tokens)))
    Path(name).replace(path)
