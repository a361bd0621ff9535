"""The pages say what the code says: every name that a reader will look for is there, and none that is not true."""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

import pytest
from pydantic import BaseModel

from backchannel.cli import VERBS
from backchannel.curation.consent import UNAVAILABLE, UNTAGGED
from backchannel.curation.wishes import HIDING_LABELS, WISHES
from backchannel.model.ledger import Line, State
from backchannel.model.sighting import Entry
from backchannel.server.frames import Beat, Change, Snapshot
from backchannel.server.metrics import Facts, families
from backchannel.settings import EventFile, Settings, read_event
from backchannel.settings.environment import known_variables
from backchannel.sources.registry import networks
from backchannel.store.keys import SCHEMA, Keys
from backchannel.text.covers import WARNINGS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OURS = [path for room in ("backchannel", "web", "tests", "bench", "scripts") for path in (ROOT / room).rglob("*.*")]
INVARIANTS = 13
FUNCTION_WORDS = ROOT / "backchannel/text/function_words.py"  # holds the words of others
THEIRS = {"atproto.py", "models.py", "streaming/index.js", "streaming/utils.js"}  # Bridgy Fed's and Mastodon's own
SCORER = "DIR/bench/summary/score.py"  # beside the project
WITHHOLDING = {wish.sign for wish in WISHES if wish.effect.startswith("withheld")}
FRAMES = [*get_args(Change), Snapshot, Beat]


