"""What both the HTML and the Markdown page say, before either has its form."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from backchannel.model.event import Event
from backchannel.summary.languages import language_name
from backchannel.summary.render import hearing, phrases
from backchannel.summary.render.drawing import Drawing, drawing
from backchannel.summary.values import Day, Highlight, Numbers, Peak, Resource, Share, Summary
from backchannel.text.addresses import short

OPEN_RESOURCES = 8  # of each kind; the rest is folded

_KINDS = {
    "slides": ("Slides", "slide deck"),
    "video": ("Recordings", "recording"),
    "code": ("Code", "repository or package"),
    "paper": ("Papers", "paper"),
    "data": ("Data", "data set"),
    "post": ("Articles and posts", "article"),
    "other": ("Pages", "page"),
    "last": ("Also linked", "address"),
}
_NETWORKS = {"bluesky": "Bluesky", "mastodon": "Mastodon"}
_MOST_LANGUAGES = 6
_WEEK = 7


class Part(Struct, frozen=True):
    """A piece of a sentence, and whether it is stressed."""

    text: str
    is_strong: bool = False


class Quote(Struct, frozen=True):
    """A highlight with what is said around it."""

    post: Highlight
    when: str
    network: str
    language: str


class ResourceGroup(Struct, frozen=True):
    """The resources of one kind, in their order."""

    name: str
    anchor: str
    items: tuple[Resource, ...]

    @property
    def open(self) -> tuple[Resource, ...]:
        """Those that are shown at once."""
        return () if self.anchor.endswith("last") else self.items[:OPEN_RESOURCES]

    @property
    def folded(self) -> tuple[Resource, ...]:
        """Those behind a fold."""
        return self.items[len(self.open) :]


class DrawnDay(Struct, frozen=True):
    """A day in numbers, words and lines."""

    day: Day
    name: str
    anchor: str
    description: str
    drawing: Drawing


class Page(Struct, frozen=True, kw_only=True):
    """The page's content in the order in which it is read."""

    summary: Summary
    dates: str
    hashtags: tuple[str, ...]
    glance: tuple[Part, ...]
    languages: str
    networks: str
    heard: tuple[str, ...]
    strips: tuple[hearing.Strip, ...]
    quotes: tuple[Quote, ...]
    resources: tuple[ResourceGroup, ...]
    days: tuple[DrawnDay, ...]
    time: str
    outside: str
    ledger: tuple[tuple[str, int], ...]
    edition: str


def page(summary: Summary) -> Page:
    """Everything the templates print."""
    event, zone = summary.event, ZoneInfo(summary.event.timezone)
    most = max((hour.people for day in summary.timeline.days for hour in day.hours), default=0)
    ordered = sorted(summary.highlights, key=lambda post: (post.created_at, post.id))
    return Page(
        summary=summary,
        dates=phrases.days(event.starts, event.ends),
        hashtags=tuple(f"#{hashtag}" for hashtag in event.hashtags),
        glance=tuple(_glance(summary)),
        languages=_shares((language_name(share.name), share) for share in summary.numbers.languages),
        networks=_shares((_network(share.name), share) for share in summary.numbers.networks),
        heard=tuple(hearing.sentences(summary.coverage, zone)),
        strips=tuple(hearing.strips(summary.coverage)),
        quotes=tuple(_quote(post, event, zone) for post in ordered),
        resources=tuple(_groups(summary.resources)),
        days=tuple(_drawn(day, most) for day in summary.timeline.days),
        time=_time(event.timezone),
        outside=_outside(summary),
        ledger=tuple(hearing.ledger(summary.withheld)),
        edition=summary.origin.digest[:8],
    )


def _glance(summary: Summary) -> Iterable[Part]:
    """The event in one or two sentences that can be quoted."""
    numbers = summary.numbers
    if not numbers.posts:
        yield Part("Nobody has written about this event yet, or nobody who may be quoted.")
        return
    if numbers.days and not summary.timeline.before and not summary.timeline.after:
        yield Part(f"In {phrases.spelled(numbers.days)} {phrases.plural(numbers.days, 'day')}, ")
    yield Part(phrases.counted(numbers.people, "person"), is_strong=True)
    yield Part(" wrote ")
    yield Part(phrases.counted(numbers.posts, "post"), is_strong=True)
    yield Part(".")
    yield from _shared(numbers)


