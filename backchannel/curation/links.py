"""Which links of a post are to be looked up, and the post with what was found. Pure."""

from collections.abc import Mapping

from msgspec.structs import replace

from backchannel.model.post import Post, Preview, urls
from backchannel.model.sighting import LinkSeen
from backchannel.text.addresses import canonical, is_short, is_social, is_web


def unexplained(post: Post) -> list[str]:
    """The links of a post that nobody has given a title, or that hide where they lead; none to posts and profiles."""
    titled = {canonical(link.url) for link in post.links if link.title}
    plain = [url for url in urls(post) if is_web(url)]
    return [url for url in plain if is_short(url) or not (canonical(url) in titled or is_social(url))]


def explained(post: Post, found: Mapping[str, LinkSeen]) -> Post:
    """The post with what was found of its links: titles where the network gave none, and where they lead in the end."""
    previews = {link.url: link for link in post.links}
    for url in urls(post):
        if (seen := found.get(url)) is not None:
            link = previews.get(url, Preview(url=url))
            final = seen.final if is_elsewhere(url, seen.final) else ""
            previews[url] = replace(link, title=link.title or seen.title, final=final)
    return replace(post, links=tuple(previews.values()))


def is_elsewhere(url: str, final: str) -> bool:
    """Whether that is a web address of another thing."""
    return is_web(final) and canonical(url) != canonical(final)
