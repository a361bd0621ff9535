"""When an organiser changes the policy, every post is ruled on anew."""

from collections.abc import AsyncGenerator, Iterable

from backchannel.model.event import Policy
from backchannel.services.batch import SWEEP
from backchannel.services.known import Known
from backchannel.services.leaving import leaving_writes
from backchannel.services.settling import settled, writes
from backchannel.store.archive import Archive
from backchannel.store.changes import policy_writes
from backchannel.store.commit import Part, Write
from backchannel.store.keys import Keys


async def ruling_again(archive: Archive, keys: Keys, policy: Policy) -> AsyncGenerator[Part]:
    """The atomic steps that rule on everything by this policy; none, if that is how it was ruled.

    The policy itself is written last, so that a crash begins the whole again.
    """
    if await archive.policy() == policy:
        return
    page: list[str] = []
    done: set[str] = set()  # a hash that is scanned while it changes may tell a record twice
    async for record in archive.all():
        if record.id in done:
            continue
        page.append(record.id)
        if len(page) == SWEEP:
            yield Part("", await _writes(archive, keys, policy, page, done))
            page.clear()
    yield Part("", [*await _writes(archive, keys, policy, page, done), *policy_writes(keys, policy)])


async def _writes(archive: Archive, keys: Keys, policy: Policy, posts: Iterable[str], done: set[str]) -> list[Write]:
    """What to write for these posts and their copies; `done` are those ruled on, and more with each page."""
    known = Known(archive)
    changes = await settled(known, [post_id for post_id in posts if post_id not in done], policy)
    done |= {change.after.id for change in changes}
    return [*writes(keys, changes), *await leaving_writes(archive, keys, known, changes)]
