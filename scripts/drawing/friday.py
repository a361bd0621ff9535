"""What was photographed, drawn and shown on Friday, until the sourdough came home."""

import math

from drawing.sheet import GREY, INK, MUSTARD, NAVY, ROSE, RUST, SAGE, SAND, SKY, TEAL, WHITE, WOOD, Sheet


def umbrella_poster() -> Sheet:
    s = Sheet(480, 600, SAND)
    s.box(30, 24, 420, 552, WHITE, corner=6)
    s.text(240, 80, "FOUND", 58, RUST, anchor="mm", bold=True)
    s.wedge(240, 300, 150, 180, 360, TEAL)
    for x in (-100, -50, 0, 50, 100):
        s.wedge(240 + x, 300, 25, 180, 360, WHITE)
    for x in (-75, 0, 75):
        s.path([(240, 152), (240 + x, 290)], "#256761", 2)
    s.path([(240, 290), (240, 450)], WOOD, 8)
    s.disc(262, 462, 34, 28, MUSTARD)
    s.shape([(290, 456), (326, 462), (290, 472)], RUST)
    s.disc(270, 454, 4, fill=INK)
    s.text(240, 530, "green, duck, trusting", 24, anchor="mm")
    return s


def ropewalk_hall() -> Sheet:
    s = Sheet(ground="#3a2c26")
    s.shape([(0, 0), (290, 150), (290, 210), (0, 400)], "#5a4336")
    s.shape([(640, 0), (350, 150), (350, 210), (640, 400)], "#6b5040")
    s.shape([(0, 400), (290, 210), (350, 210), (640, 400)], "#8a6a4f")
    for step in range(9):
        k = 0.72**step
        s.path([(320 - 320 * k, 180 - 180 * k), (320 + 320 * k, 180 - 180 * k)], "#2a1f1b", 14 * k)
        s.path([(320 - 320 * k, 180 - 180 * k), (320 - 320 * k, 180 + 220 * k)], "#2a1f1b", 12 * k)
        s.path([(320 + 320 * k, 180 - 180 * k), (320 + 320 * k, 180 + 220 * k)], "#2a1f1b", 12 * k)
    s.box(296, 158, 48, 30, "#fdf6da")
    s.disc(314, 174, 6, fill=RUST)
    hair = ("#20191a", "#4b332a", "#a9743f", "#2c3038", "#7b7671")
    for row in range(9, -1, -1):
        k = 0.76**row
        for seat in range(-4, 5):
            x, y = 320 + (seat + 0.5 * (row % 2)) * 78 * k, 186 + 200 * k
            s.disc(x, y + 34 * k, 34 * k, 26 * k, (TEAL, NAVY, RUST, SAGE, MUSTARD)[(seat * 3 + row) % 5])
            s.disc(x, y, 20 * k, 23 * k, hair[(seat * 2 + row * 3) % 5])
    return s


def sketchnote_tuning() -> Sheet:
    s = Sheet()
    s.text(30, 40, "THE APPRENTICE HEARS IT FIRST", 26, bold=True)
    s.path([(30, 60), (520, 60)], RUST, 4)
    s.box(40, 120, 150, 190, WHITE, line=INK, corner=6)
    for i in range(12):
        s.path([(52 + i * 11, 130), (52 + i * 11, 230)], INK, 1)
    for i in range(10):
        s.box(46 + i * 14, 240, 13, 44, WHITE, line=INK, thick=1)
    for line, (calm, colour) in enumerate(((1, RUST), (0.55, MUSTARD), (0.15, TEAL))):
        y = 130 + line * 60
        points = [(220 + t, y + 20 * calm * math.sin(t / 7) * math.sin(t / 40)) for t in range(0, 230, 2)]
        s.path(points, colour, 3)
    s.text(462, 130, "slower?", 22, RUST)
    s.text(462, 190, "faster?", 22, "#a87612")
    s.text(462, 250, "again?", 22, TEAL, bold=True)
    s.arc(580, 312, 28, 120, 420)
    s.arc(580, 314, 14, 150, 400, thick=2)
    s.path([(240, 320), (420, 320)], WOOD, 8)
    for finger in range(4):
        s.box(300 + finger * 17, 286, 14, 36, ROSE, corner=7)
    s.box(296, 262, 74, 36, ROSE, corner=12)
    s.text(240, 366, "hands first: the ear is the hard way", 18)
    return s


