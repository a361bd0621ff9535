"""Which hashtags a server's streaming can tell of.

The two halves of Mastodon do not fold a hashtag alike: timelines keep marks and the katakana middle dot
(`app/lib/hashtag_normalizer.rb`), streaming keeps letters, digits, `_`, `·` and ZWNJ (`streaming/utils.js`). Where they
differ, the subscription is accepted and nothing ever comes.
"""

import unicodedata

_KEPT = frozenset("_·\u200c")


def is_streamed(hashtag: str) -> bool:
    """Whether streaming calls this folded hashtag by the name that timelines have for it."""
    return all(letter in _KEPT or unicodedata.category(letter)[0] in "LN" for letter in hashtag)
