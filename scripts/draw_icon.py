"""Draw `web/static/favicon.ico`: the same shapes as `icon.svg`, for whoever looks for an icon at a site's root."""

from pathlib import Path

from PIL import Image, ImageDraw

TARGET = Path(__file__).parents[1] / "web/static/favicon.ico"
GROUND, INK, ACCENT = "#0d2429", "#f7f4ea", "#ffc145"
UNIT = 8  # pixels of the drawing for one of the icon's 32, to be made smaller after
SIZES = [(16, 16), (32, 32), (48, 48)]
BARS = [((7, 9, 25, 13), INK), ((7, 9, 14, 13), ACCENT), ((7, 16, 14, 18), INK), ((7, 21, 14, 23), INK)]
BARS.append(((18, 16, 25, 18), INK))


def main() -> None:
    """Draw it large, and let Pillow make the small ones."""
    icon = Image.new("RGBA", (32 * UNIT, 32 * UNIT))
    draw = ImageDraw.Draw(icon)
    draw.rounded_rectangle((0, 0, 32 * UNIT - 1, 32 * UNIT - 1), 7 * UNIT, GROUND)
    for (left, top, right, bottom), colour in BARS:
        draw.rectangle((left * UNIT, top * UNIT, right * UNIT - 1, bottom * UNIT - 1), colour)
    icon.save(TARGET, sizes=SIZES)


if __name__ == "__main__":
    main()