def _shared(numbers: Numbers) -> Iterable[Part]:
    if numbers.links:
        yield Part(" They shared ")
        yield Part(phrases.counted(numbers.links, "link"), is_strong=True)
    if numbers.pictures:
        yield Part(" and " if numbers.links else " They showed ")
        yield Part(phrases.counted(numbers.pictures, "picture"), is_strong=True)
        yield Part(f", {phrases.grouped(numbers.described)} of them described")
    if numbers.links or numbers.pictures:
        yield Part(".")


def _shares(shares: Iterable[tuple[str, Share]]) -> str:
    """English 913, Dutch 218 and 3 others."""
    said = [f"{name} {phrases.grouped(share.posts)}" for name, share in shares]
    said = [f"{one[0].upper()}{one[1:]}" if not at else one for at, one in enumerate(said)]
    more = len(said) - _MOST_LANGUAGES
    return f"{', '.join(said[:_MOST_LANGUAGES])} and {phrases.counted(more, 'other')}" if more > 0 else ", ".join(said)


def _network(name: str) -> str:
    return _NETWORKS.get(name, name.capitalize())


def _quote(post: Highlight, event: Event, zone: ZoneInfo) -> Quote:
    return Quote(
        post=post,
        when=_when(post.created_at.astimezone(zone), event),
        network=_network(post.network),
        language=language_name(post.language) if post.language else "",
    )


def _when(written: datetime, event: Event) -> str:
    """The weekday is enough within an event of a week."""
    is_during = event.starts <= written.date() <= event.ends
    if is_during and (event.ends - event.starts).days < _WEEK:
        return f"{written:%A %H:%M}"
    year = "" if written.year == event.starts.year else f" {written.year}"
    return f"{written.day} {written:%B}{year}, {written:%H:%M}"


def _groups(resources: Iterable[Resource]) -> Iterable[ResourceGroup]:
    items = list(resources)
    for kind, (name, _) in _KINDS.items():
        of_kind = tuple(resource for resource in items if resource.kind == kind)
        if of_kind:
            yield ResourceGroup(name, f"resources-{kind}", of_kind)


def _drawn(day: Day, most: int) -> DrawnDay:
    return DrawnDay(
        day=day,
        name=phrases.day(day.date),
        anchor=f"day-{day.date.isoformat()}",
        description=_described(day),
        drawing=drawing(day, most),
    )


def _described(day: Day) -> str:
    """The drawing in words, for those who hear the page."""
    wrote = f"{phrases.counted(day.people, 'person')} wrote {phrases.counted(day.posts, 'post')}."
    if not day.peaks:
        return f"{wrote} No hour stands out."
    peaks = "; ".join(
        f"{peak.letter}, {hour_span(peak)}, {phrases.counted(peak.people, 'person')}" for peak in day.peaks
    )
    return f"{wrote} {phrases.spelled(len(day.peaks)).capitalize()} {phrases.plural(len(day.peaks), 'peak')}: {peaks}."


def hour_span(peak: Peak) -> str:
    """10:00 to 11:00."""
    return f"{peak.hour:02}:00 to {(peak.hour + 1) % 24:02}:00"


def _time(timezone: str) -> str:
    """Europe/Paris → Paris time."""
    place = timezone.rpartition("/")[2].replace("_", " ")
    return place if place == "UTC" else f"{place} time"


def _outside(summary: Summary) -> str:
    before, after = summary.timeline.before, summary.timeline.after
    said = [f"{phrases.counted(before, 'post')} before the event" if before else ""]
    said.append(f"{phrases.counted(after, 'post')} after it" if after else "")
    told = phrases.listed([one for one in said if one])
    return f"{told[0].upper()}{told[1:]} {'is' if before + after == 1 else 'are'} not drawn." if told else ""


def medium(kind: str) -> str:
    """What a reader calls it: the networks' `image` is a picture, their `gifv` a moving one."""
    return {"image": "picture", "gifv": "moving picture", "video": "video", "audio": "recording"}.get(
        kind, "attachment"
    )


def shared_by(resource: Resource) -> str:
    """What follows the sharer's name: how many others shared it, too."""
    others = resource.sharers - 1
    return f" and {phrases.counted(others, 'other')}" if others > 0 else ""


def link_text(text: str) -> str:
    """A link's text, shortened where it is an address."""
    return short(text, longest=48) if text.startswith(("http://", "https://", "www.")) else text
