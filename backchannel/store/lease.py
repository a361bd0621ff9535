"""The lease: at most one curate commits for an event.

Its time is Redis's own, so that it holds between machines and whatever clock we run on.
"""

import uuid

from backchannel.store.connect import Client

LEASE_MS = 3_000

_RENEW = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
"""
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end return 1"


class Lease:
    """One holder's claim. `token` is new for every claim, so that a former holder's commits are fenced."""

    def __init__(self, redis: Client, key: str) -> None:
        self._redis = redis
        self._key = key
        self.token = uuid.uuid4().hex

    async def take(self) -> bool:
        """Claim it; False while another holds it."""
        return await self._redis.call("SET", self._key, self.token, "PX", LEASE_MS, "NX") is not None

    async def renew(self) -> bool:
        """Keep it for another while; False if it is no longer ours."""
        return bool(await self._redis.eval(_RENEW, [self._key], [self.token, LEASE_MS]))

    async def release(self) -> None:
        """Give it up at once, if it is still ours."""
        await self._redis.eval(_RELEASE, [self._key], [self.token])
