"""A stranger's file becomes a small, harmless picture: decoded, bounded, and drawn anew as WebP.

What a file says of itself (its type, its camera, its place) is neither believed nor passed on; only pixels are. Of a
moving picture there is the first frame.
"""

from io import BytesIO

from PIL import Image, ImageOps

from backchannel.server.media.addresses import Refused
from backchannel.server.media.pictures import Shape

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
BOXES: dict[Shape, tuple[int, int]] = {
    "picture": (1120, 1120),  # a column's width on a screen of 4K
    "square": (256, 256),
    "avatar": (192, 192),
}
QUALITY = 80


def thumbnail(raw: bytes, shape: Shape, *, pixels: int) -> bytes:
    """The picture in that shape, as WebP. Raises `Refused` for what is none, or has more `pixels` than that."""
    try:
        with Image.open(BytesIO(raw), formats=FORMATS) as image:
            if image.width * image.height <= pixels:
                return _webp(_shaped(image, shape))
    except Exception as error:  # a broken file raises whatever the code behind its format happens to meet
        raise Refused(f"not a picture: {type(error).__name__}") from error
    raise Refused(f"{image.width} x {image.height} pixels are too many")


def _shaped(image: Image.Image, shape: Shape) -> Image.Image:
    box = BOXES[shape]
    image.draft(None, box)  # a JPEG is decoded at a fraction of its size, where that is enough
    image.seek(0)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if shape == "picture":
        image.thumbnail(box)
        return ImageOps.exif_transpose(image).convert(mode)
    return ImageOps.fit(ImageOps.exif_transpose(image).convert(mode), box)


def _webp(image: Image.Image) -> bytes:
    drawn = BytesIO()
    image.info.clear()  # else colour profile, EXIF and XMP would be written out again
    image.save(drawn, "WEBP", quality=QUALITY, method=4)
    return drawn.getvalue()
