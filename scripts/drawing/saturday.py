"""What was photographed, drawn and shown on Saturday, and a day later far away."""

import math

from drawing.sheet import GREY, INK, MUSTARD, NAVY, PLUM, ROSE, RUST, SAGE, SAND, SKY, TEAL, WHITE, WOOD, Sheet


def keyring_slide() -> Sheet:
    s = Sheet(ground="#24303c")
    s.text(160, 48, "then", 30, WHITE, anchor="mm", bold=True)
    s.text(480, 48, "now", 30, WHITE, anchor="mm", bold=True)
    s.path([(320, 40), (320, 360)], "#4b5a68", 3)
    _person(s, 160, 290, RUST)
    s.disc(140, 140, 36, line=MUSTARD, thick=12)
    s.box(172, 134, 90, 12, MUSTARD)
    s.box(230, 146, 12, 24, MUSTARD)
    s.box(250, 146, 12, 18, MUSTARD)
    seats = [(480 + 110 * math.cos(a), 215 + 105 * math.sin(a)) for a in (i * 2 * math.pi / 5 - 1.57 for i in range(5))]
    for i, (x, y) in enumerate(seats):
        for other in seats[i + 1 :]:
            s.path([(x, y), other], "#4b5a68", 2)
    s.box(430, 190, 44, 48, MUSTARD, corner=6)
    s.box(486, 190, 44, 48, MUSTARD, corner=6)
    for x in (452, 508):
        s.disc(x, 214, 9, line=INK, thick=3)
    for (x, y), colour in zip(seats, (TEAL, RUST, SAGE, ROSE, SKY), strict=True):
        _person(s, x, y + 6, colour, 0.6)
    return s


def terraces() -> Sheet:
    s = Sheet(ground=SKY)
    for step, colour in enumerate(("#7d9e6b", "#8fae7f", "#a3bd8a", "#b6ca97", "#c8d7a8")):
        y = 90 + step * 62
        points = [(x, y + 16 * math.sin(x / 110 + step * 0.8)) for x in range(0, 641, 10)]
        s.shape([*points, (640, 400), (0, 400)], colour)
        s.path(points, "#6b5a3f", 4)
    names = ("Rosalía", "Wilfredo", "Nélida", "don Ciro", "Yeni")
    water = [(60 + t * 110, 60 + t * 66 + 18 * math.sin(t * 2)) for t in (n / 10 for n in range(51))]
    s.path(water, "#3d86b8", 9)
    for gate, name in enumerate(names):
        x, y = water[gate * 10 + 5]
        s.box(x - 5, y - 20, 10, 34, WOOD)
        s.text(x + 14, y - 18, name, 16, INK, bold=True)
    return s


def things_table() -> Sheet:
    s = Sheet(ground="#efe6d4")
    for y in (170, 350):
        s.box(20, y, 600, 12, WOOD)
    s.box(60, 110, 80, 34, TEAL, corner=8)
    s.box(140, 120, 30, 12, GREY)
    s.box(76, 140, 26, 30, TEAL)
    s.shape([(230, 170), (300, 80), (370, 170)], MUSTARD)
    s.shape([(285, 170), (300, 110), (315, 170)], "#b07f1e")
    s.box(450, 60, 12, 110, RUST)
    s.box(540, 60, 12, 110, RUST)
    s.box(440, 90, 122, 12, RUST)
    s.box(470, 130, 64, 40, WOOD, corner=4)
    for x in (90, 150):
        s.path([(x, 350), (x + 10, 210)], INK, 6)
    for rung in range(6):
        s.path([(92 + rung, 334 - rung * 22), (154 + rung, 334 - rung * 22)], INK, 4)
    s.disc(340, 250, 56, 30, "#d9b45a")
    s.disc(340, 250, 38, 19, "#a87612")
    s.box(310, 262, 60, 80, "#d9b45a", corner=26)
    s.disc(340, 305, 17, 22, "#efe6d4")
    s.path([(312, 300), (280, 292), (276, 270)], "#d9b45a", 8)
    s.box(470, 280, 110, 70, PLUM, corner=6)
    s.text(525, 315, "3D", 28, WHITE, anchor="mm", bold=True)
    for x, y, loans in ((110, 196, 208), (300, 196, 96), (500, 196, 40), (120, 376, 77), (340, 376, 31), (525, 376, 4)):
        s.text(x, y, f"{loans} loans", 17, anchor="mm", bold=loans == 31)
    return s


