"""The tables of the settings file that belong to no network."""

from typing import Annotated

from pydantic import AfterValidator, Field

from backchannel.settings import checks
from backchannel.sources.network import Section
from backchannel.store.ingest import INGEST_LIMIT


class RedisSettings(Section):
    """Where the state lives."""

    url: str = ""
    ingest_limit: Annotated[int, Field(gt=0)] = INGEST_LIMIT


class WebSettings(Section):
    """Where pages are served."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    address: str = ""
    picture_hosts: tuple[str, ...] = ()
    metrics_from: tuple[Annotated[str, AfterValidator(checks.network)], ...] = ("127.0.0.0/8", "::1/128")


class ProgrammeSettings(Section):
    """How schedules are read. Seconds."""

    refresh_seconds: Annotated[float, Field(ge=60)] = 600.0


class LinkSettings(Section):
    """Whether and how the titles of linked pages are asked for."""

    fetch: bool = True
    per_minute: Annotated[int, Field(gt=0, le=600)] = 30
    hosts: tuple[str, ...] = ()
