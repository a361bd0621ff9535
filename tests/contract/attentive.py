"""An outbox that keeps what is said of trouble as the real one does: what is said again says nothing."""

from support.outbox import MemoryOutbox


class AttentiveOutbox(MemoryOutbox):
    """Its `troubles` are the changes; at first there is none."""

    async def trouble(self, source: str, why: str) -> None:
        standing = next((said for of, said in reversed(self.troubles) if of == source), "")
        if why != standing:
            await super().trouble(source, why)
