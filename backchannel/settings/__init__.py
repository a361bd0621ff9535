"""The only reader of TOML and of the environment. What is wrong is told at once, all of it, with file, key and line."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, ValidationError, ValidationInfo, create_model, field_validator

from backchannel.model.event import Event, Policy
from backchannel.settings import checks
from backchannel.settings.sections import LinkSettings, ProgrammeSettings, RedisSettings, SummarySettings, WebSettings
from backchannel.sources.network import Network, Secrets, Section
from backchannel.sources.registry import networks
from backchannel.text.accounts import account

M = TypeVar("M", bound=BaseModel)
S = TypeVar("S", bound=Section)


# Large general servers that let anybody read hashtag timelines, for events that name none.
SERVERS = ("mastodon.social", "mastodon.online", "mstdn.social", "fosstodon.org", "hachyderm.io", "mas.to")


class Misconfigured(Exception):
    """The configuration is wrong; one line for each problem: file, line, key, what is wrong, how to mend it."""


def _tables() -> type[Section]:
    """A table for each network, as its package describes it."""
    fields: dict[str, Any] = {name: (network.section, network.section()) for name, network in networks().items()}
    return create_model("_Tables", __base__=Section, **fields)


class Settings(_tables()):
    """Everything in `backchannel.toml`. Its keys are explained there."""

    data: Path = Path("data")
    redis: RedisSettings = RedisSettings()
    web: WebSettings = WebSettings()
    programme: ProgrammeSettings = ProgrammeSettings()
    links: LinkSettings = LinkSettings()
    summary: SummarySettings = SummarySettings()

    @property
    def summaries(self) -> Path:
        """Where published summaries lie, a folder for each event."""
        return self.data / "summaries"

    def of(self, network: Network[S]) -> S:
        """That network's table."""
        return getattr(self, network.name)

    def secrets(self, environment: Mapping[str, str] | None = None) -> Secrets:
        """Where networks find their secrets."""
        told = os.environ if environment is None else environment
        return Secrets(self.data, {name: said for name, said in told.items() if name.startswith("BACKCHANNEL_")})

    def changed(self, network: str, **values: object) -> Self:
        """The settings with other values in that network's table."""
        return self.model_copy(update={network: getattr(self, network).model_copy(update=values)})


def _lists() -> type[Section]:
    """The keys that networks add to an event's file: each a list, empty where the file has none."""
    checked = {key: check for network in networks().values() for key, check in network.event_keys.items()}
    fields: dict[str, Any] = {
        key: (tuple[Annotated[str, AfterValidator(check)], ...], ()) for key, check in checked.items()
    }
    return create_model("_Lists", __base__=Section, **fields)


class EventFile(_lists()):
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
    opt_out: Annotated[str, AfterValidator(checks.hashtag)] = "optout"
    opt_in: Annotated[str, AfterValidator(checks.hashtag)] = "optin"
    strict: bool = False
    erase_after_days: Annotated[int, Field(ge=0)] | None = None
    programme: Annotated[str, AfterValidator(checks.programme)] = ""
    overlay: str = ""
    ground: Annotated[str, AfterValidator(checks.ground)] = ""
    accent: str = ""

    @field_validator("ends")
    @classmethod
    def _in_order(cls, ends: date, told: ValidationInfo) -> date:
        starts = told.data.get("starts")
        if starts is not None and ends < starts:
            raise ValueError(f"{ends} is before the event starts ({starts})")
        return ends

    @field_validator("accent")
    @classmethod
    def _readable(cls, accent: str, told: ValidationInfo) -> str:
        return checks.accent(accent, told.data.get("ground", "")) if accent else ""

    @field_validator("opt_in")
    @classmethod
    def _apart(cls, opt_in: str, told: ValidationInfo) -> str:
        if opt_in == told.data.get("opt_out"):
            raise ValueError(f"#{opt_in} can't mean both, to leave and to come back")
        return opt_in

    def event(self, folder: Path) -> Event:
        """The event as a value, of a file in that folder; its slug is its first hashtag where the file names none."""
        return Event(
            slug=self.slug or self.hashtags[0],
            name=self.name,
            hashtags=tuple(dict.fromkeys(self.hashtags)),
            starts=self.starts,
            ends=self.ends,
            timezone=self.timezone,
            servers=tuple(dict.fromkeys(self.servers)),
            accounts=tuple(dict.fromkeys(self.accounts)),
            places={key: tuple(dict.fromkeys(listed)) for key, listed in self._listed() if listed},
            policy=Policy(
                hide_bots=self.hide_bots,
                hide_sensitive=self.hide_sensitive,
                languages=self.languages,
                words=self.words,
                opt_out=self.opt_out,
                opt_in=self.opt_in,
                strict=self.strict,
            ),
            erase_after_days=self.erase_after_days,
            accent=self.accent,
            ground=self.ground,
            programme=self._programme_from(folder),
            overlay=str(folder / self.overlay) if self.overlay else "",
        )

    def _programme_from(self, folder: Path) -> str:
        is_path = self.programme and "://" not in self.programme
        return str(folder / self.programme) if is_path else self.programme

    def _listed(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for network in networks().values():
            yield from ((key, getattr(self, key)) for key in network.event_keys)


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
    return _checked(EventFile, _table(path), path).event(path.parent)


def check_event(text: str, path: Path) -> Event:
    """The event that this text would be, were it written to that file. Raises `Misconfigured` with every problem."""
    return _checked(EventFile, tomllib.loads(text), path, text).event(path.parent)


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
