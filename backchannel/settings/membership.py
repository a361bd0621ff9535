"""Who reads Bluesky as somebody who is logged in: from the environment, or by the session that `login` has kept."""

import os
from collections.abc import Mapping

from backchannel.settings import Misconfigured, Settings
from backchannel.sources.bluesky.member import SESSION_FILE, Credentials

HANDLE = "BACKCHANNEL_BLUESKY_HANDLE"
PASSWORD = "BACKCHANNEL_BLUESKY_APP_PASSWORD"  # noqa: S105 - the variable's name

_OTHERS = 0o077  # what group and world may do


def bluesky_credentials(settings: Settings, environment: Mapping[str, str] | None = None) -> Credentials | None:
    """The credentials, if there are any.

    Raises `Misconfigured` where one of the two variables is missing, or others can read the session.
    """
    environment = os.environ if environment is None else environment
    handle, password = environment.get(HANDLE, ""), environment.get(PASSWORD, "")
    if bool(handle) != bool(password):
        raise Misconfigured(f"{HANDLE} and {PASSWORD} belong together: set both or neither")
    told = new_credentials(settings, handle.removeprefix("@"), password)
    if told.file.exists() and os.name == "posix" and told.file.stat().st_mode & _OTHERS:
        raise Misconfigured(f"{told.file}: others can read the session in it: chmod 600 {told.file}")
    return told if handle or told.file.exists() else None


def new_credentials(settings: Settings, handle: str, password: str) -> Credentials:
    """The credentials of somebody who logs in now; their session is kept in the data directory."""
    return Credentials(settings.bluesky.pds, settings.data / SESSION_FILE, handle, password)
