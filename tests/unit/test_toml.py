"""What people write by hand, and what they are told where it is no TOML."""

import pytest

from backchannel.text.toml import NotToml, key_lines, read_toml


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('name = "A"\nslug = "a"\nname = "B"\n', 3, "name stands here, and on line 1: keep one of the two"),
        ("[web]\nport = 1\n[redis]\n[web]\n", 4, "web stands here, and on line 1: keep one of the two"),
        ("[web]\nport = 1\n[rss]\nport = 1\nport = 2", 5, "rss.port stands here, and on line 4: keep one of the two"),
        ('name = "A"\ntags = [\n "a",\n "b"\nstarts = 2026-06-10\n', 2, "a ] is missing"),
        ('tags = [\n "a",\n b,\n]\n', 3, "this is no value"),
        ('tags = ["a" "b"]\n', 1, "a comma is missing"),
        ('tags = ["a", "b]\nname = "x"\n', 1, "the text has no end"),
        ('name = """a\n\nb = 1', 1, "the text has no end"),
        ('x = 1\nname = "Tulips\ny = 2', 2, "the text has no end: a quotation mark is missing"),
        ("name = 'Tulips\ny = 2", 1, "the text has no end: a quotation mark is missing"),
        ('name = "say "hi""', 1, "more than one value stands here"),
        ("name = Tulips", 1, "this is no value: text stands in quotation marks"),
        ("strict = yes", 1, "and yes is written true"),
        ("name = “Tulips”", 1, "the quotation marks are curly ones"),
        ("name =", 1, "nothing stands after the ="),
        ("name = # later", 1, "nothing stands after the ="),
        ("starts = 10.6.2026", 1, "a day is written with its year first"),
        ("starts = 2026-6-1", 1, "a day is written with its year first"),
        ("starts = 2026-02-30", 1, "there is no such day"),
        ("starts = 2026-13-01", 1, "there is no such day"),
        ('name "Tulips"', 1, "no = stands after the key"),
        ("= 3", 1, "this is no key"),
        ("[web\nport = 1", 1, "a ] is missing"),
        ("reach = {", 1, "a } is missing"),
        (r'data = "C:\x"', 1, r"a \ is written twice"),
        ("a = " + "[" * 5000, 0, "go too deep"),
        ("a = 1\nb = \x01", 2, "this is no value"),
    ],
)
def test_what_is_no_toml_is_told_in_a_sentence_with_the_line_to_mend(text: str, line: int, sentence: str) -> None:
    with pytest.raises(NotToml) as told:
        read_toml(text)
    assert told.value.line == line
    assert sentence in str(told.value)


def test_every_key_has_its_line_whatever_stands_between() -> None:
    text = (
        'name = "x" # [not a table]\n\n[web]\nport = 1\nhosts = [ # ]\n "port = 3",\n]\n'
        'more = """\nport = 2\n[rss]\n"""\n'
        '[mastodon]\nport = 4\nreach = {"a.example" = "b"}\n[posts."https://tulip.example/?a=b"]\nhide = true\n'
    )
    assert read_toml(text)
    assert key_lines(text) == {
        ("name",): 1,
        ("web",): 3,
        ("web", "port"): 4,
        ("web", "hosts"): 5,
        ("web", "more"): 8,
        ("mastodon",): 12,
        ("mastodon", "port"): 13,
        ("mastodon", "reach"): 14,
        ("mastodon", "reach", "a.example"): 14,
        ("posts",): 15,
        ("posts", "https://tulip.example/?a=b"): 15,
        ("posts", "https://tulip.example/?a=b", "hide"): 16,
    }
