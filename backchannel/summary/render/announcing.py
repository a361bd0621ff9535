"""Drafts of announcements for both networks, within what each of them allows, and words for the picture."""

from backchannel.summary import wording
from backchannel.summary.render.glance import sentences
from backchannel.summary.values import Summary

# Characters. Both networks count what a reader sees as one, which is never more than we count.
MASTODON = 500
BLUESKY = 300

_MISSING = "[the address of the summary]"
_LONGEST_NAME = 80


def announcement(summary: Summary, address: str, most: int) -> str:
    """What the summary is, where it is, and as much of what is in it as fits."""
    name = summary.event.name if len(summary.event.name) <= _LONGEST_NAME else f"{summary.event.name[:_LONGEST_NAME]}…"
    begin = f"What people wrote at {name}, as a page to read:"
    tags = " ".join(f"#{tag}" for tag in summary.event.hashtags)
    said = sentences(summary)
    for count in range(len(said), -1, -1):
        for ending in (tags, f"#{summary.event.hashtags[0]}"):
            text = "\n\n".join(filter(None, [begin, " ".join(said[:count]), address or _MISSING, ending]))
            if len(text) <= most:
                return text
    return (address or _MISSING)[:most]


def picture_words(summary: Summary) -> str:
    """The picture in words, for its description."""
    numbers = summary.numbers
    counts = [wording.counted(numbers.people, "person"), wording.counted(numbers.posts, "post")]
    if numbers.links:
        counts.append(wording.counted(numbers.links, "link"))
    if numbers.spoken_of:
        counts.append(f"{wording.grouped(numbers.spoken_of)} of {wording.counted(numbers.sessions, 'session')}")
    event = summary.event
    told = f"{event.name}, {wording.days(event.starts, event.ends)}: the learning summary. {wording.listed(counts)}."
    return f"{told} Bars show how many people wrote in each hour." if summary.timeline.days else told


def announcements(summary: Summary, address: str) -> bytes:
    """A file to copy from."""
    drafts = {
        f"Mastodon (up to {MASTODON} characters)": announcement(summary, address, MASTODON),
        f"Bluesky (up to {BLUESKY} characters)": announcement(summary, address, BLUESKY),
        "Description of picture.png, for either": picture_words(summary),
    }
    parts = [f"## {name}\n\n```text\n{_unfenced(text)}\n```\n" for name, text in drafts.items()]
    return "\n".join(["# Drafts to announce the summary\n", *parts]).encode()


def _unfenced(text: str) -> str:
    return text.replace("```", "'''")
