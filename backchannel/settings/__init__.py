"""The only reader of TOML and of the environment. What is wrong is told at once, all of it, with file, key and line."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from backchannel.model.event import Event, Policy
from backchannel.settings import checks
from backchannel.text.accounts import account

M = TypeVar("M", bound=BaseModel)


# Large general servers that let anybody read hashtag timelines, for events that name none.
SERVERS = ("mastodon.social", "mastodon.online", "mstdn.social", "fosstodon.org", "hachyderm.io", "mas.to")


class Misconfigured(Exception):
    """The configuration is wrong; one line for each problem: file, line, key, what is wrong, how to mend it."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RedisSettings(_Section):
    """Where the state lives."""

    url: str = ""
    ingest_limit: Annotated[int, Field(gt=0)] = 100_000


class WebSettings(_Section):
    """Where pages are served."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    address: str = ""
    picture_hosts: tuple[str, ...] = ()


class MastodonSettings(_Section):
    """How Mastodon servers are read. Seconds."""

    poll_seconds: Annotated[float, Field(gt=0)] = 15.0
    recheck_seconds: Annotated[float, Field(gt=0)] = 60.0
    recheck_all_seconds: Annotated[float, Field(gt=0)] = 1800.0
    reach: dict[str, str] = Field(default_factory=dict)

    def addresses(self, servers: tuple[str, ...]) -> dict[str, str]:
        """Each server's base address."""
        return {server: self.reach.get(server, f"https://{server}") for server in servers}


class BlueskySettings(_Section):
    """How Bluesky is read. Seconds."""

    jetstreams: tuple[str, ...] = ("wss://jetstream.us-east.bsky.network", "wss://jetstream.us-west.bsky.network")
    appview: str = "https://public.api.bsky.app"
    pds: str = "https://bsky.social"
    past_hours: Annotated[float, Field(ge=0, le=36)] = 0.0
    waiting_limit: Annotated[int, Field(gt=0)] = 5_000
    stall_seconds: Annotated[float, Field(ge=0)] = 15.0
    recheck_seconds: Annotated[float, Field(gt=0)] = 60.0


class Settings(_Section):
    """Everything in `backchannel.toml`. Its keys are explained there."""

    data: Path = Path("data")
    redis: RedisSettings = RedisSettings()
    web: WebSettings = WebSettings()
    mastodon: MastodonSettings = MastodonSettings()
    bluesky: BlueskySettings = BlueskySettings()

    @property
    def summaries(self) -> Path:
        """Where published summaries lie, a folder for each event."""
        return self.data / "summaries"


class EventFile(_Section):
    """One event, as its file tells it."""

    name: str = Field(min_length=1)
    hashtags: Annotated[tuple[Annotated[str, AfterValidator(checks.hashtag)], ...], Field(min_length=1)]
    starts: date
    ends: date
    timezone: Annotated[str, AfterValidator(checks.zone)] = "UTC"
    servers: tuple[Annotated[str, AfterValidator(checks.host)], ...] = SERVERS
    accounts: tuple[Annotated[str, AfterValidator(account)], ...] = ()
    slug: Annotated[str, AfterValidator(checks.slug)] | None = None
    hide_bots: bool = True
    hide_sensitive: bool = False
    languages: tuple[Annotated[str, AfterValidator(checks.language)], ...] = ()
    words: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    erase_after_days: Annotated[int, Field(ge=0)] | None = None
    accent: Annotated[str, AfterValidator(checks.accent)] = ""

    @field_validator("ends")
    @classmethod
    def _in_order(cls, ends: date, told: ValidationInfo) -> date:
        starts = told.data.get("starts")
        if starts is not None and ends < starts:
            raise ValueError(f"{ends} is before the event starts ({starts})")
        return ends

    def event(self) -> Event:
        """The event as a value; its slug is its first hashtag where the file names none."""
        return Event(
            slug=self.slug or self.hashtags[0],
            name=self.name,
            hashtags=tuple(dict.fromkeys(self.hashtags)),
            starts=self.starts,
            ends=self.ends,
            timezone=self.timezone,
            servers=tuple(dict.fromkeys(self.servers)),
            accounts=tuple(dict.fromkeys(self.accounts)),
            policy=Policy(
                hide_bots=self.hide_bots,
                hide_sensitive=self.hide_sensitive,
                languages=self.languages,
                words=self.words,
            ),
            erase_after_days=self.erase_after_days,
            accent=self.accent,
        )


def read_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings from a file (the default ones without), with the environment's REDIS_URL and PORT over them.

    Raises `Misconfigured` with every problem.
    """
    environment = os.environ if environment is None else environment
    named = path or (Path(environment["BACKCHANNEL_CONFIG"]) if environment.get("BACKCHANNEL_CONFIG") else None)
    table = _table(named) if named else {}
    for key, section, word in (("REDIS_URL", "redis", "url"), ("PORT", "web", "port")):
        if environment.get(key):
            table[section] = {**table.get(section, {}), word: environment[key]}
    settings = _checked(Settings, table, named or Path("environment"))
    if settings.redis.url and urlsplit(settings.redis.url).scheme not in {"redis", "rediss", "unix"}:
        raise Misconfigured(f"redis.url: {settings.redis.url!r} must begin with redis://, rediss:// or unix://")
    return settings


def read_event(path: Path) -> Event:
    """The event of that file. Raises `Misconfigured` with every problem."""
    return _checked(EventFile, _table(path), path).event()


def check_event(text: str, path: Path) -> Event:
    """The event that this text would be, were it written to that file. Raises `Misconfigured` with every problem."""
    return _checked(EventFile, tomllib.loads(text), path, text).event()


def check_hashtags(typed: Sequence[str]) -> tuple[str, ...]:
    """These hashtags, folded. Raises `Misconfigured` with every one that is none."""
    folded: list[str] = []
    problems: list[str] = []
    for word in typed:
        try:
            folded.append(checks.hashtag(word))
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise Misconfigured("\n".join(problems))
    return tuple(dict.fromkeys(folded))


def shared_clock(environment: Mapping[str, str] | None = None) -> Path | None:
    """The file of a rehearsal's clock that other processes follow (BACKCHANNEL_CLOCK), if there is one."""
    named = (os.environ if environment is None else environment).get("BACKCHANNEL_CLOCK")
    return Path(named) if named else None


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured(f"{path}: can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: not TOML: {error}") from error


def _checked(kind: type[M], table: dict[str, Any], path: Path, text: str | None = None) -> M:
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        written = path.read_text(encoding="utf-8") if text is None and path.is_file() else text
        raise Misconfigured("\n".join(_problems(error, path, written or ""))) from error


def _problems(error: ValidationError, path: Path, text: str) -> Iterator[str]:
    for problem in error.errors():
        keys = [str(key) for key in problem["loc"]]
        line = _line_of(text, keys)
        said = {
            "extra_forbidden": "there is no such key: is it misspelt?",
            "missing": "this key is missing",
        }.get(problem["type"], problem["msg"].removeprefix("Value error, "))
        yield f"{path}{f':{line}' if line else ''}: {'.'.join(keys) or 'file'}: {said}"


def _line_of(text: str, keys: list[str]) -> int | None:
    """The line where the innermost named key stands; numbers are positions in a list and stand nowhere."""
    for key in reversed([key for key in keys if not key.isdigit()]):
        found = re.search(rf"^\s*(\[\s*)?{re.escape(key)}\s*[=\]]", text, re.MULTILINE)
        if found:
            return text.count("\n", 0, found.start()) + 1
    return None
