"""What pydantic finds wrong, in one plain sentence each: what stands there, and what to write instead."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, cast

from pydantic_core import ErrorDetails

LONGEST = 60  # characters of a value that are shown

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_KINDS = {
    "string_type": "text in quotation marks",
    "path_type": "text in quotation marks",
    "int_type": "a whole number in digits",
    "float_type": "a number in digits",
    "bool_type": "true or false, without quotation marks",
    "date_type": "a day without quotation marks, as in 2026-06-10",
    "tuple_type": 'a list, as in ["one", "two"]',
    "dict_type": 'names and values in braces, as in { "one" = "two" }',
    "model_type": "the table's name on a line of its own, as in [web], and its keys below",
}
_BOUNDS = {
    "greater_than": ("gt", "too small: write a number above {}"),
    "greater_than_equal": ("ge", "too small: the least is {}"),
    "less_than": ("lt", "too large: write a number below {}"),
    "less_than_equal": ("le", "too large: the most is {}"),
}
_SENTENCES: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "value_error": lambda _, told: str(told["error"]),
    "string_too_long": lambda value, told: f"it is {len(value)} characters long: the most is {told['max_length']}",
    "too_short": lambda _, __: "the list is empty: write at least one",
    "finite_number": lambda value, _: f"{value} is no number to count with: write one in digits",
}
_WORDS = (  # the first that holds; a bool is an int, and a datetime a date
    (bool, "a yes or no"),
    (int | float, "a number"),
    (str, "text"),
    (datetime, "a day with a time"),
    (date, "a day"),
    (tuple, "a list"),
    (dict, "a table"),
)
_YES, _NO = {"yes", "true", "on", "1"}, {"no", "false", "off", "0"}


def sentence(error: ErrorDetails) -> str:
    """The sentence, for everything but keys that are missing or unknown."""
    kind, value, told = error["type"], error["input"], error.get("ctx", {})
    if kind in _KINDS:
        return f"{shown(value)} is {_what(value)}: write {_instead(kind, value) or _KINDS[kind]}"
    if kind in _BOUNDS:
        name, says = _BOUNDS[kind]
        return f"{value} is {says.format(f'{told[name]:g}')}"
    if kind in _SENTENCES:
        return _SENTENCES[kind](value, told)
    return f"{shown(value)} can't be used here"


def shown(value: object) -> str:
    """A value as one writes it, cut where it is long."""
    written = _written(value)
    return written if len(written) <= LONGEST else f"{written[: LONGEST - 1]}…"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(shown, cast('tuple[object, ...]', value)))}]"
    return "{ … }" if isinstance(value, dict) else repr(value)


def _what(value: object) -> str:
    return next((word for kind, word in _WORDS if isinstance(value, kind)), "a time of day")


def _instead(kind: str, value: object) -> str:
    """Just what to write, where that is plain from what stands there."""
    if isinstance(value, str):
        return _of_text(kind, value)
    if kind in {"string_type", "path_type"} and isinstance(value, int | float) and not isinstance(value, bool):
        return f'"{value}"'
    if kind == "bool_type" and isinstance(value, int | float) and value in {0, 1}:
        return "true" if value else "false"
    return value.date().isoformat() if kind == "date_type" and isinstance(value, datetime) else ""


def _of_text(kind: str, text: str) -> str:
    if kind == "tuple_type":
        return f"[{json.dumps(text, ensure_ascii=False)}]"
    if kind == "bool_type" and text.lower() in _YES | _NO:
        return "true" if text.lower() in _YES else "false"
    is_number = kind in {"int_type", "float_type"} and text.isdecimal()
    is_day = kind == "date_type" and _DAY.fullmatch(text)
    return f"{text}, without quotation marks" if is_number or is_day else ""


def as_we_keep_it(value: object) -> object:
    """A value of TOML with its lists as tuples."""
    if isinstance(value, list):
        return tuple(map(as_we_keep_it, cast("list[Any]", value)))
    if isinstance(value, dict):
        return {key: as_we_keep_it(inner) for key, inner in cast("dict[str, Any]", value).items()}
    return value
