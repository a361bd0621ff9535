"""What can go wrong with the pretend networks. One table, so that it can be combined and nothing is left out."""

from collections.abc import Mapping

from backchannel.demo.mastodon_faults import MASTODON

OK = "ok"

_COMMON = {
    "slow": "nothing is answered until it is over",
    "error": "503; a Jetstream says goodbye (1001) to its readers",
    "broken": "500",
    "drop": "connections end without a word (1006)",
    "ratelimit": "429",
}

# By kind of surface: every mode that `/pretend/fault` takes there, besides `ok`, and what it does.
FAULTS: Mapping[str, Mapping[str, str]] = {
    "jetstream": {name: _COMMON[name] for name in ("slow", "error", "drop", "ratelimit")},
    "appview": {name: _COMMON[name] for name in ("slow", "error", "drop", "ratelimit")},
    "mastodon": {**_COMMON, **MASTODON},
}
