"""The extras: what each adds, and that nothing changes where there are none."""

import json
import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from backchannel.cli import app
from backchannel.model.post import Post
from backchannel.services.archiving import save
from backchannel.services.extras.dedupe import MinHashes
from backchannel.services.extras.embed import BadModel, Vectors
from backchannel.services.extras.installed import installed
from backchannel.services.extras.lang import vote
from backchannel.services.extras.themes import topics
from backchannel.settings import Misconfigured, read_settings
from backchannel.summary.extras import NONE, Extra, Extras, Voted
from backchannel.summary.languages import spoken
from backchannel.summary.render.renderer import Renderer
from backchannel.summary.render.schema import schema
from backchannel.summary.repeats import originals
from backchannel.summary.summary import Compiled, Guidance, compile_archive
from unit.summary.summary_posts import STATIC, TEMPLATES, header, lines, post

RENDERER = Renderer(TEMPLATES, STATIC)
EVERYTHING = frozenset({"dedupe", "lang", "themes"})
PEOPLE = [f"Person{number}" for number in range(12)]
OTHERS = [post(f"quiet word{number} of thing{number}", f"Other{number}", 60 + number) for number in range(60)]
SPANISH = "Quiero aprender a hilar la lana con ustedes"
MORDANTS = "Alum, iron and copper are the mordants we tested on every fleece from the northern farms near the river"


def only(*names: str) -> Extras:
    return installed(EVERYTHING - set(names))


def compiled(*posts: Post, extras: Extras = NONE) -> Compiled:
    return compile_archive(header(), lines(posts), Guidance(extras=extras))


def rendered(*posts: Post, extras: Extras) -> dict[str, bytes]:
    made = compiled(*posts, extras=extras)
    return RENDERER.render(made.summary, made.insights)


def told(text: str, language: str | None) -> Post:
    return post(text, language=language)


# lang


def test_a_language_that_nobody_tells_is_voted_on() -> None:
    assert (spoken(told(SPANISH, None)), spoken(told(SPANISH, None), vote)) == ("", "es")


def test_a_program_that_sends_the_language_of_its_menus_is_outvoted() -> None:
    assert (spoken(told(SPANISH, "en")), spoken(told(SPANISH, "en"), vote)) == ("en", "es")


@pytest.mark.parametrize(("text", "language"), [("Wool! Loom! #quiettools", "en"), ("https://looms.example", "fr")])
def test_what_shows_no_language_stays_as_the_network_told_it(text: str, language: str) -> None:
    assert spoken(told(text, language), vote) == language


def test_names_and_addresses_have_no_vote() -> None:
    assert vote(f"{SPANISH} @weaving.example https://the-history-of-weaving.example #handweaving") == vote(SPANISH)


def test_nobody_is_asked_where_the_words_show_it() -> None:
    def never(text: str) -> Voted:
        raise AssertionError(text)

    assert spoken(told("I would have gone there with them", "en"), never) == "en"
    assert spoken(told("I would have gone there with them", None), never) == "en"


@pytest.mark.parametrize(
    ("language", "sure", "spoken_then"), [("en", 0.5, "en"), ("es", 0.5, "es"), ("fr", 0.8, "es"), ("fr", 0.9, "fr")]
)
def test_between_network_and_words_a_vote_decides_and_against_both_only_if_certain(
    language: str, sure: float, spoken_then: str
) -> None:
    split = told("Nosotros también estábamos aquí con ellos, y hay muchas cosas más", "en")
    assert spoken(split) == "es"
    assert spoken(split, lambda _: Voted(language, sure)) == spoken_then


# dedupe


def test_nearly_the_same_is_a_repeat_and_what_shares_half_is_not() -> None:
    near = MORDANTS.replace("river", "valley")
    half = "Alum, iron and copper are the mordants we tested, and then linen, hemp and nettle were spun by hand at dawn"
    posts = [post(MORDANTS), post(near, "Ben", 5), post(half, "Chidi", 9)]
    assert compiled(*posts).summary.numbers.repeated == 0
    assert compiled(*posts, extras=only("dedupe")).summary.numbers.repeated == 1
    assert compiled(*posts[::-1], extras=only("dedupe")).summary.numbers.repeated == 1


