"""What was photographed, drawn and shown on Friday."""

import math

from drawing.sheet import GREY, INK, MUSTARD, NAVY, PAPER, ROSE, RUST, SAGE, SAND, SKY, TEAL, WHITE, WOOD, Sheet


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


def pendulum_pennies() -> Sheet:
    s = Sheet(ground="#3b4550")
    s.box(312, 0, 16, 210, "#c9a24b")
    s.disc(320, 290, 100, 100, "#d9b45a")
    s.disc(320, 290, 78, 78, "#c9a24b")
    s.box(240, 180, 160, 14, "#8d6f2f", corner=4)
    for i, colour in enumerate(("#a8562f", "#b5653b", "#a8562f")):
        s.disc(276 + i * 4, 174 - i * 11, 27, 8, colour, line="#6f3519", thick=1)
    s.disc(338, 174, 22, 7, "#d7dade", line="#8d9196", thick=1)
    s.disc(378, 160, 20, 18, "#e9e2d0", line="#9b927f", thick=2)
    for x, y in ((372, 155), (384, 155), (372, 166), (384, 166)):
        s.disc(x, y, 2.6, fill="#6e6656")
    s.arc(320, -220, 610, 60, 120, "#5a6672", 3)
    return s


def handover_card() -> Sheet:
    s = Sheet(ground="#dfe7e4")
    s.box(110, 26, 420, 348, "#f3d77a", corner=12)
    lines = ("who this is", "why they are here", "what changed", "what worries me", "what I would do next")
    for row, words in enumerate(lines):
        y = 70 + row * 50
        s.disc(150, y, 17, fill=RUST if row == 3 else INK)
        s.text(150, y, str(row + 1), 19, WHITE, anchor="mm", bold=True)
        s.text(184, y, words, 25 if row == 3 else 22, bold=row == 3)
    s.text(136, 336, "said back by", 17)
    for x in range(262, 500, 10):
        s.path([(x, 344), (x + 5, 344)], INK, 2)
    return s


def garden_year() -> Sheet:
    s = Sheet(560, 480, "#f4f1df")
    colours = [
        SKY,
        SKY,
        "#b7cf9f",
        "#a5c48b",
        "#94b878",
        "#86ad69",
        "#3f7447",
        "#356a3f",
        MUSTARD,
        "#d99b3f",
        "#c98a4a",
        SKY,
    ]
    for month, colour in enumerate(colours):
        reach = 205 if month in {6, 7} else 170
        s.wedge(280, 240, reach, -90 + month * 30, -61 + month * 30, colour)
    s.disc(280, 240, 78, fill="#f4f1df")
    for month, letter in enumerate("JFMAMJJASOND"):
        angle = math.radians(-75 + month * 30)
        s.text(280 + 122 * math.cos(angle), 240 + 122 * math.sin(angle), letter, 22, anchor="mm", bold=True)
    s.text(280, 228, "who has", 19, anchor="mm")
    s.text(280, 252, "the key?", 19, anchor="mm", bold=True)
    s.text(60, 448, "watering, weeding, strangers with keys", 16, "#356a3f")
    return s


def quilt() -> Sheet:
    s = Sheet(480, 480, "#efe6d4")
    tones = (RUST, TEAL, "#efe3c8", "#c8793f")
    for row in range(6):
        for column in range(6):
            x, y = 30 + column * 70, 30 + row * 70
            first, second = tones[(row + column) % 4], tones[(row * 3 + column + 1) % 4]
            corners = [(x, y), (x + 70, y), (x + 70, y + 70), (x, y + 70)]
            turn = (row + column) % 2
            s.shape([corners[turn], corners[turn + 1], corners[(turn + 2) % 4]], first)
            s.shape([corners[turn], corners[(turn + 2) % 4], corners[(turn + 3) % 4]], second)
    for at in range(30, 451, 70):
        s.path([(at, 30), (at, 450)], "#f6efe2", 1)
        s.path([(30, at), (450, at)], "#f6efe2", 1)
    return s


def reading_list() -> Sheet:
    s = Sheet(480, 600, PAPER)
    s.box(60, 20, 360, 560, "#c49a68")
    for row in range(19):
        y, width = 60 + row * 26, 120 + (row * 67) % 170
        colour = (INK, NAVY, RUST, INK)[row % 4]
        points = [(90 + t, y + 3 * math.sin(t / 4 + row * 2) + 2 * math.sin(t / 1.7)) for t in range(0, width, 2)]
        s.path(points, colour, 2)
        if row % 6 == 2:
            s.path([(90, y + 10), (90 + width, y + 10)], RUST, 2)
    s.path([(400, 20), (404, 200), (396, 330)], "#efe6d4", 2)
    s.box(389, 330, 14, 110, MUSTARD)
    s.shape([(389, 440), (403, 440), (396, 462)], INK)
    return s


def harbour_evening() -> Sheet:
    s = Sheet(ground="#f2b36b")
    for band, colour in enumerate(("#eea15f", "#e88e58", "#dd7a55")):
        s.box(0, 90 + band * 50, 640, 60, colour)
    s.disc(420, 216, 44, fill="#ffe9b0")
    s.box(0, 236, 640, 164, "#4d6378")
    for row in range(7):
        s.box(420 - 60 + row * 5, 246 + row * 20, 120 - row * 10, 5, "#f5c98a", corner=2)
    for x in (90, 200):
        s.path([(x, 236), (x, 110), (x + 90, 80)], "#33353f", 8)
        s.path([(x, 130), (x + 60, 92)], "#33353f", 4)
        s.path([(x + 84, 82), (x + 84, 150)], "#33353f", 2)
    s.shape([(500, 262), (600, 262), (584, 286), (516, 286)], "#33353f")
    s.path([(548, 262), (548, 200)], "#33353f", 4)
    s.shape([(552, 204), (552, 254), (590, 254)], "#f6efe2")
    return s


def supper_table() -> Sheet:
    s = Sheet(ground="#544035")
    s.shape([(306, 90), (334, 90), (600, 400), (40, 400)], "#b98a5c")
    for row in range(11, -1, -1):
        k = 0.76**row
        y, half = 90 + 300 * k, 14 + 262 * k
        for side in (-1, 1):
            s.disc(320 + side * half * 0.74, y, 42 * k, 15 * k, WHITE)
            s.disc(320 + side * half * 0.74, y, 27 * k, 9 * k, MUSTARD)
        s.box(320 - 5 * k, y - 46 * k, 10 * k, 40 * k, "#fdf6da")
        s.disc(320, y - 54 * k, 7 * k, 11 * k, "#ffcf6b")
    return s
