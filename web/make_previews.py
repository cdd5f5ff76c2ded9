"""Draws the pictures of link previews, 1200x630 PNGs in web/public/previews: one for each game, one plain.

Run it where a drawing changes; the files are in git, so that no build needs it.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

WIDTH, HEIGHT = 1200, 630
FOLDER = Path(__file__).parent / "public" / "previews"
Colour = tuple[int, int, int]
Distance = Callable[[float, float], float]  # from the edge of a shape, in pixels; negative inside

PAPER, INK, GREEN = (243, 244, 239), (27, 40, 42), (31, 107, 88)
RED, YELLOW, BLUE, WHITE = (214, 69, 65), (240, 190, 60), (45, 90, 160), (255, 255, 255)


class Canvas:
    """Pixels, and shapes with soft edges."""

    def __init__(self, ground: Colour) -> None:
        self._rows = [bytearray(bytes(ground) * WIDTH) for _ in range(HEIGHT)]

    def fill(self, box: tuple[float, float, float, float], distance: Distance, colour: Colour) -> None:
        """Paint what lies inside a shape; `box` is what it fits in: left, top, right, bottom."""
        left, top, right, bottom = (int(edge) for edge in box)
        for y in range(max(0, top - 1), min(HEIGHT, bottom + 2)):
            for x in range(max(0, left - 1), min(WIDTH, right + 2)):
                share = min(1.0, max(0.0, 0.5 - distance(x + 0.5, y + 0.5)))
                if share:
                    self._blend(x, y, colour, share)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Paint a disc."""
        box = (x - radius, y - radius, x + radius, y + radius)
        self.fill(box, lambda px, py: ((px - x) ** 2 + (py - y) ** 2) ** 0.5 - radius, colour)

    def ring(self, x: float, y: float, radius: float, colour: Colour, *, width: float) -> None:
        """Paint a circle, whose line has a width."""
        outer = radius + width / 2
        box = (x - outer, y - outer, x + outer, y + outer)
        self.fill(
            box, lambda px, py: abs(((px - x) ** 2 + (py - y) ** 2) ** 0.5 - radius) - width / 2, colour
        )

    def panel(
        self, middle: tuple[float, float], size: tuple[float, float], colour: Colour, corner: float
    ) -> None:
        """Paint a rectangle with round corners."""
        (x, y), (width, height) = middle, size
        half_width, half_height = width / 2 - corner, height / 2 - corner

        def distance(px: float, py: float) -> float:
            right, down = abs(px - x) - half_width, abs(py - y) - half_height
            outside = (max(right, 0) ** 2 + max(down, 0) ** 2) ** 0.5
            return float(outside + min(max(right, down), 0) - corner)

        self.fill((x - width / 2, y - height / 2, x + width / 2, y + height / 2), distance, colour)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: Colour, width: float
    ) -> None:
        """Paint a line with round ends."""
        (x1, y1), (x2, y2) = start, end
        length = (x2 - x1) ** 2 + (y2 - y1) ** 2

        def distance(px: float, py: float) -> float:
            along = max(0.0, min(1.0, ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / length))
            away_x, away_y = px - x1 - along * (x2 - x1), py - y1 - along * (y2 - y1)
            return float((away_x**2 + away_y**2) ** 0.5 - width / 2)

        half = width / 2
        box = (min(x1, x2) - half, min(y1, y2) - half, max(x1, x2) + half, max(y1, y2) + half)
        self.fill(box, distance, colour)

    def png(self) -> bytes:
        """Return it as a PNG of eight bits a channel, each row as the difference from the one above."""
        before = bytes(3 * WIDTH)
        packed = bytearray()
        for row in self._rows:
            packed += b"\x02" + bytes((new - old) % 256 for new, old in zip(row, before, strict=True))
            before = bytes(row)
        parts = (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(bytes(packed), 9)),
            _chunk(b"IEND", b""),
        )
        return b"\x89PNG\r\n\x1a\n" + b"".join(parts)

    def _blend(self, x: int, y: int, colour: Colour, share: float) -> None:
        row, at = self._rows[y], 3 * x
        row[at : at + 3] = bytes(
            round(old + (new - old) * share) for old, new in zip(row[at : at + 3], colour, strict=True)
        )


