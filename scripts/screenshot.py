"""Takes the README's picture: `python scripts/screenshot.py docs/wall.png` shows the demo on its first morning."""

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SECONDS = 205  # of playing, to be in the middle of the first morning
SPEED = 60  # slow enough for a session to last while the page is drawn


def main(picture: Path) -> None:
    """Run the demo, wait until its wall is well filled, and take the picture."""
    options = ["--no-open", "--port", "0", "--speed", str(SPEED)]
    command = [sys.executable, "-m", "backchannel", "--quiet", "demo", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:  # noqa: S603 - our own command
        try:
            address = demo.stdout.readline().strip() if demo.stdout else ""
            _take(address, picture)
        finally:
            demo.terminate()


def _take(address: str, picture: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.wait_for_timeout(SECONDS * 1000)
        page.goto(address)
        in_a_session = page.locator("body:has(.rooms[hidden])", has=page.get_by_text("Now in"))
        in_a_session.locator(".slot:not(.measure) .picture.seen").first.wait_for(timeout=120_000)
        page.wait_for_timeout(1500)  # until every portrait has been drawn
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
