"""The summary as a blog post: Markdown that every common renderer reads the same."""

import re
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from backchannel.model.body import Link, Segment
from backchannel.summary.render.filters import FILTERS
from backchannel.summary.render.page import Page, link_text

_SPECIAL = re.compile(r"([\\`*_\[\]|~])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINE_START = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([-+=.):#])")
_IN_ADDRESS = {" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", '"': "%22"}


class MarkdownPage:
    """Renders a page with the template of one folder. Whatever the template prints is escaped, like in HTML."""

    def __init__(self, templates: Path) -> None:
        self._environment = markdown_environment(templates)

    def render(self, page: Page) -> bytes:
        """The page, ending in one newline."""
        return tidy(self._environment.get_template("page.md").render(page=page))


def markdown_environment(templates: Path) -> Environment:
    """Templates for Markdown: whatever they print is escaped, unless it is said to be ours."""
    environment = Environment(  # noqa: S701 - escaped by `finalize`, for Markdown
        loader=FileSystemLoader(templates),
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    own: dict[str, Callable[..., Any]] = {
        "address": address,
        "ours": Markup,
        "paragraphs": paragraphs,
        "quoted": quoted,
        "said": said,
        "written": written,
    }
    environment.filters.update(FILTERS | own)
    return environment


def tidy(text: str) -> bytes:
    """What a template printed, without rows of empty lines, ending in one newline."""
    return (re.sub(r"\n{3,}", "\n\n", text).strip() + "\n").encode()


def escape(line: str) -> str:
    """One line, so that Markdown shows it as it was written."""
    return _LINE_START.sub(r"\1\\\2", _inline(line))


def said(text: str) -> Markup:
    """Part of a sentence of ours, escaped, with the spaces at its ends kept."""
    return Markup(_inline(text))  # noqa: S704 - escaped


def address(url: str) -> Markup:
    """A link's target; ours to print, because nothing in it can end the link."""
    inert = "".join(_IN_ADDRESS.get(letter, letter) for letter in url if letter.isprintable())
    return Markup(inert)  # noqa: S704 - nothing is left that could end a Markdown link


def quoted(body: tuple[Segment, ...]) -> Markup:
    """Somebody's words as a block quote, their lines kept."""
    text = "".join(_segment(segment) for segment in body).strip()
    lines = [_LINE_START.sub(r"\1\\\2", line.strip()) for line in text.split("\n")]
    broken = [f"> {line}\\" if line and following else f"> {line}" for line, following in zip_longest(lines, lines[1:])]
    return Markup("\n".join(line.rstrip() for line in broken))  # noqa: S704 - escaped above


def paragraphs(body: tuple[Segment, ...]) -> Markup:
    """Somebody's words as text of their own: empty lines part paragraphs, other lines are kept."""
    text = "".join(_segment(segment) for segment in body).strip()
    lines = [_LINE_START.sub(r"\1\\\2", line.strip()) for line in re.sub(r"\n\s*\n", "\n\n", text).split("\n")]
    broken = [f"{line}\\" if line and following else line for line, following in zip_longest(lines, lines[1:])]
    return Markup("\n".join(broken))  # noqa: S704 - escaped above


def written(paragraph: tuple[Segment, ...]) -> Markup:
    """A paragraph of the organisers'."""
    text = "".join(map(_segment, paragraph))
    return Markup(_LINE_START.sub(r"\1\\\2", text))  # noqa: S704 - escaped above


def _segment(segment: Segment) -> str:
    if isinstance(segment, Link) and segment.url:
        return f"[{_inline(link_text(segment.text))}]({address(segment.url)})"
    return _inline(segment.text)


def _inline(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", "".join(_ENTITIES.get(letter, letter) for letter in text))


def _finalize(value: object) -> object:
    return value if isinstance(value, Markup) else escape(" ".join(str(value).split()))
