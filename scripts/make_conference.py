"""Turn the invented conference's script into the recording that the demo plays.

    python scripts/make_conference.py

Run it after every change in `backchannel/demo/conference/script/`; a test compares the two.
"""

import sys

from backchannel.demo.conference import RECORDING, SCRIPT
from backchannel.demo.conference.generate import recording_files
from backchannel.demo.conference.script import BadScript


def main() -> None:
    """Write every file, or say what is wrong with the script."""
    try:
        files = recording_files(SCRIPT, RECORDING / "media")
    except BadScript as wrong:
        sys.exit(str(wrong))
    for name, text in files.items():
        (RECORDING / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text.encode()):,} bytes, {text.count(chr(10)):,} lines")


if __name__ == "__main__":
    main()
