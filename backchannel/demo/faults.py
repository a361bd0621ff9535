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
    "jetstream": {
        **_COMMON,
        "half_open": "connections stay, and nothing gets through, not even a pong",
        "close_1000": "readers are closed with 1000",
        "close_1007": "readers are closed with 1007",
        "too_slow": "readers are told ConsumerTooSlow, and closed with 1008",
        "refused": "400 to every reader",
        "old_wire": "404 on wire v2: only the old wire is known",
        "garbage": "frames that make no sense between the true ones",
        "truncated": "a frame that ends in its middle before each true one",
        "duplicated": "every frame comes twice",
        "clamped": "only the last ten minutes are kept",
        "reordered": "of two neighbours by different people the second comes first",
        "late": "every third person's events come at the end of what happens at once",
        "deletes_first": "a post's delete comes before the post",
        "skewed": "the clock is 90 seconds fast",
    },
    "appview": {
        **_COMMON,
        "nonsense": "200 with a page that is no JSON",
        "empty": "200 with nothing in it",
        "secretive": "403 to strangers who ask for conversations",
    },
    "mastodon": {**_COMMON, **MASTODON},
}
