"""What answers what: threads, whose first post nobody else's post stands before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from backchannel.summary.corpus import Corpus


class Threads:
    """The corpus as threads. A post stands in the thread of what it answers, where the archive has that."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._roots: dict[int, int] = {}
        found: defaultdict[int, list[int]] = defaultdict(list)
        for index, post in enumerate(corpus.posts):
            if post.reply_to:
                found[self._root(index)].append(index)
        self._members = {root: sorted({root, *members}) for root, members in found.items()}

    @property
    def members(self) -> Mapping[int, Sequence[int]]:
        """Every thread of more than one post: its first post's place, and all places in order of time."""
        return {root: members for root, members in self._members.items() if len(members) > 1}

    def own(self, index: int) -> int:
        """How many posts of its author follow on from this one and itself; 1 where it stands in somebody's thread."""
        members = self._members.get(index, ())
        author, mine = self._corpus.posts[index].author.id, {index}
        for member in members:
            if self._corpus.posts[member].author.id == author and self._corpus.answered(member) in mine:
                mine.add(member)
        return len(mine)

    def answers_to(self, index: int) -> list[int]:
        """The places of the posts that answer this one directly, in order of time."""
        members = self._members.get(self._root(index), ())
        return [member for member in members if member != index and self._corpus.answered(member) == index]

    def _root(self, index: int) -> int:
        """The first post of a thread, remembered: a long one is climbed once. A circle begins where it closes."""
        path: dict[int, None] = {}
        at = index
        while at not in self._roots and at not in path:
            path[at] = None
            answered = self._corpus.answered(at)
            at = at if answered is None else answered
        root = self._roots.get(at, at)
        self._roots.update(dict.fromkeys(path, root))
        return root