def bandaged_thumb() -> Sheet:
    s = Sheet(420, 420, "#e4ebe6")
    s.box(150, 90, 120, 330, "#d9a58a", corner=60)
    s.box(176, 104, 68, 60, "#f0cdb9", corner=28)
    for y in (190, 212, 234, 256):
        s.box(142, y, 136, 26, WHITE, corner=10, line=GREY, thick=1)
    s.shape([(270, 226), (322, 196), (318, 246)], WHITE)
    s.shape([(270, 230), (316, 260), (296, 286)], WHITE)
    s.disc(276, 230, 11, fill=GREY)
    return s


def tide_chart() -> Sheet:
    s = Sheet(ground=WHITE)
    s.text(30, 36, "Sensor and pencil, ten years", 24, bold=True)
    for y in range(90, 340, 50):
        s.path([(60, y), (610, y)], "#e6e2d8", 2)
    pencil = [(60 + x, 150 + 12 * math.sin(x / 18)) for x in range(0, 550, 3)]
    sensor = [(60 + x, 150 + 12 * math.sin(x / 18) + x * 0.22) for x in range(0, 550, 3)]
    s.path(sensor, NAVY, 4)
    s.path(pencil, RUST, 3)
    s.text(480, 120, "pencil", 19, RUST, bold=True)
    s.text(480, 310, "sensor", 19, NAVY, bold=True)
    s.path([(590, 165), (590, 255)], INK, 2)
    s.text(582, 208, "3 cm: look here", 18, anchor="rm")
    s.text(60, 372, "2016", 16, "#777")
    s.text(610, 372, "2026", 16, "#777", anchor="rm")
    return s


def mended_elbow() -> Sheet:
    s = Sheet(ground="#24375a")
    for y in range(0, 400, 8):
        s.path([(0, y), (640, y + 20)], "#283d63", 2)
    s.shape([(0, 330), (640, 372), (640, 400), (0, 400)], "#1c2b48")
    for cx, cy in ((200, 190), (330, 200), (460, 210)):
        for turn in range(4):
            angle = math.radians(45 + turn * 90)
            px, py = cx + 34 * math.cos(angle), cy + 34 * math.sin(angle)
            for stitch in range(8):
                if stitch % 2 == 0:
                    a = angle - 1.2 + stitch * 0.34
                    s.path(
                        [
                            (px + 26 * math.cos(a), py + 26 * math.sin(a)),
                            (px + 26 * math.cos(a + 0.3), py + 26 * math.sin(a + 0.3)),
                        ],
                        WHITE,
                        3,
                    )
        s.path([(cx - 8, cy), (cx + 8, cy)], WHITE, 3)
        s.path([(cx, cy - 8), (cx, cy + 8)], WHITE, 3)
    for x in range(130, 540, 16):
        for y in (112, 290):
            s.path([(x, y + x * 0.03), (x + 9, y + x * 0.03)], WHITE, 3)
    return s


