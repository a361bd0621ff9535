"""From the script to the recording's files. The pictures are drawn already and stay as they are."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from backchannel.demo.conference.bluesky import Repositories
from backchannel.demo.conference.mastodon import Servers
from backchannel.demo.conference.pictures import Pictures
from backchannel.demo.conference.programme import schedule
from backchannel.demo.conference.scenes import scenes
from backchannel.demo.conference.script import Programme, read


def recording_files(script_folder: Path, media: Path) -> Mapping[str, str]:
    """Every text file of the recording, by name. Raises `BadScript`."""
    script = read(script_folder)
    placed = scenes(script)
    pictures = Pictures(media, script.alts)
    servers = Servers(script, placed, pictures)
    repositories = Repositories(script, placed, pictures, servers.url)
    return {
        "event.toml": _event(script.programme),
        "mastodon.jsonl": _lines(servers.lines()),
        "jetstream.jsonl": _lines(repositories.lines()),
        "profiles.json": _table(repositories.profiles()),
        "posts.json": _table(repositories.counts()),
        "programme.json": _table(schedule(script)),
    }


def _event(programme: Programme) -> str:
    told = {
        "name": json.dumps(programme.name),
        "hashtags": json.dumps([programme.hashtag.lower()]),
        "starts": programme.days[0].isoformat(),
        "ends": programme.days[-1].isoformat(),
        "timezone": json.dumps(programme.zone),
        "servers": json.dumps(programme.servers),
        "programme": json.dumps("programme.json"),
    }
    return "".join(f"{key} = {value}\n" for key, value in told.items())


def _lines(values: Iterable[object]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def _table(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
