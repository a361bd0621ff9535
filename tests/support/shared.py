"""Where the real conferences lie, if they do: beside the project."""

from pathlib import Path

SHARED = Path(__file__).parents[2].parent / "shared"