def draw_plain() -> Canvas:
    """Return a table, seen from above, with four seats."""
    canvas = Canvas(PAPER)
    for x, y in ((600, 105), (600, 525), (330, 315), (870, 315)):
        canvas.disc(x, y, 62, INK)
    canvas.panel((600, 315), (420, 300), GREEN, 120)
    canvas.panel((600, 315), (376, 256), (41, 130, 107), 100)
    return canvas


def draw_tic_tac_toe() -> Canvas:
    """Return a game that is about to be won."""
    canvas = Canvas(PAPER)
    for offset in (-85.0, 85.0):
        canvas.line((600 + offset, 75), (600 + offset, 555), INK, 14)
        canvas.line((360, 315 + offset), (840, 315 + offset), INK, 14)
    for column, row in ((0, 0), (1, 1), (2, 0)):
        x, y = 600 + (column - 1) * 170, 315 + (row - 1) * 170
        canvas.line((x - 46, y - 46), (x + 46, y + 46), RED, 22)
        canvas.line((x - 46, y + 46), (x + 46, y - 46), RED, 22)
    for column, row in ((1, 0), (0, 2)):
        canvas.ring(600 + (column - 1) * 170, 315 + (row - 1) * 170, 50, BLUE, width=22)
    return canvas


def draw_connect_four() -> Canvas:
    """Return a board with four in a row to come."""
    canvas = Canvas(PAPER)
    canvas.panel((600, 315), (640, 550), BLUE, 40)
    taken = {(3, 5): RED, (2, 5): YELLOW, (3, 4): YELLOW, (4, 5): RED, (2, 4): RED, (4, 4): RED, (3, 3): RED}
    taken |= {(1, 5): YELLOW, (4, 3): YELLOW, (5, 5): YELLOW}
    for column in range(7):
        for row in range(6):
            x, y = 600 + (column - 3) * 86, 315 + (row - 2.5) * 86
            canvas.disc(x, y, 36, taken.get((column, row), PAPER))
    return canvas


def draw_liars_dice() -> Canvas:
    """Return five dice on a green table."""
    canvas = Canvas(GREEN)
    for number, value in enumerate((5, 3, 5, 2, 6)):
        x, y = 200 + 200 * number, 315 + (-46 if number % 2 else 46)
        canvas.panel((x, y + 10), (160, 160), (22, 78, 64), 30)
        canvas.panel((x, y), (160, 160), WHITE, 30)
        for right, down in _pips(value):
            canvas.disc(x + 44 * right, y + 44 * down, 15, INK)
    return canvas


def draw_snake_arena() -> Canvas:
    """Return two snakes on their way to a meal."""
    canvas = Canvas((36, 46, 48))
    for x in range(45, WIDTH, 90):
        for y in range(45, HEIGHT, 90):
            canvas.disc(x, y, 3, (70, 84, 86))
    for colour, path in (
        ((77, 190, 168), ((135, 495), (405, 495), (405, 315), (585, 315))),
        ((240, 138, 106), ((1065, 135), (1065, 405), (855, 405), (855, 495), (675, 495))),
    ):
        for start, end in pairwise(path):
            canvas.line(start, end, colour, 56)
        canvas.disc(*path[-1], 42, colour)
        canvas.disc(*path[-1], 30, PAPER)
        canvas.disc(*path[-1], 12, INK)
    canvas.disc(765, 315, 26, YELLOW)
    return canvas


def _pips(value: int) -> Iterator[tuple[int, int]]:
    if value % 2:
        yield 0, 0
    if value > 1:
        yield from ((-1, -1), (1, 1))
    if value > 3:
        yield from ((1, -1), (-1, 1))
    if value == 6:
        yield from ((-1, 0), (1, 0))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(exist_ok=True)
    drawn = {
        "plain": draw_plain,
        "tic_tac_toe": draw_tic_tac_toe,
        "connect_four": draw_connect_four,
        "liars_dice": draw_liars_dice,
        "snake_arena": draw_snake_arena,
    }
    for name, draw in drawn.items():
        (FOLDER / f"{name}.png").write_bytes(draw().png())


if __name__ == "__main__":
    main()