def kettle_chart() -> Sheet:
    s = Sheet(ground=WHITE)
    s.text(30, 38, "What was wrong with 11,400 kettles", 25, bold=True)
    bars = (
        ("scale, contacts", 31),
        ("lid, switch", 22),
        ("nothing at all", 17),
        ("leaks", 13),
        ("heating element", 9),
        ("other", 8),
    )
    for row, (name, share) in enumerate(bars):
        y = 92 + row * 48
        s.text(200, y, name, 20, anchor="rm")
        s.box(214, y - 15, share * 11.5, 30, RUST if name.startswith("heating") else TEAL, corner=3)
        s.text(222 + share * 11.5, y, f"{share} %", 20, bold=True)
    s.text(30, 382, "Repair Log, 41 cafés, nine years", 15, "#777")
    return s


def seed_packet() -> Sheet:
    s = Sheet(480, 560, SAGE)
    s.box(70, 50, 340, 460, "#efe0bd", corner=4)
    s.shape([(70, 50), (410, 50), (240, 130)], "#e2cd9f")
    s.disc(240, 220, 74, 46, RUST)
    for x, y in ((200, 210), (226, 240), (262, 206), (286, 232), (238, 200)):
        s.disc(x, y, 8, 5, "#efe0bd")
    s.disc(240, 180, 12, 7, WHITE)
    for row, words in enumerate(("¿de quién?", "¿dónde creció?", "¿qué le pasó?")):
        s.text(104, 320 + row * 62, words, 20, WOOD)
        s.path([(104, 346 + row * 62), (376, 346 + row * 62)], WOOD, 2)
    return s


def wall_section() -> Sheet:
    s = Sheet(ground=SKY)
    s.box(0, 350, 640, 50, SAGE)
    for row in range(6):
        y, lean, half = 300 - row * 44, row * 13, 140 - row * 13
        tones = ("#8c8a86", "#a39f98", "#77757a")
        s.box(320 - half - 20, y + 6, 86 - lean * 0.3, 42, tones[row % 3], corner=12)
        s.box(320 + half - 66 + lean * 0.3, y + 6, 86 - lean * 0.3, 42, tones[(row + 1) % 3], corner=12)
        for x in range(int(320 - half + 62), int(320 + half - 66), 22):
            s.disc(x + 8, y + 20 + (x * 7 % 13), 10, 8, "#b9b2a6")
    s.box(196, 168, 248, 40, "#6a6468", corner=12)
    for i in range(5):
        s.box(250 + i * 29, 28, 25, 58, "#837f7b", corner=8)
    s.text(470, 188, "through-stone", 18, NAVY)
    s.text(496, 280, "hearting:", 18, NAVY, bold=True)
    s.text(496, 304, "by hand!", 18, NAVY)
    s.text(24, 60, "cope", 18, NAVY)
    s.text(24, 260, "one on two,", 18, NAVY)
    s.text(24, 284, "two on one", 18, NAVY)
    return s


def gull_sandwich() -> Sheet:
    s = Sheet(ground=SKY)
    s.box(0, 230, 640, 80, "#7fb0bd")
    s.box(0, 310, 640, 90, "#a1887a")
    for x in range(0, 640, 92):
        s.path([(x, 310), (x, 400)], "#8a7266", 3)
    s.disc(300, 220, 130, 74, WHITE)
    s.shape([(150, 190), (60, 150), (190, 250)], "#d8dde0")
    s.shape([(190, 180), (380, 190), (240, 270), (90, 250)], "#b9c2c8")
    s.disc(412, 130, 56, 52, WHITE)
    s.box(380, 130, 60, 80, WHITE, corner=20)
    s.disc(428, 118, 8, fill=INK)
    s.path([(412, 104), (440, 102)], INK, 4)
    s.shape([(456, 124), (520, 136), (456, 150)], MUSTARD)
    s.shape([(490, 110), (600, 118), (590, 150), (484, 142)], "#e9c98f")
    s.shape([(486, 142), (592, 150), (590, 160), (484, 152)], SAGE)
    s.shape([(484, 152), (590, 160), (584, 186), (482, 178)], "#dfba7b")
    for x in (270, 330):
        s.path([(x, 285), (x, 330), (x + 20, 330)], MUSTARD, 7)
    return s