def test_a_crowd_of_near_copies_is_one_voice() -> None:
    crowd = [post(f"{MORDANTS} number{count}", f"Copy{count}", count) for count in range(300)]
    summary = compiled(*crowd, extras=only("dedupe")).summary
    assert (summary.numbers.repeated, len(summary.highlights)) == (299, 1)
    assert (
        "299 posts repeat another nearly word for word"
        in rendered(*crowd, extras=only("dedupe"))["index.html"].decode()
    )


def test_what_the_index_names_wrongly_is_no_repeat() -> None:
    class Everything:
        def __init__(self) -> None:
            self._places: list[int] = []

        def like(self, terms: Collection[str]) -> Collection[int]:
            return self._places[: len(self._places) + len(terms)]

        def remember(self, place: int, terms: Collection[str]) -> None:
            self._places.extend([place] if terms else [])

    metals = ["alum", "iron", "copper", "tin"]
    bags = [metals, ["linen", "hemp", "nettle", "silk"], [*metals, "lead"]]
    assert originals(bags) == [0, 1, 2]
    assert originals(bags, Everything) == originals(bags, MinHashes) == [0, 1, 0]


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=8), max_size=12))
def test_an_original_repeats_nobody_and_comes_first(bags: list[list[str]]) -> None:
    found = originals(bags, MinHashes)
    assert all(found[original] == original <= index for index, original in enumerate(found))
    exact = originals(bags)
    assert all(found[index] == found[original] for index, original in enumerate(exact))


# themes


def two_topics() -> list[Post]:
    words = ("indigo vat reduction blue", "treadle loom heddle warp")
    texts = [f"{words[index % 2]} {name}weaves" for index, name in enumerate(PEOPLE)]
    tied = [post(text, name, index) for index, (text, name) in enumerate(zip(texts, PEOPLE, strict=True))]
    return tied + OTHERS


def test_topics_are_the_words_of_the_same_posts() -> None:
    weights = [dict.fromkeys(text.split(), 0.5) for text in ["indigo vat"] * 4 + ["loom warp"] * 4]
    assert sorted(map(sorted, topics(weights))) == [["indigo", "vat"], ["loom", "warp"]]


@pytest.mark.parametrize("posts", [[], [{"indigo": 1.0}], [{"indigo": 1.0}] * 7])
def test_too_little_has_no_topics(posts: list[dict[str, float]]) -> None:
    assert topics(posts) == []


def test_themes_are_topics_where_that_is_wanted() -> None:
    found = compiled(*two_topics(), extras=only("themes")).summary.themes
    dyeing, weaving = sorted((set(theme.words) for theme in found), key=min)
    assert dyeing <= {"indigo", "vat", "reduction", "blue"}
    assert weaving <= {"treadle", "loom", "heddle", "warp"}


# embed

DIRECTIONS = """7 2
indigo 1 0
vat 1 0.1
añil 0.9 0.05
cuba 1 0
loom 0 1
warp 0 2
still 0 0
"""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.vec"
    path.write_text(DIRECTIONS, encoding="utf-8")
    return path


def in_two_languages() -> list[Post]:
    texts = ("indigo vat", "añil cuba", "loom warp")
    names = [*PEOPLE, *"ABCDEFGHI"]
    return [post(f"{texts[index % 3]} {name}x", name, index) for index, name in enumerate(names)] + OTHERS


def test_themes_that_mean_the_same_are_one(model: Path) -> None:
    apart = compiled(*in_two_languages()).summary.themes
    joined = compiled(*in_two_languages(), extras=installed(EVERYTHING, model)).summary.themes
    assert [len(theme.words) for theme in apart] == [2, 2, 2]
    assert sorted(theme.people for theme in joined) == [7, 14]
    (both,) = (theme for theme in joined if theme.people == 14)
    assert {"indigo", "añil"} & set(both.words)
    assert set(both.words) & {"indigo", "vat"}
    assert set(both.words) & {"añil", "cuba"}


def test_a_model_that_knows_none_of_the_words_changes_no_theme(tmp_path: Path) -> None:
    path = tmp_path / "other.vec"
    path.write_text("spoon 1 0\nfork 1 0\n")
    made = compiled(*in_two_languages(), extras=installed(EVERYTHING, path)).summary
    assert made.themes == compiled(*in_two_languages()).summary.themes


