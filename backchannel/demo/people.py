"""The accounts an AppView knows, with their profiles as they stand."""

from collections.abc import Mapping

import msgspec
from msgspec import Raw, Struct

from backchannel.demo.embeds import Blob, blob_url
from backchannel.demo.recording import Account, Commit, Identity, Json

# Away from every public answer; the other inactive states (throttled, desynchronized) are the relay's trouble.
HIDING = frozenset({"deleted", "takendown", "suspended", "deactivated"})
NO_UNAUTHENTICATED = "!no-unauthenticated"
BASIC = ("did", "handle", "displayName", "avatar", "labels")


class People:
    """Profiles and account states by DID."""

    def __init__(self, profiles: Mapping[str, Json]) -> None:
        self._profiles: dict[str, Json] = {did: {"labels": [], **told, "did": did} for did, told in profiles.items()}
        self._status: dict[str, str] = {}
        self._basic: dict[str, Raw] = {}

    def find(self, actor: str) -> str | None:
        """The DID of an actor named by DID or handle."""
        if actor.startswith("did:"):
            return actor if actor in self._profiles else None
        return next((did for did, profile in self._profiles.items() if profile["handle"] == actor), None)

    def status(self, did: str) -> str:
        """Why the account is away (`deactivated`, `takendown` …); empty while it is there."""
        return self._status.get(did, "")

    def visible(self, did: str) -> bool:
        """Whether the public sees anything of the account."""
        return did in self._profiles and self.status(did) not in HIDING

    def profile(self, did: str) -> Json:
        """The whole profile view."""
        return self._profiles[did]

    def basic(self, did: str) -> Raw:
        """The profile as it stands in a post's `author`, encoded."""
        if did not in self._basic:
            profile = self._profiles[did]
            told = {name: profile[name] for name in BASIC if name in profile}
            self._basic[did] = Raw(msgspec.json.encode(told))
        return self._basic[did]

    def hidden_from_strangers(self, did: str) -> bool:
        """Whether the author asks not to be shown to those who are not logged in."""
        return any(label["val"] == NO_UNAUTHENTICATED for label in self._profiles[did]["labels"])

    def meet(self, did: str) -> None:
        """Know the account from now on; one without a profile has no valid handle."""
        if did not in self._profiles:
            self._profiles[did] = {"did": did, "handle": "handle.invalid", "labels": []}

    def identity_changed(self, identity: Identity) -> None:
        """Take the new handle."""
        if isinstance(identity.handle, str):
            self._change(identity.did, {"handle": identity.handle})

    def account_changed(self, account: Account) -> None:
        """Take the new state of the account."""
        self.meet(account.did)
        why = account.status if isinstance(account.status, str) else "deactivated"
        self._status[account.did] = "" if account.active else why

    def profile_changed(self, did: str, commit: Commit, at: str) -> None:
        """Take what the author's own profile record says now; labels that others put on the author stay."""
        try:
            record = _profile_record(commit)
        except msgspec.ValidationError:
            return  # the AppView does not index a record that breaks its lexicon
        self.meet(did)
        others = [label for label in self._profiles[did]["labels"] if label["src"] != did]
        own = [_self_label(did, value.val, commit, at) for value in record.labels.values]
        avatar = {"avatar": blob_url("avatar", did, record.avatar)} if record.avatar else {}
        self._profiles[did].pop("avatar", None)
        told = {"displayName": record.displayName, "description": record.description}
        self._change(did, {**told, **avatar, "labels": [*others, *own]})

    def _change(self, did: str, told: Json) -> None:
        self.meet(did)
        self._profiles[did].update(told)
        self._basic.pop(did, None)


class _Label(Struct):
    val: str


class _SelfLabels(Struct):
    values: list[_Label] = []


class _Profile(Struct):
    displayName: str = ""  # noqa: N815 the lexicon's name
    description: str = ""
    avatar: Blob | None = None
    labels: _SelfLabels = msgspec.field(default_factory=_SelfLabels)


def _profile_record(commit: Commit) -> _Profile:
    return msgspec.json.decode(commit.record, type=_Profile) if isinstance(commit.record, Raw) else _Profile()


def _self_label(did: str, val: str, commit: Commit, at: str) -> Json:
    uri = f"at://{did}/{commit.collection}/{commit.rkey}"
    return {"src": did, "uri": uri, "cid": commit.cid, "val": val, "cts": at}
