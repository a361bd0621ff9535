"""A long morning of an invented conference, on both networks, in which everything happens that can happen to a post.

What must stand at the end is written down beside what happens, not worked out from it.
"""

from pathlib import Path
from random import Random
from typing import NamedTuple

from support.recordings import RecordingBuilder

TULIP, ROSE = "tulip.example", "rose.example"
CROWD = ("ada", "ben", "emil", "fay")
SKY = ("ada.sky.example", "ben.sky.example", "gus.sky.example")
BETWEEN = 12  # posts of the crowd between two scenes


class Story(NamedTuple):
    """A recording; the words of all that must be shown at its end, by id; and two early posts to give orders about."""

    recording: Path
    shown: dict[str, str]
    to_hide: str
    to_pin: str


def tell(folder: Path) -> Story:
    """Write the story's recording into a folder."""
    teller = _Teller()
    for scene in (_orders, _servers, _wishes, _sky, _accounts, _changes, _losses, _departures, _returns, _last_words):
        scene(teller)
        teller.talk()
    shown = {teller.uri(key): words for key, words in teller.last.items()}
    return Story(teller.write(folder), shown, teller.uri("to hide"), teller.uri("to pin"))


class _Teller(RecordingBuilder):
    """Tells a story; `last` are the words that must stand at its end, by the posts' keys."""

    def __init__(self) -> None:
        super().__init__(servers=(TULIP, ROSE))
        self.last: dict[str, str] = {}
        self._dice = Random(2026)
        self._said = 0

    def talk(self) -> None:
        """Some posts of people to whom nothing happens; some of those on one server are seen on the other."""
        for _ in range(BETWEEN):
            self._said += 1
            key, words = f"talk {self._said}", f"Thought {self._said} about tulips. #tulipconf"
            if self._dice.random() < 0.4:
                self.bluesky_post(key, words, by=self._dice.choice(SKY))
            else:
                here, there = self._dice.sample((TULIP, ROSE), 2)
                self.server(here).status(key, words, by=self._dice.choice(CROWD))
                self._maybe_seen(key, there)
            self.last[key] = words

    def _maybe_seen(self, key: str, there: str) -> None:
        if self._dice.random() < 0.5:
            self.server(there).seen(key)


def _orders(teller: _Teller) -> None:
    teller.server(TULIP).status("to hide", "Rather not. #tulipconf", by="mallory")
    teller.status("to pin", "Lunch is at noon. #tulipconf", by="cleo")
    teller.last["to pin"] = "Lunch is at noon. #tulipconf"


def _servers(teller: _Teller) -> None:
    for key in ("edited", "edited twice", "deleted", "untagged", "tagged again", "unlisted", "deleted copy"):
        teller.server(TULIP).status(key, f"First words, {key}. #tulipconf")
        teller.server(ROSE).seen(key)
    for key in ("far, lost on one", "far, lost on both"):
        teller.server(TULIP).status(key, f"From afar, {key}. #tulipconf", by="ivy@far.example")
        teller.server(ROSE).seen(key)
    teller.status("warned", "The tulips die. #tulipconf", spoiler_text="The end of the film")
    teller.last |= {"warned": "The tulips die. #tulipconf", "deleted copy": "First words, deleted copy. #tulipconf"}


def _wishes(teller: _Teller) -> None:
    teller.server(ROSE).person("dora", note="<p>#nobot please</p>").status("nobot", "Mine. #tulipconf", by="dora")
    teller.person("robot", bot=True).status("bot", "Beep. #tulipconf", by="robot")
    teller.status("before the note", "Not yet shy. #tulipconf", by="hugo")
    teller.status("before the opt-out", "Not yet out. #tulipconf", by="jo")
    teller.server(TULIP).seen("before the opt-out")


def _sky(teller: _Teller) -> None:
    for key in ("updated", "updated twice", "erased", "sky untagged", "sky tagged again"):
        teller.bluesky_post(key, f"First words, {key}. #tulipconf", by="una.example")
    teller.bluesky_post("answer", "So it is. #tulipconf", by="ben.sky.example", reply_to="updated")
    teller.last["answer"] = "So it is. #tulipconf"


def _accounts(teller: _Teller) -> None:
    teller.profile("mia.example", labels=["!no-unauthenticated"]).profile("nia.example", description="#nobot")
    for by in ("mia", "nia", "oda", "pia", "kim", "lea", "max", "qi", "tom"):
        for number in (1, 2):
            teller.bluesky_post(f"{by} {number}", f"Said by {by}, {number}. #tulipconf", by=f"{by}.example")
    teller.last |= {
        f"{by} {number}": f"Said by {by}, {number}. #tulipconf" for by in ("lea", "qi") for number in (1, 2)
    }


def _changes(teller: _Teller) -> None:
    teller.server(TULIP).edit("edited", "Last words, edited. #tulipconf")
    teller.edit("edited twice", "Other words. #tulipconf").edit("tagged again", "Without it.")
    teller.edit("untagged", "Nothing to see.").edit("unlisted", "For few. #tulipconf", visibility="unlisted")
    teller.bluesky_update("updated", "Last words, updated. #tulipconf").bluesky_update(
        "updated twice", "Hm. #tulipconf"
    )
    teller.bluesky_update("sky untagged", "Nothing to see.").bluesky_update("sky tagged again", "Without it.")
    teller.last |= {"edited": "Last words, edited. #tulipconf", "updated": "Last words, updated. #tulipconf"}


def _losses(teller: _Teller) -> None:
    teller.server(TULIP).delete("deleted").delete("far, lost on both")
    teller.server(ROSE).delete("deleted copy").delete("far, lost on one").delete("far, lost on both")
    teller.bluesky_delete("erased").bluesky_post("brief", "Oh. #tulipconf", by="una.example").bluesky_delete("brief")
    teller.server(ROSE).status("short", "Oh. #tulipconf").delete("short")
    teller.last["far, lost on one"] = "From afar, far, lost on one. #tulipconf"


def _departures(teller: _Teller) -> None:
    teller.server(ROSE).person("hugo", note="<p>#nobot</p>").status("after the note", "Shy now. #tulipconf", by="hugo")
    teller.status("opt-out", "Leave me out. #tulipconf #optout", by="jo")
    teller.profile_record("oda.example", name="Oda", description="#noindex")
    teller.bluesky_post("sky opt-out", "Leave me out. #tulipconf #optout", by="pia.example")
    teller.account("kim.example", active=False, status="deleted")
    teller.account("lea.example", active=False, status="deactivated")
    teller.account("max.example", active=False, status="deactivated")
    teller.account("tom.example", active=False, status="takendown")
    teller.identity("qi.example", "qi.new.example")


def _returns(teller: _Teller) -> None:
    teller.account("lea.example", active=True)
    teller.bluesky_post("lea 3", "Back again. #tulipconf", by="lea.example")
    teller.server(TULIP).edit("tagged again", "With it, again. #tulipconf").server(ROSE).seen("tagged again")
    teller.bluesky_update("sky tagged again", "With it, again. #tulipconf")
    teller.last |= dict.fromkeys(("tagged again", "sky tagged again"), "With it, again. #tulipconf")
    teller.last["lea 3"] = "Back again. #tulipconf"


def _last_words(teller: _Teller) -> None:
    teller.server(TULIP).edit("edited twice", "Last words, edited. #tulipconf")
    teller.bluesky_update("updated twice", "Last words, updated. #tulipconf")
    teller.last["edited twice"] = "Last words, edited. #tulipconf"
    teller.last["updated twice"] = "Last words, updated. #tulipconf"
