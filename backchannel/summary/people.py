"""Who wrote. Everybody is equal here: no order, no counts, and nobody who did not want to be found."""

from backchannel.model.post import Author
from backchannel.summary import safe
from backchannel.summary.corpus import Corpus, drawn
from backchannel.summary.values import Choices, People


def people(corpus: Corpus, choices: Choices, seed: str) -> People:
    """Everyone whose account is open to being found, shuffled by the seed."""
    authors: dict[str, Author] = {post.author.id: post.author for post in corpus.posts if not post.author.bot}
    open_ = [author for author in authors.values() if author.discoverable]
    shuffled = sorted(open_, key=lambda author: drawn(seed, author.id))
    return People(
        listed=tuple(safe.person(author) for author in shuffled[: choices.people]),
        unlisted=len(authors) - len(open_),
        others=max(0, len(open_) - choices.people),
    )