def stairs_map() -> Sheet:
    s = Sheet(ground="#fbf8f0")
    for band in range(7):
        points = [(x, 60 + band * 52 + 22 * math.sin(x / 90 + band)) for x in range(0, 641, 8)]
        s.path(points, "#e3dccb", 2)
    initials = ("W.K.", "L.H.", "N.A.", "D.N.", "M.E.", "T.R.", "A.B.", "S.O.")
    for n in range(26):
        x, y = 40 + (n * 137) % 560, 40 + (n * 89) % 320
        turn = ((n * 53) % 100 - 50) / 60
        for rung in range(7):
            dx, dy = rung * 8 * math.sin(turn), rung * 8 * math.cos(turn)
            s.path([(x + dx, y + dy), (x + dx + 15, y + dy - 4 * turn)], "#4a4a55", 2)
        if n % 3 == 0:
            s.text(x + 20, y + 16, initials[n // 3 % 8], 12, RUST)
        if n % 5 == 0:
            s.disc(x - 10, y + 34, 6, fill="#3d86b8")
    s.text(24, 378, "2,140 flights, 312 walkers", 16, bold=True)
    return s


def wordless_tap() -> Sheet:
    s = Sheet(640, 220, WHITE)
    for panel in range(4):
        x = 8 + panel * 158
        s.box(x, 10, 150, 200, WHITE, line=INK, corner=4)
        tap = INK if panel in {0, 3} else GREY
        s.box(x + 30, 50, 70, 18, tap, corner=6)
        s.box(x + 84, 50, 18, 40, tap, corner=6)
        s.box(x + 48, 28, 12, 24, tap)
        s.box(x + 36, 22, 36, 10, tap, corner=4)
        s.box(x + 24, 180, 104, 10, GREY, corner=4)
    for y in (108, 134, 160):
        s.disc(101, y, 5, 8, "#3d86b8")
    s.disc(230, 130, 26, line=INK)
    s.path([(230, 104), (230, 156)], INK, 5)
    s.box(252, 136, 46, 22, ROSE, corner=9)
    s.arc(230, 130, 38, 200, 320, RUST, 4)
    s.disc(388, 140, 20, line=GREY, thick=7)
    s.disc(438, 140, 20, line=INK, thick=7)
    s.path([(408, 112), (438, 106)], RUST, 4)
    s.shape([(434, 98), (448, 105), (436, 114)], RUST)
    s.path([(540, 130), (556, 148), (586, 112)], TEAL, 7)
    return s


def sourdough_jar() -> Sheet:
    s = Sheet(480, 520, "#e8d9c2")
    s.box(0, 430, 480, 90, WOOD)
    s.box(150, 150, 180, 290, "#f4f1e8", corner=20, line=GREY)
    s.box(156, 200, 168, 234, "#e6d3a8", corner=18)
    s.disc(240, 150, 92, 44, "#e6d3a8")
    s.disc(170, 178, 26, 34, "#e6d3a8")
    for x, y, r in (
        (190, 260, 9),
        (220, 310, 13),
        (270, 250, 11),
        (290, 330, 8),
        (240, 380, 10),
        (210, 150, 9),
        (266, 140, 12),
    ):
        s.disc(x, y, r, fill="#f7ebcd")
    s.disc(300, 116, 84, 18, "#b9b2a6")
    s.box(176, 286, 128, 66, WHITE, corner=4)
    s.text(240, 319, "do not", 28, RUST, anchor="mm", bold=True)
    return s
