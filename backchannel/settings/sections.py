"""The tables of the settings file that belong to no network."""

from typing import Annotated

from pydantic import AfterValidator, Field

from backchannel.settings import checks
from backchannel.sources.network import DAY, Section
from backchannel.store.ingest import INGEST_LIMIT

Host = Annotated[str, AfterValidator(checks.host)]


class RedisSettings(Section):
    """Where the state lives."""

    url: Annotated[str, AfterValidator(checks.redis)] = ""
    ingest_limit: Annotated[int, Field(gt=0)] = INGEST_LIMIT


class WebSettings(Section):
    """Where pages are served."""

    host: Annotated[str, AfterValidator(checks.some_text)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    address: Annotated[str, AfterValidator(checks.own_address)] = ""
    picture_hosts: tuple[Host, ...] = ()
    metrics_from: tuple[Annotated[str, AfterValidator(checks.network)], ...] = ("127.0.0.0/8", "::1/128")


class ProgrammeSettings(Section):
    """How schedules are read. Seconds."""

    refresh_seconds: Annotated[float, Field(ge=60, le=DAY)] = 600.0


class LinkSettings(Section):
    """Whether and how the titles of linked pages are asked for."""

    fetch: bool = True
    per_minute: Annotated[int, Field(gt=0, le=600)] = 30
    hosts: tuple[Host, ...] = ()


class SummarySettings(Section):
    """Which extras the summary goes without, and where word vectors lie."""

    without: tuple[Annotated[str, AfterValidator(checks.extra)], ...] = ("themes",)
    model: Annotated[str, AfterValidator(checks.model)] = ""
