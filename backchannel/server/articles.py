"""A record as the follow page shows it: a card with all of its words, made to be read in the hand. Pure.

What a warning covers comes along, for a reader to open. Its pictures do not: whoever wants to see them goes where they
were posted (decision 021).
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Self
from urllib.parse import quote

from msgspec.structs import asdict, replace

from backchannel.model.body import Segment
from backchannel.model.codec import encode
from backchannel.model.post import Author, Post
from backchannel.model.record import Record
from backchannel.server.body import told
from backchannel.server.cards import (
    LONGEST_ALT,
    LONGEST_NAME,
    Card,
    CardAuthor,
    CardMedia,
    CardOption,
    CardPreview,
    card,
    options,
    preview,
)
from backchannel.server.media.pictures import MOST, key_of
from backchannel.server.stage import Named, Stage
from backchannel.summary.languages import language_name

LONGEST = 10_000  # characters of a body
ENGLISH = "en"
UNTOLD = "without a description"


class Article(Card, frozen=True, kw_only=True, omit_defaults=True):
    """A post to read.

    `key` is its name in addresses, `mark` a word that changes with anything in it, `spoken` its language where that is
    not English. `person` is the path of its author's own page, if they may be found. `kept_back` are the descriptions
    of pictures that a warning covers.
    """

    key: str
    mark: str = ""
    person: str = ""
    reply_to: str | None = None
    spoken: str = ""
    kept_back: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Ids of the posts it quotes and answers."""
        return tuple(filter(None, (self.quote_of, self.reply_to)))

    def naming(self, public: Mapping[str, str]) -> Self:
        """The same, naming no post but these, each by the id under which it is shown."""
        return replace(self, quote_of=public.get(self.quote_of or ""), reply_to=public.get(self.reply_to or ""))

    def on(self, stage: Stage, record: Record) -> Self:
        """The same, with what the programme knows of the post and its author."""
        return super().on(stage, record).marked()

    def marked(self) -> Self:
        """The same with its mark."""
        return replace(self, mark=hashlib.sha256(encode(replace(self, mark=""))).hexdigest()[:12])


def main_language(language: str) -> str:
    """The language, whatever its region: `pt` of `pt-BR`."""
    return language.partition("-")[0].lower()


def person_path(slug: str, author: Author) -> str:
    """The path of a person's own page with us; empty for those who do not want to be found."""
    return f"/{quote(slug)}/people/{quote(author.handle, safe='@')}" if author.discoverable and author.handle else ""


def article(record: Record | None, slug: str) -> Article | None:
    """The record's article; None where it is not public."""
    made = card(record, slug)
    if made is None or record is None or record.post is None:
        return None
    post = record.post
    open_ = _opened(made, post) if made.warning else made
    whole = replace(open_, body=_body(open_, post))
    kept_back = _kept_back(post) if made.warning else ()
    unmarked = Article(
        **asdict(whole),
        key=key_of(post.id),
        person=person_path(slug, post.author),
        reply_to=post.reply_to,
        spoken=_spoken(post.language or ENGLISH),
        kept_back=kept_back,
    )
    return unmarked.marked()


def _opened(made: Card, post: Post) -> Card:
    """The card with what its warning covers, but for pictures."""
    return replace(made, poll=options(post.poll), preview=preview(post.links, ""), quote_of=post.quote_of)


def _body(made: Card, post: Post) -> tuple[Segment, ...]:
    return told(post.body, made.preview.url if made.preview else "", longest=LONGEST, people=True)


def _spoken(language: str) -> str:
    main = main_language(language)
    return "" if main == ENGLISH else language_name(main)[:LONGEST_NAME]


def _kept_back(post: Post) -> tuple[str, ...]:
    return tuple(medium.alt[:LONGEST_ALT] or UNTOLD for medium in post.media[:MOST])


PROTOTYPE = Article(
    id="",
    key="-",
    person="/",
    network="mastodon",
    url="https://prototype.invalid/",
    author=CardAuthor(name="", handle="", initials="", avatar="/", speaker=True),
    session=Named(id="-", title="-"),
    created_at=datetime(1970, 1, 1, tzinfo=UTC),
    spoken="-",
    edited_at=datetime(1970, 1, 1, tzinfo=UTC),
    warning="-",
    media=(CardMedia(kind="image", src="/", alt="-"),),
    poll=(CardOption(text="", percent=0),),
    preview=CardPreview(title="", domain="", url="https://prototype.invalid/", image="/"),
    quote_of="-",
    reply_to="-",
    kept_back=("",),
)
"""An article with one of everything, for scripts to copy what they need of it."""
