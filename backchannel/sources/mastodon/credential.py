"""A user's token at one server. It is shown to that server and to nobody else."""

from urllib.parse import urlsplit

from backchannel.text.public import is_loopback


class Token:
    """A secret that does not show itself: neither printed, nor logged, nor in a traceback."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __repr__(self) -> str:
        return "Token(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and other.reveal() == self._secret

    def __hash__(self) -> int:
        return hash(self._secret)

    def reveal(self) -> str:
        """The secret itself."""
        return self._secret

    @property
    def header(self) -> dict[str, str]:
        """The header that a request carries it in (query strings get logged)."""
        return {"Authorization": f"Bearer {self._secret}"}


def is_safe(address: str) -> bool:
    """Whether nobody can read along on the way to that address: it is encrypted, or leads to this machine."""
    parts = urlsplit(address)
    return parts.scheme in {"https", "wss"} or is_loopback(parts.hostname or "")
