"""Why highlights were chosen, in numbers: what each part of the objective gained by each, in the order of choice."""

from collections.abc import Iterable, Iterator, Sequence

from backchannel.model.body import plain
from backchannel.summary.cited import Highlight
from backchannel.summary.extras import Extra
from backchannel.summary.render.helping import helped

_WORDS = 50  # characters of a post


def explained(highlights: Iterable[Highlight], extras: Sequence[Extra] = ()) -> Iterator[str]:
    """Which extras helped, if any; a heading, and a line for each post: its gains, their sum, whose, how it begins."""
    chosen = list(highlights)
    if extras:
        yield helped(extras)
    parts = list(chosen[0].gains) if chosen else []
    yield "  ".join(["  #", "   sum", *(f"{part:>9}" for part in parts), "post"])
    for number, post in enumerate(chosen, start=1):
        gains = "  ".join(f"{post.gains[part]:9.3f}" for part in parts)
        begins = " ".join(plain(post.body).split())[:_WORDS]
        yield f"{number:3}  {sum(post.gains.values()):6.3f}  {gains}  {post.author.name}: {begins}"
