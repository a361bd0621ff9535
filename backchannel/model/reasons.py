"""Why posts are not public: every reason a ruling can have, in words for all who read, and in words for who runs it."""

from typing import NamedTuple

from backchannel.model.record import Ruling


class Reason(NamedTuple):
    """A reason as the summary's page counts it, and as the sentence that an operator is told of one post."""

    public: str
    says: str


_ASKED = Reason(
    "Authors who ask not to be collected (#nobot and its kin)",
    "Its words are withheld: its author's profile asks not to be collected.",
)
_KEPT_BACK = Reason(
    "Authors whom a server keeps back",
    "Its words are withheld: a server has limited or suspended its author, or keeps the account in their memory.",
)
_TAKEN_DOWN = Reason(
    "Taken down by their network", "It is hidden: its network has taken it or its author down; `show` overrules that."
)
_SPAM = Reason(
    "Labelled as spam or impersonation",
    "It is hidden: it or its author is labelled as spam or impersonation; `show` overrules that.",
)
_OWN_RULES = "It is hidden by the event's own rules; `show` overrules them."

REASONS = {
    **dict.fromkeys(("nobot", "nobots", "noindex", "nosearch", "noarchive"), _ASKED),
    "no-unauthenticated": Reason(
        "Authors who want to be read by signed-in readers only",
        "Its words are withheld: its author wants to be read by signed-in readers only.",
    ),
    "optout": Reason(
        "Authors who opted out of this event",
        "Its words are withheld: its author, or a linked account, opted out of this event.",
    ),
    "not-discoverable": Reason(
        "Authors who did not agree to be found",
        "Its words are withheld: the event is `strict`, and its author has not agreed to be found.",
    ),
    "untagged": Reason(
        "Posts without the event’s hashtag, or with it taken out again",
        "Its words are withheld: it has none of the event's hashtags, or no longer.",
    ),
    "unavailable": Reason(
        "Posts that could not be checked", "Its words are withheld: its network could not say who wrote it."
    ),
    "not-public": Reason("Posts that are not public", "Its words are withheld: it is not public."),
    **dict.fromkeys(("limited", "suspended", "memorial"), _KEPT_BACK),
    "deleted": Reason(
        "Deleted by their authors, or at their wish", "It is gone: deleted at its origin, or by `forget`."
    ),
    "account deleted": Reason(
        "By people whose accounts are deleted, or who asked to be forgotten",
        "It is gone: its author's account is deleted, or was forgotten by `forget`.",
    ),
    "moderator": Reason("Hidden by a moderator", "A moderator hid it."),
    "copy": Reason("Copies of other posts", "It is a copy: another one of the same post is displayed."),
    "missing": Reason("Posts that no server shows any more", "It is hidden while no source has it."),
    "unseen": Reason(
        "Posts of which nothing was seen", "It is hidden, because nothing of it has been seen but an order."
    ),
    **dict.fromkeys(("!hide", "!takedown", "!suspend", "needs-review"), _TAKEN_DOWN),
    **dict.fromkeys(("spam", "impersonation"), _SPAM),
    "porn": Reason(
        "Labelled as adult content",
        "It is hidden: it or its author is labelled as adult content; `show` overrules that.",
    ),
    "hidden-reply": Reason(
        "Answers hidden by who began the conversation",
        "It is hidden: who began its conversation hid this answer; `show` overrules that.",
    ),
    "bot": Reason("Automatic accounts", _OWN_RULES),
    "sensitive": Reason("Sensitive content, which this event does not show", _OWN_RULES),
    "language": Reason("Languages that this event does not show", _OWN_RULES),
    "word": Reason("Words that this event does not show", _OWN_RULES),
}

AWAY = Reason("Authors whose accounts are away", "It is hidden while its author's account is away.")
OF_AUTHOR = "author "  # then the network's word for what became of the account: `author deactivated`

# Where a ruling has no reason, its state stands for one.
_STATES = {
    "shown": Reason("Shown", "It is shown."),
    "gone": Reason("Deleted by their authors", "It is gone."),
    "withheld": Reason("Left out by a rule", "Its words are withheld."),
    "hidden": Reason("Left out by a rule", "It is hidden."),
    "held": Reason("Waiting for a moderator", "It waits for a moderator."),
    "context": Reason(
        "Parts of conversations", "It is known for the conversation it is part of, and is not the event's own."
    ),
}


def known(reason: str) -> Reason | None:
    """A reason, or a state that stands for one, in words; None for one that is not ours."""
    return AWAY if reason.startswith(OF_AUTHOR) else REASONS.get(reason) or _STATES.get(reason)


def in_public(reason: str) -> str:
    """What the public is told of a reason; of one that is not ours, its own words."""
    found = known(reason)
    return found.public if found else reason.replace("-", " ").capitalize()


def for_operator(ruling: Ruling) -> str:
    """The sentence on the first reason that decided, then all of them as they are stored."""
    first = next(iter(ruling.reasons), ruling.state)
    says = (known(first) or _STATES[ruling.state]).says
    return f"{says} ({', '.join(ruling.reasons)})" if ruling.reasons else says
