"""One event, as its file tells it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, ValidationInfo, create_model, field_validator

from backchannel.model.event import Event, Policy
from backchannel.settings import checks
from backchannel.settings.files import File
from backchannel.sources.registry import networks
from backchannel.text.accounts import account

# Large general servers that let anybody read hashtag timelines, for events that name none.
SERVERS = ("mastodon.social", "mastodon.online", "mstdn.social", "fosstodon.org", "hachyderm.io", "mas.to")

CENTURY = 36_525  # days
LONGEST_NAME = 200  # characters

Text = Annotated[str, AfterValidator(checks.some_text)]
Hashtag = Annotated[str, AfterValidator(checks.hashtag)]
Day = Annotated[date, AfterValidator(checks.day)]


def _lists() -> type[File]:
    """The keys that networks add to an event's file: each a list, empty where the file has none."""
    keys = {key: check for network in networks().values() for key, check in network.event_keys.items()}
    fields: dict[str, Any] = {
        key: (tuple[Annotated[str, AfterValidator(check)], ...], ()) for key, check in keys.items()
    }
    return create_model("_Lists", __base__=File, **fields)


class EventFile(_lists()):
    """One event, as its file tells it."""

    what: ClassVar[str] = "an event"
    mend: ClassVar[str] = "`backchannel init` writes one"
    explained_in: ClassVar[str] = "config/events/example.toml"

    name: Annotated[str, Field(max_length=LONGEST_NAME, examples=['"Tulips 2026"']), AfterValidator(checks.some_text)]
    hashtags: Annotated[tuple[Hashtag, ...], Field(min_length=1, examples=['["tulips"]'])]
    starts: Annotated[Day, Field(examples=["2026-06-10"])]
    ends: Annotated[Day, Field(examples=["2026-06-12"])]
    timezone: Annotated[str, AfterValidator(checks.zone)] = "UTC"
    servers: tuple[Annotated[str, AfterValidator(checks.host)], ...] = SERVERS
    accounts: tuple[Annotated[str, AfterValidator(account)], ...] = ()
    follow_speakers: bool = False
    slug: Annotated[str, AfterValidator(checks.slug)] | None = None
    hide_bots: bool = True
    hide_sensitive: bool = False
    languages: tuple[Annotated[str, AfterValidator(checks.language)], ...] = ()
    words: tuple[Text, ...] = ()
    opt_out: Hashtag = "optout"
    opt_in: Hashtag = "optin"
    strict: bool = False
    erase_after_days: Annotated[int, Field(ge=0, le=CENTURY)] | None = None
    programme: Annotated[str, AfterValidator(checks.programme)] = ""
    overlay: Annotated[str, AfterValidator(checks.path)] = ""
    ground: Annotated[str, AfterValidator(checks.ground)] = ""
    accent: str = ""

    @field_validator("ends")
    @classmethod
    def _in_order(cls, ends: date, told: ValidationInfo) -> date:
        starts = told.data.get("starts")
        if starts is not None and ends < starts:
            raise ValueError(f"{ends} is before the event starts ({starts}): write its last day")
        return ends

    @field_validator("programme", "overlay")
    @classmethod
    def _there(cls, path: str, told: ValidationInfo) -> str:
        if told.context and path and not checks.is_on_the_web(path):
            checks.file(path, told.context["folder"])
        return path

    @field_validator("accent")
    @classmethod
    def _readable(cls, accent: str, told: ValidationInfo) -> str:
        return checks.accent(accent, told.data.get("ground", "")) if accent else ""

    @field_validator("opt_in")
    @classmethod
    def _apart(cls, opt_in: str, told: ValidationInfo) -> str:
        if opt_in == told.data.get("opt_out"):
            raise ValueError(f"#{opt_in} can't mean both, to leave and to come back: write another")
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
            follow_speakers=self.follow_speakers,
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
        is_path = self.programme and not checks.is_on_the_web(self.programme)
        return str(folder / self.programme) if is_path else self.programme

    def _listed(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for network in networks().values():
            yield from ((key, getattr(self, key)) for key in network.event_keys)
