"""The only reader of configuration and of the environment. All that is wrong is told at once, with file and line."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import Field, create_model

from backchannel.model.event import Event
from backchannel.settings import checks
from backchannel.settings.environment import CLOCK, CONFIG, OURS, strange_variables
from backchannel.settings.event_file import SERVERS, EventFile
from backchannel.settings.files import File, Written, checked, parsed, read_file
from backchannel.settings.problems import Misconfigured, Problem, refuse
from backchannel.settings.sections import LinkSettings, ProgrammeSettings, RedisSettings, SummarySettings, WebSettings
from backchannel.sources.network import Network, Secrets, Section
from backchannel.sources.registry import networks
from backchannel.text.toml import Keys

__all__ = [
    "SERVERS",
    "EventFile",
    "LinkSettings",
    "Misconfigured",
    "Problem",
    "ProgrammeSettings",
    "RedisSettings",
    "Settings",
    "SummarySettings",
    "WebSettings",
    "check_event",
    "check_hashtags",
    "read_both",
    "read_event",
    "read_events",
    "read_settings",
    "read_together",
    "refuse",
    "shared_clock",
]

S = TypeVar("S", bound=Section)

ENVIRONMENT: Mapping[str, Keys] = {"REDIS_URL": ("redis", "url"), "PORT": ("web", "port")}


def _tables() -> type[File]:
    """A table for each network, as its package describes it."""
    fields: dict[str, Any] = {name: (network.section, network.section()) for name, network in networks().items()}
    return create_model("_Tables", __base__=File, **fields)


class Settings(_tables()):
    """Everything in `backchannel.toml`. Its keys are explained there."""

    what: ClassVar[str] = "the settings"
    mend: ClassVar[str] = "leave it out to run with the defaults"
    explained_in: ClassVar[str] = "config/backchannel.toml"

    data: Annotated[Path, Field(strict=False)] = Path("data")
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
        return Secrets(self.data, {name: said for name, said in told.items() if name.startswith(OURS)})

    def changed(self, network: str, **values: object) -> Self:
        """The settings with other values in that network's table."""
        return self.model_copy(update={network: getattr(self, network).model_copy(update=values)})

    def served_at(self, host: str | None, port: int | None) -> Self:
        """The settings with another host or port to listen on, where they are given."""
        given = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
        return self.model_copy(update={"web": self.web.model_copy(update=given)})


def read_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings from a file (the default ones without), with the environment's REDIS_URL and PORT over them.

    Raises `Misconfigured` with every problem.
    """
    environment = os.environ if environment is None else environment
    refuse(partial(_refuse_strange, environment), partial(_settings, path, environment))
    return _settings(path, environment)


def read_event(path: Path) -> Event:
    """The event of that file. Raises `Misconfigured` with every problem."""
    return checked(EventFile, read_file(EventFile, path)).event(path.parent)


def read_events(paths: Sequence[Path], *, taken: Iterable[str] = ()) -> list[Event]:
    """The events of these files, beside those whose slugs are taken. Raises `Misconfigured` with every problem."""
    refuse(*(partial(read_event, path) for path in paths))
    events = [read_event(path) for path in paths]
    count = Counter([*taken, *(event.slug for event in events)])
    twice = [event for event in events if count[event.slug] > 1]
    if twice:
        raise Misconfigured(f"Two events are called {twice[0].slug} in addresses: give one of them another `slug`.")
    return events


def read_together(config: Path | None, paths: Sequence[Path]) -> tuple[Settings, list[Event]]:
    """The settings, and the events of these files. Raises `Misconfigured` with every problem of all of them."""
    refuse(partial(read_settings, config), partial(read_events, paths))
    return read_settings(config), read_events(paths)


def read_both(config: Path | None, path: Path) -> tuple[Settings, Event]:
    """The settings, and the event of that file. Raises `Misconfigured` with every problem of both."""
    settings, (event,) = read_together(config, [path])
    return settings, event


def check_event(text: str, path: Path) -> Event:
    """The event that this text would be, were it written to that file. Raises `Misconfigured` with every problem."""
    return checked(EventFile, parsed(text, path)).event(path.parent)


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
        raise Misconfigured(*problems)
    return tuple(dict.fromkeys(folded))


def shared_clock(environment: Mapping[str, str] | None = None) -> Path | None:
    """The file of a rehearsal's clock that other processes follow (BACKCHANNEL_CLOCK), if there is one."""
    named = (os.environ if environment is None else environment).get(CLOCK)
    return Path(named) if named else None


def _refuse_strange(environment: Mapping[str, str]) -> None:
    if strange := list(strange_variables(environment)):
        raise Misconfigured(*strange)


def _settings(path: Path | None, environment: Mapping[str, str]) -> Settings:
    named = path or (Path(environment[CONFIG]) if environment.get(CONFIG) else None)
    written = read_file(Settings, named) if named else Written(Path("settings"), "", {})
    return checked(Settings, _overruled(written, environment))


def _overruled(written: Written, environment: Mapping[str, str]) -> Written:
    """The settings as the environment has them; what stands where a table should stays, to be told of."""
    given = {keys: environment[name] for name, keys in ENVIRONMENT.items() if environment.get(name)}
    table = dict(written.table)
    for (section, word), said in given.items():
        if isinstance(table.get(section, {}), dict):
            table[section] = {**table.get(section, {}), word: int(said) if _is_port(section, said) else said}
    names = {keys: f"{name} in the environment" for name, keys in ENVIRONMENT.items() if keys in given}
    return written._replace(table=table, overruled=names)


def _is_port(section: str, said: str) -> bool:
    return section == "web" and said.isdecimal()
