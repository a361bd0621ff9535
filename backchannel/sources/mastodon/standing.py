"""Whether a status may be shown at all, and whether it is still the one we know. Pure."""

from functools import lru_cache

from backchannel.curation import consent
from backchannel.model.body import Link, Mention, Words, plain
from backchannel.sources.mastodon.raw import Account, Status
from backchannel.text.accounts import accounts_in
from backchannel.text.hashtags import fold_all
from backchannel.text.html import segments, text_of

NOT_PUBLIC = "not-public"
LONGEST = 20_000  # characters of a profile that are read; servers allow a few thousand


def restrictions_of(account: Account) -> tuple[str, ...]:
    """The reasons in an account's name, note and fields not to show it."""
    fields = "\n".join(f"{field.name or ''} {field.value or ''}" for field in account.fields or ())
    return _restrictions((account.display_name or "")[:LONGEST], (account.note or "")[:LONGEST], fields[:LONGEST])


def accounts_of(account: Account) -> tuple[str, ...]:
    """The accounts that an account's note and fields link to, by name."""
    fields = "\n".join(f"{field.value or ''}" for field in account.fields or ())
    return _accounts((account.note or "")[:LONGEST], fields[:LONGEST])


def withheld_of(status: Status) -> tuple[str, ...]:
    """The network's own reasons not to show a status: it is not public, or the server keeps its author back."""
    account = status.account
    states = {"limited": account.limited, "suspended": account.suspended, "memorial": account.memorial}
    reasons = tuple(name for name, stands in states.items() if stands)
    return reasons if status.visibility == "public" else (*reasons, NOT_PUBLIC)


def answers_others(status: Status) -> bool:
    """Whether a status is a reply to somebody else. A deleted post's author stays named in the replies to it."""
    answered = status.in_reply_to_account_id
    return bool(answered or status.in_reply_to_id) and (not answered or answered != status.account.id)


def is_own(status: Status) -> bool:
    """Whether a status is what its author says to everybody: public, no boost and no reply to somebody else."""
    return status.reblog is None and status.visibility == "public" and not answers_others(status)


def fingerprint(status: Status) -> int:
    """A number that differs when a status must be told again.

    `edited_at` alone does not say it: a quote is accepted or revoked, a picture arrives and an author is limited
    without an edit. Counts are left out, they change all the time. Meaningful within one process only.
    """
    quote = status.quote
    media = tuple((medium.type, medium.url is None) for medium in status.media_attachments or ())
    return hash(
        (
            status.edited_at or status.created_at,
            fold_all(tag.name for tag in status.tags or ()),
            quote and (quote.state, quote.quoted_status_id, quote.quoted_status and quote.quoted_status.uri),
            withheld_of(status),
            restrictions_of(status.account),
            accounts_of(status.account),
            status.account.discoverable,
            media,
        )
    )


@lru_cache(maxsize=1024)
def _restrictions(name: str, note: str, fields: str) -> tuple[str, ...]:
    return consent.restrictions([name, text_of(note), text_of(fields)])


@lru_cache(maxsize=1024)
def _accounts(note: str, fields: str) -> tuple[str, ...]:
    pieces = (*segments(note), Words("\n"), *segments(fields))
    return accounts_in(plain(pieces), [piece.url for piece in pieces if isinstance(piece, Link | Mention)])
