"""JSON answers, encoded once."""

from collections.abc import Iterable, Mapping

import msgspec
from starlette.responses import Response

JSON = "application/json"


def json_answer(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A value as JSON; `Raw` parts of it are sent as they are."""
    return Response(msgspec.json.encode(value), status, headers, JSON)


def json_list(raws: Iterable[bytes]) -> bytes:
    """A JSON list of values that are encoded already."""
    return b"[" + b",".join(raws) + b"]"
