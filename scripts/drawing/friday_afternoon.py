"""What was photographed, drawn and shown from Friday's tower clock on."""

import math

from drawing.sheet import INK, MUSTARD, NAVY, PAPER, RUST, SKY, TEAL, WHITE, Sheet


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