@cache
def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def settings_keys(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every key with its default, sections opened: `web.port`, 8000."""
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from settings_keys(type(default), f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", default


def written_keys(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The same of a file, lists as the settings keep them."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from written_keys(cast("dict[str, Any]", value), f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", tuple(cast("list[Any]", value))
        else:
            yield f"{prefix}{name}", value


def key_names() -> list[str]:
    """The last part of every key of an event, with a name in capitals where it has one."""
    keys = Keys("slug")
    single = [str(getattr(keys, name)) for name, kind in vars(Keys).items() if isinstance(kind, property)]
    several = [keys.about("SESSION"), keys.by("AUTHOR"), keys.known("SOURCE"), keys.known_authors("SOURCE")]
    return [key.removeprefix("bc:{slug}:") for key in (*single, *several) if not key.endswith("*")]


def enforced_words() -> list[str]:
    """The words in bold in the last column of the vocabulary."""
    rows = (line.rstrip("|").rpartition("|")[2] for line in page("vocabulary.md").splitlines() if line.startswith("|"))
    return [word for row in rows for word in re.findall(r"\*\*([^*]+)\*\*", row)]


def proofs() -> list[str]:
    return sorted(set(re.findall(r"`([\w/]+\.py::test_\w+)`", page("invariants.md"))))


def paths() -> list[tuple[str, str]]:
    """Every path of the project that a page names in code, with that page."""
    found = [
        (source.name, path)
        for source in (ROOT / "README.md", *DOCS.rglob("*.md"))
        for path in re.findall(r"`((?:[\w-]+/)+[\w.-]+\.(?:py|lua|js|toml|html|css))`", source.read_text("utf-8"))
    ]
    return sorted(set(found))


def files_in_comments() -> set[str]:
    """Every file of ours that a docstring or a comment names, with its last folders or without."""
    texts = [path.read_text("utf-8") for path in OURS if path.suffix in {".py", ".js", ".lua", ".css"}]
    return {name for text in texts for name in re.findall(r"`([\w/.-]+\.(?:py|js|lua|css|html))`", text)} - {
        *THEIRS,
        SCORER,
    }


def links() -> list[tuple[Path, str]]:
    return [
        (source, target)
        for source in (ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md"))
        for target in re.findall(r"\]\(([^)]+)\)", source.read_text("utf-8"))
        if not target.startswith("https://")
    ]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_explained(verb: str) -> None:
    assert re.search(rf"^\| [^|]*`{verb}\b", page("operations.md"), re.MULTILINE)


def test_the_settings_file_has_every_key_with_its_default() -> None:
    written = dict(written_keys(tomllib.loads((ROOT / "config/backchannel.toml").read_text("utf-8"))))
    assert written == dict(settings_keys(Settings)) | {"data": str(Settings().data)}


def test_the_example_event_has_every_key_and_loads() -> None:
    example = ROOT / "config/events/example.toml"
    assert tomllib.loads(example.read_text("utf-8")).keys() == EventFile.model_fields.keys()
    assert read_event(example).slug


@pytest.mark.parametrize("key", EventFile.model_fields)
def test_every_key_of_an_event_is_on_its_page(key: str) -> None:
    assert re.search(rf"^\| [^|]*`{key}`", page("event-files.md"), re.MULTILINE)


@pytest.mark.parametrize("name", known_variables())
def test_every_variable_of_the_environment_is_explained(name: str) -> None:
    assert f"`{name}{'…' if name.endswith('_') else ''}`" in page("operations.md")


@pytest.mark.parametrize("key", [*key_names(), SCHEMA])
def test_every_key_of_redis_is_in_the_table(key: str) -> None:
    assert f"`{key}`" in page("operations.md")


@pytest.mark.parametrize("network", networks())
def test_every_network_is_a_process_and_on_the_page_of_the_wire(network: str) -> None:
    assert re.search(rf"^\| `collect {network}` \|", page("architecture.md"), re.MULTILINE)
    assert re.search(rf"^\| `id`, `network`, `url` \|.*`{network}`", page("wire.md"), re.MULTILINE)


@pytest.mark.parametrize("entry", get_args(Entry), ids=lambda entry: entry.__name__)
def test_every_kind_of_entry_is_in_the_architecture(entry: type) -> None:
    assert f"`{entry.__name__}`" in page("architecture.md")


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: str(frame.__struct_config__.tag))
def test_every_frame_is_on_the_page_of_the_wire(frame: Any) -> None:
    row = re.search(rf"^\| `{frame.__struct_config__.tag}` \|(.*)\|.*\|$", page("wire.md"), re.MULTILINE)
    assert row
    assert set(frame.__struct_fields__) - {"at"} == set(re.findall(r"`(\w+)`", row[1]))


def test_the_table_of_metrics_has_each_with_its_labels_and_no_other() -> None:
    at = datetime(2026, 6, 10, tzinfo=UTC)
    line = Line(source="s", state="live", since=at, why="", lag=0, seen=1, gaps=(), dropped=1)
    made = families([Facts("tulips", [line], 0, 0, {("shown", ""): 1})], sockets=0)
    told = {(sample.name, *sample.labels) for family in made for sample in family.samples}
    rows = re.findall(r"^\| `(backchannel_\w+)` \|([^|]*)\|", page("operations.md"), re.MULTILINE)
    assert told == {(name, *re.findall(r"`(\w+)`", labels)) for name, labels in rows}


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_of_a_source_is_explained(state: str) -> None:
    assert re.search(rf"^\| `{state}` \|", page("operations.md"), re.MULTILINE)


@pytest.mark.parametrize("reason", sorted({UNTAGGED, UNAVAILABLE, *WITHHOLDING}))
def test_every_reason_to_withhold_is_explained(reason: str) -> None:
    assert f"`{reason}`" in page("sources.md")


@pytest.mark.parametrize("label", sorted(HIDING_LABELS | WARNINGS.keys()))
def test_every_label_that_matters_is_named(label: str) -> None:
    assert f"`{label}`" in page("sources.md")


def test_every_test_that_proves_an_invariant_exists() -> None:
    for proof in proofs():
        path, _, name = proof.partition("::")
        tree = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_invariant_has_its_parts() -> None:
    sections = re.split(r"^## \d+\. ", page("invariants.md"), flags=re.MULTILINE)[1:]
    assert len(sections) == INVARIANTS
    for section in sections:
        assert all(f"**{part}:**" in section for part in ("Without it", "In the code", "Proof"))
        assert re.search(r"::test_", section)


def test_every_file_that_is_named_exists() -> None:
    for source, path in paths():
        found = any((folder / path).is_file() for folder in (ROOT, ROOT / "backchannel", ROOT / "tests"))
        assert found, f"{source} names {path}"


def test_every_file_that_a_comment_names_exists() -> None:
    paths = [str(path) for path in OURS]
    assert [name for name in files_in_comments() if not any(path.endswith(f"/{name}") for path in paths)] == []


def test_every_link_leads_somewhere() -> None:
    for source, target in links():
        path, _, heading = target.partition("#")
        page_ = source.parent / path if path else source
        assert page_.exists(), f"{source.name} links to {target}"
        if heading:
            titles = re.findall(r"^#+ (.+)$", page_.read_text("utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("word", enforced_words())
def test_a_word_that_has_a_better_one_is_not_used(word: str) -> None:
    pattern = re.compile(rf"\b{re.escape(word)}s?\b", re.IGNORECASE)
    files = [path for folder in ("backchannel", "web", "config") for path in (ROOT / folder).rglob("*.*")]
    # The pretend networks and the invented conference speak their own words.
    ours = [path for path in files if ROOT / "backchannel/demo" not in path.parents]
    readable = [path for path in ours if path.suffix in {".py", ".js", ".html", ".css", ".toml", ".lua", ".md"}]
    for path in readable:
        if path != FUNCTION_WORDS:
            assert not pattern.search(path.read_text("utf-8")), f"{path.name} says {word}"


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


def test_the_example_of_a_source_is_as_short_as_it_is_said_to_be() -> None:
    lines = [line for path in (ROOT / "backchannel/sources/rss").glob("*.py") for line in path.read_text().splitlines()]
    assert len(lines) <= 150
    assert "150 lines" in page("sources.md")
