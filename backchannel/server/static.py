"""The files of `web/static`, under one digest of the whole tree, so that each may be kept for ever."""

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOR_EVER = "public, max-age=31536000, immutable"


def web_folder() -> Path:
    """The folder of templates and static files: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).parents[1]
    packed = package / "_web"
    return packed if packed.is_dir() else package.parent / "web"


def digest(folder: Path) -> str:
    """Twelve letters that change whenever any file of the tree does, or its name."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        found.update(f"{path.relative_to(folder).as_posix()} {content}\n".encode())
    return found.hexdigest()[:12]


class ImmutableFiles(StaticFiles):
    """Static files whose address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with leave to keep it."""
        response = await super().get_response(path, scope)
        if response.status_code in {200, 206, 304}:
            response.headers["Cache-Control"] = FOR_EVER
        return response
