"""How good and how fast the summary is: `python -m bench.summary [--shared DIR] [--posts 100000]`.

Two real conferences, as written (`DIR/data/events`), scored by an evaluator that is not ours
(`DIR/bench/summary/score.py`; `--scorer PYTHON` names an interpreter that has its libraries): the objective whole, and
without each of its parts. Then time and memory on a scaled corpus. Nothing of the conferences is shown but figures.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from backchannel.summary import selection
from backchannel.summary.archive_file import Header, Line
from backchannel.summary.corpus import corpus
from backchannel.summary.origin import Choices
from backchannel.summary.reading import Reading
from backchannel.summary.render.json import render_json
from backchannel.summary.resources import resources
from backchannel.summary.summary import compile_summary
from bench.common import show
from bench.summary_events import conference, scaled

SHARED = Path(__file__).parents[1].parent / "shared"
EVENTS = ("user2019", "iodc2018")
FIRST = 20

Scores = Mapping[str, Any]


def main() -> None:
    told = asked(__doc__)
    for name in EVENTS:
        header, lines = conference(told.shared / "data" / "events", name)
        rows = list(_ablations(told, name, header, lines))
        show(f"{name}: {len(lines):,} posts, the first 20 and all 50", ("objective", *COLUMNS), rows)
    show("Time and memory", ("posts", "seconds of processor", "MB at most", "same bytes again"), _speed(told))


COLUMNS = ("JSD", "sess", "hl@50", "half", "like", "ann", "es", "AP")


def _ablations(told: argparse.Namespace, name: str, header: Header, lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """The whole objective, then without each part of it."""
    whole = dict(selection.WEIGHTS)
    all_posts = corpus(header, lines)
    reading = Reading(all_posts, Choices())
    links = [resource.url for resource in resources(reading)]
    spanish = {line.post.id for line in lines if line.post.language == "es"}
    for part in ("", *whole):
        selection.WEIGHTS.update(whole | {part: 0.0} if part else whole)
        picks = selection.select(all_posts, reading.quality, reading.choices)
        ids = [all_posts.posts[pick.index].id for pick in picks]
        few = len(spanish.intersection(ids[:FIRST]))
        first, every = (scored(told, name, ids[:many], links) for many in (FIRST, len(ids)))
        yield (f"without {part}" if part else "whole", *row(first, every), str(few), str(first.get("AP", "")))
    selection.WEIGHTS.update(whole)


def row(first: Scores, every: Scores) -> Iterator[str]:
    yield f"{first['jsd']:.3f}"
    yield str(first.get("sessions", ""))
    yield str(every.get("hl_talks", ""))
    yield str(first["halfdays"])
    yield f"{first['red_max']:.2f}"
    yield str(first["announce"])


def scored(told: argparse.Namespace, name: str, ids: Sequence[str], links: Sequence[str]) -> Scores:
    folder = told.shared / "bench" / "summary"
    with TemporaryDirectory() as place:
        posts, urls = Path(place) / "ids.json", Path(place) / "links.json"
        posts.write_text(json.dumps(ids))
        urls.write_text(json.dumps(links))
        command = [told.scorer, "-B", "score.py", "eval", "--data", name, "--posts", str(posts), "--links", str(urls)]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def _speed(told: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    for posts in (told.posts // 10, told.posts):
        header, lines = scaled(told.shared / "data" / "events", posts)
        started = process_time()
        summary = render_json(compile_summary(header, lines))
        seconds = process_time() - started
        is_same = render_json(compile_summary(header, lines[::-1])) == summary
        peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
        yield f"{posts:,}", f"{seconds:.1f}", f"{peak:,.0f}", "yes" if is_same else "no"


def asked(doc: str | None) -> argparse.Namespace:
    """Where everything lies, as whoever measures says."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--scorer", default=sys.executable)
    parser.add_argument("--posts", type=int, default=100_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
