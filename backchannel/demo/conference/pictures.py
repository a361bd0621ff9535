"""The recording's pictures: where each network has them, and how large they are."""

import struct
from collections.abc import Mapping
from pathlib import Path

from backchannel.demo import wire
from backchannel.demo.wire import Json

NO_PORTRAIT = "avatar-missing.png"
_SIZE = slice(16, 24)  # of a PNG: width and height, four bytes each


class Pictures:
    """The drawn pictures of a folder, by name, with their descriptions."""

    def __init__(self, folder: Path, alts: Mapping[str, str]) -> None:
        self._folder = folder
        self._alts = alts

    def attachment(self, name: str, number: str) -> Json:
        """The picture as a status's attachment."""
        width, height = self._size(name)
        size = {"width": width, "height": height, "size": f"{width}x{height}", "aspect": width / height}
        address = wire.MEDIA + name
        return {
            "id": number,
            "type": "image",
            "url": address,
            "preview_url": address,
            "remote_url": None,
            "description": self._alts[name],
            "blurhash": None,
            "meta": {"original": size, "small": size},
        }

    def embedded(self, name: str) -> Json:
        """The picture as one of a record's."""
        width, height = self._size(name)
        ratio = {"width": width, "height": height}
        return {"alt": self._alts[name], "image": self.blob(name), "aspectRatio": ratio}

    def blob(self, name: str) -> Json:
        """A record's reference to the picture."""
        content = (self._folder / name).read_bytes()
        link = {"$link": wire.blob_cid(content)}
        return {"$type": "blob", "ref": link, "mimeType": "image/png", "size": len(content)}

    def portrait(self, key: str, *, drawn: bool) -> str:
        """The name of somebody's portrait."""
        return f"avatar-{key}.png" if drawn else NO_PORTRAIT

    def _size(self, name: str) -> tuple[int, int]:
        width, height = struct.unpack(">II", (self._folder / name).read_bytes()[_SIZE])
        return width, height
