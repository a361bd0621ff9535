"""Small portraits: for most a face, for some the thing they are known by."""

import zlib

from drawing.sheet import GREY, INK, MUSTARD, NAVY, PLUM, ROSE, RUST, SAGE, SKY, TEAL, WHITE, WOOD, Sheet

SIZE = 96
GROUNDS = (SKY, "#f0d9a8", "#cfe0c3", "#e9c9bf", "#d5cfe3", "#bfe0da", "#f2c9a0", "#c9d6ea")
SKINS = ("#f3d3bd", "#e3b491", "#c98f66", "#9c653f", "#7a4a2c", "#6e4630")
HAIRS = ("#1f1a1c", "#3b2a22", "#6b4426", "#a9743f", "#c9c4ba", "#8c3b1f", "#2c3038")
SHIRTS = (RUST, TEAL, NAVY, MUSTARD, PLUM, "#4d7a4b", ROSE, "#44525e")


def portrait(key: str) -> Sheet:
    """Somebody's portrait."""
    drawing = THINGS.get(key)
    return drawing() if drawing else _face(key)


def missing() -> Sheet:
    """The portrait of those who have none."""
    s = Sheet(SIZE, SIZE, "#dcd8cf")
    s.disc(48, 40, 17, fill="#f3f0ea")
    s.wedge(48, 100, 36, 180, 360, "#f3f0ea")
    return s


