"""Draw the invented conference's pictures and portraits.

    python scripts/draw_conference.py

They are part of the recording: run `scripts/make_conference.py` afterwards. Needs Pillow and the DejaVu fonts.
"""

import inspect

from drawing import friday, friday_afternoon, portraits, saturday
from drawing.sheet import Sheet

from backchannel.demo.conference import RECORDING, SCRIPT
from backchannel.demo.conference.script import read


def main() -> None:
    """Draw everything anew."""
    media = RECORDING / "media"
    media.mkdir(parents=True, exist_ok=True)
    script = read(SCRIPT)
    drawn = {f"{name.replace('_', '-')}.png": draw() for name, draw in _drawings()}
    for name, sheet in drawn.items():
        print(f"{name}: {sheet.save(media / name):,} bytes")
    portraits.missing().save(media / "avatar-missing.png", 16)
    faces = [key for key, person in script.people.items() if person.portrait]
    sizes = [portraits.portrait(key).save(media / f"avatar-{key}.png", 24) for key in faces]
    print(f"{len(sizes)} portraits, the largest {max(sizes):,} bytes")


def _drawings() -> list[tuple[str, type[Sheet]]]:
    return [
        (name, draw)
        for module in (friday, friday_afternoon, saturday)
        for name, draw in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
    ]


if __name__ == "__main__":
    main()
