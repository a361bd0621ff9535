"""Compares what a rehearsal made with the truth beside its recording. The product never reads that file."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from backchannel.model.post import Post
from backchannel.text.clean import clean


class Truth(NamedTuple):
    """What must hold at the end.

    `shown` maps the copy that is displayed to all copies it is shown with; `withheld` counts posts by reason, `gone`
    those that were taken back.
    """

    shown: Mapping[str, frozenset[str]]
    edited: Mapping[str, str]
    never: frozenset[str]
    withheld: Mapping[str, int]
    gone: int


def read_truth(recording: Path) -> Truth:
    """The truth of a recording: `shown`, the final words of the edited, and what must be in no output."""
    told = json.loads((recording / "truth.json").read_text(encoding="utf-8"))
    gone = [copy for copies in told["gone"].values() for copy in copies]
    withheld = [copy for _, copies in told["withheld"].values() for copy in copies]
    return Truth(
        shown={displayed: frozenset(copies) for displayed, copies in told["shown"].items()},
        edited=told["edited"],
        never=frozenset([*gone, *withheld, *told["never_seen"]]),
        withheld=Counter(cast("str", why) for why, _ in told["withheld"].values()),
        gone=len(told["gone"]),
    )


def as_could_be_seen(truth: Truth, posts: Sequence[Post]) -> Truth:
    """The truth where a cross-post was edited before it was first seen: nothing tells then that both said the same.

    Such copies may stand apart; if they do among these posts, each is its own post here.
    """
    public = {post.id for post in posts}
    apart = [copies for key, copies in truth.shown.items() if key in truth.edited and len(copies) > 1]
    alone = {copy: frozenset([copy]) for copies in apart if copies <= public for copy in copies}
    return truth._replace(shown={**truth.shown, **alone})


def judge(truth: Truth, posts: Sequence[Post], outputs: Mapping[str, bytes]) -> list[str]:
    """Every way in which posts and outputs differ from the truth; empty where all is well."""
    public = {post.id: post for post in posts}
    faults = [f"lost {post_id}" for post_id in sorted(truth.shown - public.keys())]
    faults += [f"not true {post_id}" for post_id in sorted(public.keys() - truth.shown)]
    faults += [f"twice {len(posts) - len(public)}"] if len(posts) != len(public) else []
    for post in posts:
        copies = {post.id, *(copy.id for copy in post.copies)}
        faults += [f"other copies {post.id}"] if copies != truth.shown.get(post.id, copies) else []
    for post_id, words in truth.edited.items():
        if post_id in public and public[post_id].text.split() != clean(words).split():
            faults.append(f"old words {post_id}")
    for name, content in outputs.items():
        text = content.decode(errors="replace")  # a picture is among the files
        faults += [f"{name} tells of {post_id}" for post_id in sorted(truth.never) if f'"{post_id}"' in text]
    return faults


def miscounted(truth: Truth, withheld: Mapping[str, int]) -> list[str]:
    """Every way in which the counts in an archive's header differ from the truth."""
    wrong = [why for why, count in truth.withheld.items() if withheld.get(why, 0) != count]
    faults = [f"{why}: {withheld.get(why, 0)} for {truth.withheld[why]}" for why in wrong]
    gone = sum(count for why, count in withheld.items() if why not in truth.withheld)
    return faults if gone == truth.gone else [*faults, f"gone: {gone} for {truth.gone}"]


def summary_ids(folder: Path) -> set[str]:
    """The ids of the posts a summary names."""
    told = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return {cast("str", highlight["id"]) for highlight in told["highlights"]}
