"""Which extras helped, in a sentence."""

from collections.abc import Sequence

from backchannel.summary import wording
from backchannel.summary.extras import Extra, ExtraName

_DOES: dict[ExtraName, str] = {
    "dedupe": "found posts that say nearly the same",
    "embed": "joined themes whose words mean the same",
    "lang": "had a vote on languages",
    "themes": "found the themes as topics",
}


def helped(extras: Sequence[Extra]) -> str:
    """What each did and which version of what it is; nothing where none helped."""
    told = [f"{extra.by} {extra.version} {_DOES[extra.name]} ({extra.name})" for extra in extras]
    return f"Extras helped: {wording.listed(told)}." if told else ""
