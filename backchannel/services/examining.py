"""For a doctor: the machine itself, and what is kept on it. Redis, disk, folders, secrets, clock, people."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from backchannel.curation.likenesses import Likeness, likenesses
from backchannel.model.event import Event
from backchannel.model.finding import Finding
from backchannel.store.archive import Archive
from backchannel.store.connect import Client, server_info
from backchannel.store.keys import SCHEMA
from backchannel.store.server import fsync

GIGABYTE = 2**30
LEAST_FREE, ENOUGH_FREE = GIGABYTE // 4, 2 * GIGABYTE
FULL = 0.8  # of Redis's memory
SKEW_SECONDS, BAD_SKEW_SECONDS = 5.0, 60.0
OTHERS = 0o077  # what a file with a secret may not grant

Facts = Mapping[str, str]


async def redis_findings(redis: Client) -> list[Finding]:
    """How the Redis is that we found usable."""
    facts = await server_info(redis, "default")
    schema = (await redis.call("GET", SCHEMA) or b"none").decode()
    version = facts.get("valkey_version") or facts.get("redis_version", "?")
    return [
        Finding("Redis", "ok", f"Version {version}, data of schema {schema}."),
        _lasting(facts, await fsync(redis)),
        _memory(facts),
    ]


async def people(redis: Client, event: Event) -> list[Finding]:
    """Who may be one person on two networks. Nobody but themselves can say so, by linking the two accounts."""
    alike = likenesses([record async for record in Archive(redis, event.slug).all()])
    return [Finding(f"People of {event.name}", "ok", _alike(likeness)) for likeness in alike]


def disk(folder: Path) -> Finding:
    """Whether there is room where the data is."""
    free = shutil.disk_usage(_existing(folder)).free
    says = f"{free / GIGABYTE:.1f} GB free for {folder}."
    if free < LEAST_FREE:
        return Finding("Disk", "fail", says, "Make room: Redis refuses to write when the disk is full.")
    if free < ENOUGH_FREE:
        return Finding("Disk", "warn", says, "Make room before the event.")
    return Finding("Disk", "ok", says)


def summaries(folder: Path) -> Finding:
    """Whether summaries can be published."""
    place = _existing(folder)
    try:
        probe = place / ".backchannel-doctor"
        probe.touch()
        probe.unlink()
    except OSError as error:
        mend = f"Let this user write to {place}, or set `data` to a folder where it may."
        return Finding("Summaries", "fail", f"{folder} can't be written: {error.strerror}.", mend)
    return Finding("Summaries", "ok", f"They can be written to {folder}.")


def secrets(files: Mapping[str, Path]) -> list[Finding]:
    """Whether files with secrets are there, and for their owner alone. They are not read."""
    return [_secret(name, path) for name, path in files.items()]


def clock(skews: Mapping[str, float]) -> Finding:
    """Whether this machine's clock agrees with the others'. `skews` are seconds by which each is ahead."""
    if not skews:
        return Finding("Clock", "warn", "No server told its time.", "Run this again when one can be reached.")
    ours = -median(skews.values())
    says = f"It is {abs(ours):.0f} s {'ahead of' if ours > 0 else 'behind'} what {len(skews)} servers say."
    mend = "Switch the network's time on (timedatectl set-ntp true)."
    if abs(ours) > BAD_SKEW_SECONDS:
        return Finding("Clock", "fail", says, mend)
    if abs(ours) > SKEW_SECONDS:
        return Finding("Clock", "warn", says, mend)
    return Finding("Clock", "ok", f"It agrees with {len(skews)} servers.")


def _alike(likeness: Likeness) -> str:
    one, other, times = likeness
    return (
        f"{one.handle} and {other.handle}, both called {one.name}, said the same {times} times. They count as two. "
        "If they are one person, and let the two profiles link to each other, their posts will be one, too."
    )


def _lasting(facts: Facts, often: str) -> Finding:
    part = "Redis on disk"
    if facts.get("aof_enabled") != "1":
        return Finding(part, "warn", "It has no append-only file.", "Set `appendonly yes`, or a crash loses decisions.")
    if facts.get("aof_last_write_status", "ok") != "ok":
        return Finding(part, "fail", "Its last write to disk failed.", "Look at its log, and make room on its disk.")
    if often and often != "always":
        mend = "Set `appendfsync always`, if no moderator's decision may be lost to a power cut."
        return Finding(part, "warn", f"It writes to disk `{often}`.", mend)
    return Finding(part, "ok", f"It writes to disk{f' {often}' if often else ''}.")


def _memory(facts: Facts) -> Finding:
    part = "Redis memory"
    used, most = int(facts.get("used_memory", 0)), int(facts.get("maxmemory", 0))
    says = f"{used / 2**20:.0f} MB used{f' of {most / 2**20:.0f} MB' if most else ''}."
    policy = facts.get("maxmemory_policy", "noeviction")
    if most and policy != "noeviction":
        return Finding(
            part, "fail", f"When it is full it throws data away ({policy}).", "Set `maxmemory-policy noeviction`."
        )
    if most and used > FULL * most:
        return Finding(part, "warn", says, "Give it more memory, or forget events that are over.")
    return Finding(part, "ok", says)


def _secret(name: str, path: Path) -> Finding:
    if not path.is_file():
        return Finding(name, "ok", "There is none.")
    if path.stat().st_mode & OTHERS:
        return Finding(name, "fail", f"{path} can be read by others on this machine.", f"chmod 600 {path}")
    return Finding(name, "ok", f"It is in {path}, for its owner alone.")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    whole = folder.absolute()
    return next(place for place in (whole, *whole.parents) if place.is_dir())
