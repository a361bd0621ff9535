"""Getting a user's token from a Mastodon server, by OAuth out of band: its person reads a code there and types it here.

It may read statuses and accounts, and nothing else. Mastodon.py does the asking; it blocks, so it has a thread.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from backchannel.sources.mastodon.credential import Token, is_safe
from backchannel.sources.network import BadSecret

NAME = "Backchannel"
SCOPES = ["read:statuses", "read:accounts"]
SECONDS = 10.0
VERSION = "4.3.0"  # asked for it, a server that tells no API version sends Mastodon.py 2.3.3 round in circles


class NotLoggedIn(BadSecret):
    """The server gave no token; the sentence says why."""


class LoggedIn(NamedTuple):
    """A token, and the name of whose it is."""

    token: Token
    name: str


class Login(NamedTuple):
    """A login that has begun: its person is to open `page`, and to bring the code that is shown there."""

    page: str
    exchange: Callable[[str], LoggedIn]

    async def finish(self, code: str) -> LoggedIn:
        """The token for that code. Raises `NotLoggedIn`."""
        return await asyncio.to_thread(self.exchange, code.strip())


async def begin(server: str, address: str) -> Login:
    """Make ourselves known to the server. Raises `NotLoggedIn`."""
    if not is_safe(address):
        raise NotLoggedIn(f"{server} is reached at {address}: a token would be read on the way.")
    return await asyncio.to_thread(_begin, server, address)


def _begin(server: str, address: str) -> Login:
    from mastodon import Mastodon, MastodonError  # only who logs in needs it

    is_http = address.startswith("http://")
    try:
        app, secret = Mastodon.create_app(NAME, scopes=SCOPES, api_base_url=address, request_timeout=SECONDS)
        api = Mastodon(
            app,
            secret,
            api_base_url=address,
            request_timeout=SECONDS,
            ratelimit_method="throw",
            mastodon_version=VERSION,
        )
        page = api.auth_request_url(scopes=SCOPES, allow_http=is_http)
    except (MastodonError, KeyError) as error:
        raise NotLoggedIn(f"{server} does not let us log in: {type(error).__name__}.") from None

    def exchange(code: str) -> LoggedIn:
        try:
            token = Token(api.log_in(code=code, scopes=SCOPES, allow_http=is_http))
            return LoggedIn(token, str(api.account_verify_credentials().acct))
        except (MastodonError, KeyError) as error:
            raise NotLoggedIn(f"{server} gave no token: {type(error).__name__}. Is the code right?") from None

    return Login(page, exchange)
