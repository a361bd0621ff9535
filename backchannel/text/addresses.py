"""Link addresses: one form for the same thing, what kind of thing it is, and a short form to read."""

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit, urlunsplit

_TRACKER = re.compile(
    r"(utm_\w+|fbclid|gclid|mc_[ce]id|igshid|ref|ref_src|ref_url|cmp|spm|si|usp|feature)", re.IGNORECASE
)
_FORGES = frozenset({"github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht"})
_VIDEO_PATH = re.compile(r"/(?:live|shorts|embed)/([\w-]+)")
_SOCIAL_HOSTS = frozenset(
    [
        "twitter.com",
        "x.com",
        "t.co",
        "pic.twitter.com",
        "instagram.com",
        "facebook.com",
        "fb.me",
        "linkedin.com",
        "lnkd.in",
        "bsky.app",
        "threads.net",
        "tiktok.com",
        "swarmapp.com",
        "foursquare.com",
        "periscope.tv",
        "pscp.tv",
    ]
)
_SHORTENERS = frozenset(
    [
        "aka.ms", "bit.ly", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "goo.gl", "ift.tt", "is.gd", "j.mp", "lnkd.in",
        "ow.ly", "rb.gy", "rebrand.ly", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "trib.al", "v.gd",
        "w.wiki",
    ]
)  # fmt: skip
_STATUS_PATH = re.compile(r"/(@[^/]+(/\d+)?|users/[^/]+/statuses/\d+|tags?/[^/]+)/?")

# The first that matches names the kind; host and path together, without scheme.
_KINDS = (
    ("last", re.compile(
        r"sli\.do|eventbrite|meetup\.com|ti\.to/|pretix|/(jobs?|careers?|register|registration|tickets?|shop|store)(/|$)|"
        r"forms\.gle|docs\.google\.com/forms|surveymonkey|typeform|survey|poll|amazon\.|etsy\.com|redbubble|paper\.li|"
        r"^(bit\.ly|ow\.ly|buff\.ly|goo\.gl|tinyurl\.com|is\.gd|dlvr\.it|ift\.tt|j\.mp)/")),
    ("slides", re.compile(
        r"slides?\b|slides[_-]|speakerdeck|slideshare|docs\.google\.com/presentation|/presentations?(/|$)|\bdeck\b|"
        r"prezi\.com|beautiful\.ai|xaringan")),
    ("video", re.compile(r"youtube\.com|vimeo\.com|media\.ccc\.de|peertube|twitch\.tv|/video|\.mp4$")),
    ("code", re.compile(
        r"^(github|gitlab|bitbucket)\.|^gitlab\.|codeberg\.org|sr\.ht|gist\.|cran\.|pypi\.org|npmjs\.com|crates\.io|"
        r"bioconductor|rdrr\.io|r-pkg\.org|github\.io|gitlab\.io|colab\.research|/packages?(/|$)|pkg\.go\.dev|"
        r"readthedocs")),
    ("paper", re.compile(
        r"arxiv\.org|doi\.org|zenodo|figshare|osf\.io|biorxiv|medrxiv|jstor|springer|sciencedirect|plos|ssrn|acm\.org/doi|"
        r"jmlr|researchgate|\.pdf$")),
    ("data", re.compile(r"kaggle\.com|data\.world|dataverse|datahub|/datasets?(/|$)|\.csv$|huggingface\.co/datasets")),
    ("post", re.compile(r"medium\.com|/blog|blog\.|wordpress|substack|/post/|/posts/|/articles?/|/\d{4}/\d{2}/")),
)  # fmt: skip


def is_web(url: str) -> bool:
    """Whether this is an ordinary web address, with a host and a possible port: the only kind that is ever linked."""
    return _split(url) is not None


def is_social(url: str) -> bool:
    """Whether it leads to a post or a profile, which credits nobody's work."""
    parts = _split(url)
    if parts is None:
        return False
    return _host(parts) in _SOCIAL_HOSTS or _STATUS_PATH.fullmatch(parts.path) is not None


def is_short(url: str) -> bool:
    """Whether it hides where it leads: a shortener's address."""
    parts = _split(url)
    return parts is not None and _host(parts) in _SHORTENERS


def untracked(url: str) -> str:
    """The same address without what only tells who sent it, and without the sentence's punctuation."""
    parts = _split(url)
    if parts is None:
        return url
    kept = "&".join(pair for pair in parts.query.split("&") if not _TRACKER.fullmatch(pair.partition("=")[0]))
    return urlunsplit(parts._replace(query=kept))


def canonical(url: str) -> str:
    """One form for comparing: host and path and what the query says, without scheme, trackers and fragment."""
    parts = _split(url)
    if parts is None:
        return url
    host, path, query = _video(_host(parts), unquote(parts.path), parts.query)
    kept = sorted((name, value) for name, value in parse_qsl(query) if not _TRACKER.fullmatch(name))
    path = re.sub(r"/(index|default)\.(html?|php)$|/+$", "", path)
    if host in _FORGES:
        path = re.sub(r"\.git$|/blob/\w+/readme\.r?md$", "", path, flags=re.IGNORECASE)
    if host == "docs.google.com":
        path = re.sub(r"/(edit|view|preview|pub|present|mobilepresent|htmlpresent)$", "", path)
    return f"{host}{path}?{urlencode(kept)}" if kept else f"{host}{path}"


def group(url: str) -> str:
    """One key for everything that belongs together: a repository with its files and pages, else the address itself."""
    host, _, path = canonical(url).partition("/")
    names = [name for name in path.split("?")[0].lower().split("/") if name]
    if host in _FORGES and len(names) >= 2:
        return f"{host}/{names[0]}/{names[1]}"
    if host.endswith((".github.io", ".gitlab.io")) and names:
        owner, forge, _ = host.split(".", 2) if host.count(".") == 2 else (host, "pages", "")
        return f"{forge}.com/{owner}/{names[0]}"
    return f"{host}/{path}"


def kind(url: str) -> str:
    """slides, video, paper, data, code, post, `other`, or `last` for shops, forms and addresses that say nothing."""
    address = canonical(url).lower()
    return next((name for name, pattern in _KINDS if pattern.search(address)), "other")


def short(url: str, longest: int = 60) -> str:
    """The address as a person would read it out: no scheme, no `www.`, no slash at the end, cut at `longest`."""
    bare = re.sub(r"^https?://(www\.)?", "", unquote(url)).rstrip("/")
    return bare if len(bare) <= longest else bare[: longest - 1] + "…"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip().rstrip(".,;:!)…"))
        is_usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0  # a bad port raises here
    except ValueError:
        return None
    return parts if is_usable else None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    return host if parts.port in {None, 80, 443} else f"{host}:{parts.port}"


def _video(host: str, path: str, query: str) -> tuple[str, str, str]:
    """YouTube's many addresses for one video become one."""
    inside = _VIDEO_PATH.match(path)
    if host == "youtu.be":
        return "youtube.com", "/watch", urlencode({"v": path.strip("/")})
    if host == "youtube.com" and inside:
        return host, "/watch", urlencode({"v": inside[1]})
    if host == "youtube.com" and path == "/watch":
        return host, path, urlencode([(name, value) for name, value in parse_qsl(query) if name == "v"])
    return host, path, query
