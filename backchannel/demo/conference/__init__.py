"""The built-in recording: an invented conference, written as text in `script/`, played from `recording/`.

`python scripts/make_conference.py` turns the one into the other; the same script gives the same bytes.
"""

from pathlib import Path

SCRIPT = Path(__file__).parent / "script"
RECORDING = Path(__file__).parent / "recording"