def test_only_words_that_are_asked_for_are_read_and_the_heading_is_none(model: Path) -> None:
    known = Vectors(model)({"loom", "warp", "still", "7", "unheard"})
    assert known == {"loom": (0.0, 1.0), "warp": (0.0, 1.0)}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("loom one two\n", "be numbers"),
        ("loom 1 nan\n", "finite"),
        ("loom 1 2\nwarp 1 2 3\n", "different lengths"),
    ],
)
def test_what_is_no_model_is_said_in_a_sentence(tmp_path: Path, content: str, why: str) -> None:
    path = tmp_path / "bad.vec"
    path.write_text(content)
    with pytest.raises(BadModel, match=f"bad.vec is no file of word vectors: .*{why}"):
        Vectors(path)({"loom", "warp"})


def test_a_model_that_went_away_is_said_in_a_sentence(model: Path) -> None:
    vectors = Vectors(model)
    model.unlink()
    with pytest.raises(BadModel, match="can't be read"):
        vectors({"loom"})
    with pytest.raises(BadModel, match="can't be read"):
        installed((), model)


# All of them


def test_whatever_is_installed_is_used_but_what_is_not_wanted(model: Path) -> None:
    assert [extra.name for extra in installed((), model).used] == ["dedupe", "embed", "lang", "themes"]
    assert [extra.name for extra in installed(("themes", "embed"), model).used] == ["dedupe", "lang"]
    assert installed(EVERYTHING) == NONE


def test_without_extras_no_file_speaks_of_any() -> None:
    made = rendered(post(MORDANTS), extras=NONE)
    assert "extras" not in json.loads(made["summary.json"])["origin"]
    assert not any(b"Extras helped" in content for content in made.values())


def test_every_form_says_what_helped_and_the_schema_knows(model: Path) -> None:
    extras = installed((), model)
    made = rendered(*in_two_languages(), extras=extras)
    summary = json.loads(made["summary.json"])
    cast("Any", jsonschema.Draft202012Validator(json.loads(schema()))).validate(summary)
    for extra in extras.used:
        assert {"name": extra.name, "by": extra.by, "version": extra.version} in summary["origin"]["extras"]
        for name in ("index.html", "summary.md"):
            assert f"{extra.by} {extra.version}" in made[name].decode().replace("\\", "")


def test_other_extras_make_another_edition() -> None:
    digests = {
        compiled(post(MORDANTS), extras=extras).summary.origin.digest
        for extras in (NONE, only("lang"), only("dedupe"), Extras(used=(Extra(name="lang", by="it", version="2"),)))
    }
    assert len(digests) == 4


@pytest.mark.parametrize("seed", ["1", "2"])
def test_with_all_extras_another_process_makes_the_same_bytes(seed: str, model: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from unit.summary.test_extras import *\n"
        "made = rendered(*two_topics(), *in_two_languages(), extras=installed((), Path(sys.argv[1])))\n"
        "sys.stdout.buffer.write(made['summary.json'])"
    )
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [sys.executable, "-c", code, str(model)]
    done = subprocess.run(words, env=environment, check=True, capture_output=True)
    assert done.stdout == rendered(*two_topics(), *in_two_languages(), extras=installed((), model))["summary.json"]


def test_compile_explains_which_extras_helped_and_the_settings_turn_them_off(tmp_path: Path) -> None:
    archive, config = tmp_path / "tools.jsonl", tmp_path / "backchannel.toml"
    save(archive, header(), lines([post(MORDANTS)]))
    words = ["compile", str(archive), "--explain", "--config", str(config), "--out"]
    config.write_text("")
    with_some = CliRunner().invoke(app, [*words, str(tmp_path / "some")])
    assert (with_some.exit_code, "found posts that say nearly the same (dedupe)" in with_some.stdout) == (0, True)
    assert "(themes)" not in with_some.stdout
    config.write_text('[summary]\nwithout = ["dedupe", "lang", "themes"]\n')
    with_none = CliRunner().invoke(app, [*words, str(tmp_path / "none")])
    assert (with_none.exit_code, "Extras helped" in with_none.stdout) == (0, False)


@pytest.mark.parametrize(
    ("table", "said"),
    [('without = ["magic"]', "'magic' is no extra: there are dedupe, embed, lang"), ('model = "no.vec"', "no.vec")],
)
def test_settings_that_name_what_is_not_there_refuse_to_start(tmp_path: Path, table: str, said: str) -> None:
    config = tmp_path / "backchannel.toml"
    config.write_text(f"[summary]\n{table}\n")
    with pytest.raises(Misconfigured, match=said):
        read_settings(config, {})
