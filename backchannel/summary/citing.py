"""Turns the corpus' posts into posts as a summary holds them."""

from backchannel.summary import safe
from backchannel.summary.cited import Cited, Elsewhere, Person
from backchannel.summary.corpus import Corpus
from backchannel.summary.threads import Threads
from backchannel.text.covers import cover


class Citer:
    """Cites posts by their place, and remembers nothing."""

    def __init__(self, corpus: Corpus, threads: Threads) -> None:
        self._corpus, self._threads = corpus, threads

    def __call__(self, index: int) -> Cited:
        """The post as it may be shown."""
        post = self._corpus.posts[index]
        return Cited(
            id=post.id,
            url=safe.web_or_nothing(post.url),
            network=post.network,
            copies=tuple(Elsewhere(network=copy.network, url=safe.web_or_nothing(copy.url)) for copy in post.copies),
            author=safe.person(post.author),
            created_at=post.created_at,
            language=self._corpus.languages[index],
            session=self._corpus.sessions[index],
            answers=self._answered(index),
            thread=self._threads.own(index),
            warning=safe.line(cover(post)),
            body=safe.body(post.body),
            pictures=tuple(map(safe.picture, post.media)),
        )

    def _answered(self, index: int) -> Person | None:
        """Whom it answers, unless that is its author."""
        answered = self._corpus.answered(index)
        if answered is None or self._corpus.posts[answered].author.id == self._corpus.posts[index].author.id:
            return None
        return safe.person(self._corpus.posts[answered].author)
