import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from backchannel.server.media.addresses import Refused
from backchannel.server.media.pictures import Shape
from backchannel.server.media.thumbnail import BOXES, thumbnail
from support.picture_host import a_picture

PIXELS = 1_000_000


def drawn(raw: bytes, shape: Shape = "picture") -> Image.Image:
    image = Image.open(BytesIO(thumbnail(raw, shape, pixels=PIXELS)))
    assert image.format == "WEBP"
    return image


def a_bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says it is that large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 + side // 8) * min(side, 1_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_every_kind_of_picture_becomes_webp(kind: str) -> None:
    assert drawn(a_picture(kind=kind)).size == (60, 40)


def test_a_large_picture_becomes_small_and_a_small_one_stays() -> None:
    assert drawn(a_picture(1400, 700)).size == (1120, 560)
    assert drawn(a_picture(30, 20)).size == (30, 20)


@pytest.mark.parametrize("shape", ["square", "avatar"])
def test_an_avatar_and_a_links_picture_are_squares(shape: Shape) -> None:
    assert drawn(a_picture(900, 300), shape).size == BOXES[shape]


def test_nothing_a_camera_wrote_into_the_file_is_passed_on() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "taken at Ada's home", 6  # description, and: turn it by a quarter
    raw = a_picture(80, 40, kind="JPEG", exif=exif, icc_profile=b"a secret profile", comment=b"a secret comment")
    assert b"Ada's home" in raw
    made = thumbnail(raw, "picture", pixels=PIXELS)
    assert b"Ada's home" not in made
    assert b"secret" not in made
    image = Image.open(BytesIO(made))
    assert (image.size, dict(image.getexif()), "icc_profile" in image.info) == ((40, 80), {}, False)


def test_a_moving_picture_stands_still() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    moving = BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    still = drawn(moving.getvalue())
    assert getattr(still, "n_frames", 1) == 1
    assert still.convert("RGB").getpixel((5, 5)) == pytest.approx((254, 0, 0), abs=6)


def test_what_is_transparent_stays_so() -> None:
    clear = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    assert drawn(clear.getvalue()).mode == "RGBA"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>not a picture</html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7",
        a_picture()[:60],
        b"GIF89a" + b"\xff" * 200,
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
        a_bomb(1_200),
        a_bomb(20_000),
        a_bomb(60_000),
    ],
)
def test_what_is_no_picture_or_too_large_a_one_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        thumbnail(raw, "picture", pixels=PIXELS)


def test_a_kind_of_picture_that_is_not_the_webs_is_not_even_opened() -> None:
    for kind in ("BMP", "TIFF", "PPM", "ICO", "EPS"):
        with pytest.raises(Refused):
            thumbnail(a_picture(kind=kind), "picture", pixels=PIXELS)