def sketchnote_tide() -> Sheet:
    s = Sheet()
    s.text(30, 40, "WHO CHECKS THE TIDE GAUGE?", 26, bold=True)
    s.path([(30, 60), (470, 60)], TEAL, 4)
    s.box(120, 100, 34, 250, WOOD)
    for mark in range(10):
        s.path([(120, 120 + mark * 22), (136 if mark % 2 else 146, 120 + mark * 22)], WHITE, 3)
    for row in range(4):
        points = [(30 + x, 270 + row * 26 + 8 * math.sin(x / 14 + row)) for x in range(0, 260, 3)]
        s.path(points, "#3d86b8", 3)
    s.disc(350, 140, 30, line=MUSTARD, thick=7)
    s.shape([(338, 106), (350, 92), (362, 106), (350, 118)], SKY)
    s.text(396, 140, "June 1917", 22)
    s.text(310, 204, "THE TIDE", 30, RUST, bold=True)
    s.text(310, 240, "WILL HAVE COME.", 30, RUST, bold=True)
    s.disc(430, 330, 74, 34, "#7d7a80")
    s.disc(498, 300, 28, 25, "#7d7a80")
    s.disc(506, 294, 4, fill=INK)
    s.disc(524, 304, 6, 4, INK)
    s.shape([(362, 322), (330, 300), (338, 346)], "#7d7a80")
    s.text(310, 382, "a gap with a note is data", 18)
    return s


def repair_table() -> Sheet:
    s = Sheet(ground="#b98a5c")
    for y in range(40, 400, 66):
        s.path([(0, y), (640, y)], "#a87a4e", 3)
    s.box(60, 70, 270, 170, "#7a4a2c", corner=14)
    s.box(78, 88, 234, 134, "#3d3430", corner=6)
    for i, colour in enumerate((MUSTARD, ROSE, TEAL, RUST, SKY)):
        s.box(96 + i * 42, 110 + (i % 2) * 40, 28, 34, colour, corner=4)
        s.path([(110 + i * 42, 144), (140 + i * 30, 200)], colour, 3)
    s.disc(430, 120, 46, line=GREY, thick=9)
    s.disc(430, 120, 26, line="#dedad2", thick=7)
    s.box(80, 300, 150, 34, INK, corner=10)
    s.box(226, 290, 46, 54, MUSTARD, corner=6)
    s.shape([(272, 292), (350, 262), (350, 372), (272, 342)], "#f3dd9b")
    s.box(500, 60, 20, 90, RUST, corner=8)
    s.box(506, 150, 8, 90, GREY)
    s.box(400, 230, 190, 140, WHITE)
    for row, words in enumerate(("what: radio, 1963", "cause: dry joint", "who showed you:")):
        s.text(412, 256 + row * 34, words, 15)
    s.text(412, 352, "the owner!", 18, RUST, bold=True)
    return s


def apron() -> Sheet:
    s = Sheet(420, 520, "#efe9dd")
    s.box(110, 120, 200, 360, "#2d4468", corner=16)
    s.path([(110, 140), (60, 180)], "#2d4468", 10)
    s.path([(310, 140), (360, 180)], "#2d4468", 10)
    s.path([(150, 124), (180, 40), (240, 40), (270, 124)], "#2d4468", 9)
    s.box(150, 290, 120, 110, "#34507a", corner=6)
    for turn in range(4):
        angle = math.radians(45 + turn * 90)
        px, py = 210 + 24 * math.cos(angle), 345 + 24 * math.sin(angle)
        for stitch in range(0, 12, 2):
            a = stitch * 0.52
            s.path(
                [
                    (px + 18 * math.cos(a), py + 18 * math.sin(a)),
                    (px + 18 * math.cos(a + 0.4), py + 18 * math.sin(a + 0.4)),
                ],
                WHITE,
                3,
            )
    for x in range(156, 266, 12):
        s.path([(x, 298), (x + 7, 298)], WHITE, 2)
    return s


def _person(s: Sheet, x: float, y: float, colour: str, k: float = 1.0) -> None:
    s.wedge(x, y + 62 * k, 46 * k, 180, 360, colour)
    s.disc(x, y - 6 * k, 25 * k, 27 * k, SAND)
    s.wedge(x, y - 12 * k, 27 * k, 180, 360, WOOD if k < 1 else INK)
