"""Every number that attribution depends on, and where it comes from.

Weights are natural logarithms of likelihood ratios, so that they add up: 0 says nothing, 2.3 makes it ten times as
likely, 6.9 a thousand times. A session's score starts at `away`; what the post holds is added to it.
"""

from datetime import timedelta

from msgspec import Struct

EARLY = timedelta(minutes=30)  # before a session people announce it
LATE = timedelta(minutes=120)  # for so long after it they still write about it
LAG = timedelta(minutes=4)  # from hearing something to having written it
FADING = timedelta(minutes=15)  # in which the posts after a session halve
LONGEST_SLOT = timedelta(hours=4)  # an exhibition that is open all day was not what people sat in
SAME_DAYS = timedelta(days=3)  # a word is rare or common among the talks of the days around
OWN_SLOT = timedelta(minutes=15)  # around their session a speaker's own posts are likely about it
MANY = 20  # sessions that share an address: the event's own page says nothing about one of them
AT_LEAST = 25  # talks; in a programme of fewer, words are no less rare in the world
FEW, TELLING = 3, 1 / 20  # a word that so many talks, or such a part of them, have can bring up a talk by itself
COMMON = 1 / 4  # a word that a larger part of all talks have says nothing
PLENTY = 40  # different words; a longer text shares some with every talk by chance


class Weights(Struct, frozen=True, kw_only=True):
    """The weights. All but the last four were set for the reason beside them, and hold for any event.

    The last four were chosen on one conference, as `docs/attribution.md` tells, and frozen. `about` is the logarithm of
    the odds that a post from a slot is about what is on: six of ten were. `away` is that for one session at any other
    time. `word` scales what words say. `sure` is the least score at which a session is named.
    """

    hashtag: float = 10.0  # made for this session: enough alone, at any time
    link: float = 10.0  # the talk's own page, slides or code: enough alone, at any time
    near_link: float = 7.0  # another page of the same repository or site: not enough alone
    speaker: float = 6.0  # enough in the talk's slot; people are named for many reasons at other times
    own: float = 7.0  # a speaker who says "my talk"
    author: float = 3.0  # a speaker who shares a link, or writes around their own slot: they praise others' talks too
    thread: float = 9.0  # answers are about what they answer, for hours
    room: float = 2.0  # one room of six or so
    title: float = 3.0  # a word of the title counts as so many of the abstract
    knee: float = 1.0  # BM25's k: a word's second time in an abstract says less than its first
    about: float = 0.4
    away: float = -6.0
    word: float = 1.5
    sure: float = 0.9
