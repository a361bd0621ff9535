"""What a request to a Mastodon server asks for, read from its parameters."""

from starlette.datastructures import QueryParams

from backchannel.demo.mastodon_server import DEFAULT_LIMIT, MAX_LIMIT, AccountQuery, TagQuery
from backchannel.demo.recording import Json
from backchannel.text.hashtags import fold

PAGING = ("max_id", "min_id", "since_id")
EXTRA_TAGS = 3
MAX_TAGS = 4


def account_query(account_id: str, asked: QueryParams) -> AccountQuery:
    """The page of an account that a request asks for."""
    return AccountQuery(
        account_id=account_id,
        exclude_replies=true(asked, "exclude_replies"),
        exclude_reblogs=true(asked, "exclude_reblogs"),
        only_media=true(asked, "only_media"),
        **_place(asked),
    )


def tag_query(tag: str, asked: QueryParams) -> TagQuery:
    """The page of a hashtag that a request asks for."""
    return TagQuery(
        tag=fold(tag),
        any=_tags(asked, "any", EXTRA_TAGS),
        all=frozenset(_tags(asked, "all", MAX_TAGS)),
        none=frozenset(_tags(asked, "none", MAX_TAGS)),
        local=true(asked, "local"),
        remote=true(asked, "remote"),
        only_media=true(asked, "only_media"),
        **_place(asked),
    )


def _place(asked: QueryParams) -> Json:
    ids = {name: asked.get(name, "") for name in PAGING}
    return {**ids, "limit": _limit(asked.get("limit", str(DEFAULT_LIMIT)))}


def _tags(asked: QueryParams, name: str, most: int) -> tuple[str, ...]:
    return tuple(fold(tag) for tag in asked.getlist(f"{name}[]")[:most])


def true(asked: QueryParams, name: str) -> bool:
    """Whether a parameter is set, in any of the ways to say so."""
    return asked.get(name, "").lower() in {"1", "t", "true", "on"}


def _limit(asked: str) -> int:
    return min(int(asked), MAX_LIMIT) if asked.isdecimal() else 0