def _face(key: str) -> Sheet:
    roll = zlib.crc32(key.encode())
    skin, hair, style, *more = LOOKS[key]
    skin, hair = SKINS[int(skin)], HAIRS[int(hair)]
    s = Sheet(SIZE, SIZE, GROUNDS[roll % 8])
    if style in "lb":
        s.box(21, 24, 54, 58 if style == "l" else 40, hair, corner=24)
    if style == "v":
        s.box(20, 18, 56, 66, hair, corner=26)
    s.wedge(48, 112, 42, 180, 360, SHIRTS[roll // 8 % 8])
    s.box(41, 58, 14, 20, hair if style == "v" else skin, corner=6)
    s.disc(48, 45, 20, 23, skin)
    if style not in "nv":
        s.wedge(48, 38, 23, 180, 360, hair)
    if style == "v":
        s.arc(48, 44, 24, 150, 390, hair, 6)
    if style == "u":
        s.disc(48, 15, 10, fill=hair)
    if "f" in more:
        s.wedge(48, 52, 18, 10, 170, hair)
    s.arc(48, 50, 8, 25, 155, skin if "f" in more else "#7d3f32", 2)
    for x in (40, 56):
        s.disc(x, 46, 2.4, fill=INK)
        if "g" in more:
            s.disc(x, 46, 7, line=INK, thick=1.6)
    return s


def _house() -> Sheet:
    s = Sheet(SIZE, SIZE, RUST)
    s.text(48, 50, "HD", 40, WHITE, anchor="mm", bold=True)
    s.path([(20, 76), (76, 76)], MUSTARD, 5)
    return s


def _crate() -> Sheet:
    s = Sheet(SIZE, SIZE, "#cfe0c3")
    for y in (44, 58, 72):
        s.box(16, y, 64, 11, WOOD)
    s.path([(62, 42), (62, 16)], TEAL, 5)
    s.arc(56, 16, 6, 180, 360, TEAL, 5)
    return s


def _sign() -> Sheet:
    s = Sheet(SIZE, SIZE, NAVY)
    s.disc(48, 48, 30, fill=WHITE)
    s.path([(48, 48), (48, 28)], INK, 4)
    s.path([(48, 48), (62, 54)], INK, 4)
    return s


def _pot() -> Sheet:
    s = Sheet(SIZE, SIZE, "#f0d9a8")
    s.box(18, 42, 60, 38, "#44525e", corner=8)
    s.box(12, 46, 72, 8, "#333f4a", corner=4)
    for x in (34, 48, 62):
        s.path([(x, 36), (x + 4, 28), (x, 20), (x + 4, 12)], WHITE, 3)
    return s


def _gull() -> Sheet:
    s = Sheet(SIZE, SIZE, SKY)
    s.disc(44, 52, 30, 30, WHITE)
    s.disc(54, 42, 5, fill=INK)
    s.path([(44, 33), (62, 34)], INK, 3)
    s.shape([(68, 48), (94, 56), (68, 64)], MUSTARD)
    return s


def _clock() -> Sheet:
    s = Sheet(SIZE, SIZE, "#3b4550")
    s.disc(48, 48, 36, fill="#f6efe2", line=MUSTARD, thick=4)
    for x, y in ((48, 18), (78, 48), (48, 78), (18, 48)):
        s.disc(x, y, 3, fill=INK)
    s.path([(48, 48), (48, 26)], INK, 4)
    s.path([(48, 48), (64, 58)], INK, 4)
    return s


def _stone() -> Sheet:
    s = Sheet(SIZE, SIZE, SAGE)
    for x, y, w, tone in (
        (10, 62, 40, "#8c8a86"),
        (52, 62, 34, "#77757a"),
        (24, 38, 46, "#a39f98"),
        (36, 16, 26, "#837f7b"),
    ):
        s.box(x, y, w, 22, tone, corner=8)
    return s


def _kettle() -> Sheet:
    s = Sheet(SIZE, SIZE, "#bfe0da")
    s.box(26, 36, 46, 44, RUST, corner=14)
    s.shape([(66, 46), (88, 38), (84, 50), (68, 62)], RUST)
    s.arc(48, 36, 18, 180, 360, INK, 5)
    return s


def _bean() -> Sheet:
    s = Sheet(SIZE, SIZE, "#cfe0c3")
    s.disc(48, 52, 32, 21, RUST)
    s.disc(48, 36, 13, 8, "#cfe0c3")
    for x, y in ((34, 54), (50, 62), (62, 52)):
        s.disc(x, y, 4, 3, "#f3e3c3")
    return s


def _pencil() -> Sheet:
    s = Sheet(SIZE, SIZE, "#e9c9bf")
    s.shape([(20, 62), (62, 20), (76, 34), (34, 76)], MUSTARD)
    s.shape([(20, 62), (34, 76), (14, 82)], "#f3d3bd")
    s.shape([(17, 74), (22, 79), (14, 82)], INK)
    s.shape([(62, 20), (68, 14), (82, 28), (76, 34)], GREY)
    return s


def _persimmon() -> Sheet:
    s = Sheet(SIZE, SIZE, NAVY)
    for x, y in ((33, 33), (63, 33), (33, 63), (63, 63)):
        s.disc(x, y, 15, line=WHITE, thick=3)
    s.disc(48, 48, 5, fill=WHITE)
    return s


# Skin, hair, how it is worn (long, bob, up, short, none, veil), then glasses, full beard.
LOOKS = {
    "adaeze": "50u", "amina": "56v", "anouk": "13b", "arjun": "31sf", "av": "50nf", "ayse": "21lg", "bram": "04sf",
    "caro": "21l", "clem": "50bg", "dev": "30l", "dorothea": "04bg", "emeka": "40sg", "ewan": "05sf", "femke": "03l",
    "freya": "03u", "greta": "04s", "gwen": "05b", "halima": "46v", "harriet": "51u", "haruka": "10b",
    "henrike": "03ug", "idris": "50s", "ines": "22l", "jess": "05l", "jonas": "03sf", "josefa": "34l", "kenji": "14s",
    "kiri": "31b", "kofi": "50sg", "layla": "21l", "leo": "22sg", "linh": "10l", "lucia": "22ug", "magda": "02b",
    "marta": "03bg", "mateo": "21sf", "mele": "30u", "ming": "10ug", "mo": "31sf", "nasreen": "35v", "nils": "04n",
    "noemi": "12b", "noor": "26v", "paola": "30l", "pilar": "24bg", "priya": "31l", "ravi": "30sg", "rosa": "22l",
    "sam": "02s", "sanna": "03l", "signe": "04u", "sora": "10b", "svitlana": "03u", "tala": "20l", "theo": "12sf",
    "tobias": "02nfg", "uwe": "04nf", "wanjiru": "50s", "zola": "40ug",
}  # fmt: skip

THINGS = {
    "house": _house,
    "lost": _crate,
    "rooms": _sign,
    "kitchen": _pot,
    "gull": _gull,
    "benedikt": _clock,
    "ruairi": _stone,
    "yuki": _kettle,
    "itzel": _bean,
    "rafi": _pencil,
    "aiko": _persimmon,
}
