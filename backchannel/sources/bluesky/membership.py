"""Who reads Bluesky as somebody who is logged in: from the environment, or by the session that `login` has kept."""

import os
from pathlib import Path

from backchannel.sources.bluesky.member import SESSION_FILE, Credentials
from backchannel.sources.network import BadSecret, Secrets

HANDLE = "BACKCHANNEL_BLUESKY_HANDLE"
PASSWORD = "BACKCHANNEL_BLUESKY_APP_PASSWORD"  # noqa: S105 - the variable's name

_OTHERS = 0o077  # what group and world may do


def bluesky_credentials(secrets: Secrets, pds: str) -> Credentials | None:
    """The credentials, if there are any.

    Raises `BadSecret` where one of the two variables is missing, or others can read the session.
    """
    handle, password = secrets.environment.get(HANDLE, ""), secrets.environment.get(PASSWORD, "")
    if bool(handle) != bool(password):
        raise BadSecret(f"{HANDLE} and {PASSWORD} belong together: set both or neither")
    told = new_credentials(secrets.data, pds, handle.removeprefix("@"), password)
    if told.file.exists() and os.name == "posix" and told.file.stat().st_mode & _OTHERS:
        raise BadSecret(f"{told.file}: others can read the session in it: chmod 600 {told.file}")
    return told if handle or told.file.exists() else None


def new_credentials(data: Path, pds: str, handle: str = "", password: str = "") -> Credentials:
    """The credentials of somebody who logs in now; their session is kept in the data directory."""
    return Credentials(pds, data / SESSION_FILE, handle, password)
