"""How a figure grows with another, as SVG: lines over two logarithmic axes. Readable in light and dark."""

import math
from collections.abc import Iterator, Sequence

from attrs import frozen

WIDTH, HEIGHT, LEFT, TOP = 520, 260, 60, 40
COLOURS = ("#555555", "#0a7d5a", "#c77700", "#b3325f", "#2f5fb3", "#7a4fb5")
DASHES = ("1 3", "", "7 4", "2 4", "10 3 2 3", "4 2")  # told apart without colours, too
STEPS = (1, 2, 5)


@frozen
class Line:
    """A name and its points, all of them above 0."""

    name: str
    points: Sequence[tuple[float, float]]


@frozen
class Axis:
    """Values from low to high, on so many pixels."""

    low: float
    high: float
    size: float

    def place(self, value: float) -> float:
        """Return how far along it a value is."""
        return self.size * math.log(value / self.low) / (math.log(self.high / self.low) or 1)


def draw_growth(title: str, across: str, up: str, lines: Sequence[Line]) -> str:
    """Return the lines over one pair of axes."""
    xs = sorted({x for line in lines for x, _ in line.points}) or [1.0]
    ys = [y for line in lines for _, y in line.points] or [1.0]
    levels = list(_levels(min(ys), max(ys)))
    x_axis, y_axis = Axis(xs[0], xs[-1], WIDTH), Axis(levels[0], levels[-1], HEIGHT)
    parts = [part for at, line in enumerate(lines) for part in _line(at, line, x_axis, y_axis)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 170} {TOP + HEIGHT + 56}"'
            ' font-family="sans-serif" font-size="12" role="img">',
            f"<title>{title}</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            f'<text x="{LEFT}" y="22" font-weight="bold">{up}</text>',
            f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 44}" text-anchor="middle">{across}</text>',
            *(_level(value, TOP + HEIGHT - y_axis.place(value)) for value in levels),
            *(_mark(value, LEFT + x_axis.place(value)) for value in xs),
            *parts,
            "</svg>\n",
        ]
    )


def _levels(least: float, most: float) -> Iterator[float]:
    """Yield 1, 2, 5, 10, … from the last one that is not above the least to the first not below the most."""
    found = [step * 10.0**power for power in range(-6, 9) for step in STEPS]
    begin = max(at for at, value in enumerate(found) if value <= least)
    end = min(at for at, value in enumerate(found) if value >= most and at > begin)
    yield from found[begin : end + 1]


def _level(value: float, y: float) -> str:
    label = f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{value:g}</text>'
    return f'<path d="M{LEFT} {y:.1f}h{WIDTH}" stroke="#ddd"/>{label}'


def _mark(value: float, x: float) -> str:
    return f'<text x="{x:.1f}" y="{TOP + HEIGHT + 20}" text-anchor="middle" fill="#555">{value:g}</text>'


def _line(at: int, line: Line, x_axis: Axis, y_axis: Axis) -> Iterator[str]:
    style = f'stroke="{COLOURS[at % 6]}" stroke-width="2" stroke-dasharray="{DASHES[at % 6]}"'
    places = ((LEFT + x_axis.place(x), TOP + HEIGHT - y_axis.place(y)) for x, y in line.points)
    yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" {style}/>'
    x, y = LEFT + WIDTH + 20, TOP + 16 + 22 * at
    yield f'<path d="M{x} {y - 4}h26" {style}/><text x="{x + 34}" y="{y}">{line.name}</text>'
