"""What a web page calls itself, read from its beginning. Pure, and linear in what a stranger sends."""

import re
from html import unescape

from backchannel.text.clean import clean

LONGEST = 300  # characters

# Every repetition is bounded, so that no page makes the search quadratic.
_META = re.compile(r"<meta\b([^>]{0,1200})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:-]{1,20})\s{0,9}=\s{0,9}(?:"([^"]{0,1000})"|'([^']{0,1000})')""")
_TITLE = re.compile(r"<title\b[^>]{0,300}>([^<]{0,1000})", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w-]{1,40})""", re.IGNORECASE)
# The encodings that pages are in. Python knows others, which take a stranger's word for how long they may work.
_ENCODING = re.compile(
    r"utf-?8|utf-16(le|be)?|(us-)?ascii|latin-?1|iso-?8859-\d{1,2}|(windows|cp)-?125\d|koi8-[ru]|"
    r"gb2312|gbk|gb18030|big5(-hkscs)?|shift[-_]jis|euc-(jp|kr)|iso-2022-jp",
    re.IGNORECASE,
)
_NAMED = ("og:title", "twitter:title")


def page_title(body: bytes, content_type: str) -> str:
    """The title that the page gives to be shared by, else its own; empty for what is no page, or has none."""
    if not content_type.partition(";")[0].strip().lower().endswith(("/html", "/xhtml+xml")):
        return ""
    text = _decoded(body, content_type)
    told = dict(_named(found[1]) for found in _META.finditer(text))
    own = _TITLE.search(text)
    titles = [*(told.get(name, "") for name in _NAMED), own[1] if own else ""]
    lines = (" ".join(clean(unescape(title), LONGEST).split()) for title in titles)
    return next(filter(None, lines), "")


def _named(attributes: str) -> tuple[str, str]:
    """What a meta element is called, and what it says."""
    found = {name.lower(): first or second for name, first, second in _ATTRIBUTE.findall(attributes)}
    return found.get("property", found.get("name", "")).lower(), found.get("content", "")


def _decoded(body: bytes, content_type: str) -> str:
    """The page as text, by the encoding it names; what that can't read is replaced."""
    named = _CHARSET.search(content_type) or _CHARSET.search(body[:2048].decode("ascii", "replace"))
    try:
        return body.decode(named[1] if named and _ENCODING.fullmatch(named[1]) else "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")
