"""A new event's file, from the answers to five questions."""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from backchannel.text.hashtags import fold_all


class Answers(NamedTuple):
    """What a person said of their event."""

    name: str
    hashtags: Sequence[str]
    starts: date
    ends: date
    timezone: str
    servers: Sequence[str]


def event_file(answers: Answers) -> str:
    """The text of the event's file; what was not asked stands there as a comment, to be found when it is wanted."""
    return f"""# {answers.name}: how Backchannel follows it. config/events/example.toml explains every key.
name = {_toml(answers.name)}
hashtags = {_toml(list(fold_all(answers.hashtags)))}
starts = {answers.starts.isoformat()}
ends = {answers.ends.isoformat()}
timezone = {_toml(answers.timezone)}
servers = {_toml(list(answers.servers))}

# programme = "https://…/schedule.json"
# follow_speakers = true
# accounts = []
# hide_bots = true
# hide_sensitive = false
# erase_after_days = 90
# accent = "#ffc145"
"""


def _toml(value: object) -> str:
    # For texts and lists of texts, JSON is TOML.
    return json.dumps(value, ensure_ascii=False)
