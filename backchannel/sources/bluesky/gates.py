"""Which answers the authors of conversations hide: the AppView tells it of the conversation's first post alone."""

from collections.abc import Iterable

from backchannel.clock import Clock
from backchannel.sources.bluesky.addresses import did_of, is_post_uri
from backchannel.sources.bluesky.appview import AppView
from backchannel.sources.bluesky.lenient import fit
from backchannel.sources.bluesky.memory import Memory
from backchannel.sources.bluesky.record import Tagged
from backchannel.sources.bluesky.views import Gate, PostView


class Gates:
    """Hidden answers by conversation, from memory or from the AppView; what a gate's own record says comes first."""

    def __init__(self, appview: AppView, clock: Clock, *, limit: int, seconds: float) -> None:
        self._appview = appview
        self._hidden: Memory[frozenset[str]] = Memory(clock, limit, seconds)

    async def hidden(self, views: Iterable[PostView]) -> set[str]:
        """Which of these posts the authors of their conversations hide."""
        roots = {view.uri: root for view in views if (root := _others_root(view))}
        await self._learn({root for root in roots.values() if self._hidden.get(root) is None})
        return {uri for uri, root in roots.items() if uri in (self._hidden.get(root) or ())}

    def declare(self, root: str, gate: Gate) -> frozenset[str]:
        """Take what the record of a gate says; returns the answers that may look different now."""
        before = self._hidden.get(root) or frozenset()
        self._hidden.put(root, frozenset(gate.hidden))
        return before.symmetric_difference(gate.hidden)

    async def _learn(self, roots: set[str]) -> None:
        views = await self._appview.posts(sorted(roots))
        for root in roots:
            gate = views[root].threadgate.record if root in views else Gate()
            self._hidden.put(root, frozenset(gate.hidden))


def _others_root(view: PostView) -> str:
    """The first post of the conversation that this one is part of, if somebody else wrote it."""
    record = fit(view.record, Tagged)
    root = record.reply.root.uri if record else ""
    return root if is_post_uri(root) and did_of(root) != view.author.did else ""
