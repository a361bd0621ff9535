"""What covers a post: a content warning, a label of its network, or pictures its author calls sensitive. Pure."""

from backchannel.model.post import Post

LONGEST = 120  # characters of a warning
WARNINGS = {
    "porn": "adult content",
    "sexual": "adult content",
    "nudity": "nudity",
    "graphic-media": "disturbing pictures",
    "gore": "disturbing pictures",
    "sensitive": "sensitive content",
}


def cover(post: Post) -> str:
    """The warning that stands in the post's place; empty where nothing covers it."""
    if post.warning:
        return post.warning[:LONGEST]
    if post.labels:
        known = (WARNINGS[label] for label in post.labels if label in WARNINGS)
        return next(known, "labelled by its network")
    return "sensitive content" if any(media.sensitive for media in post.media) else ""
