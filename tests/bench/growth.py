"""How a figure grows with another, as SVG: lines over a logarithmic axis. Readable in light and dark."""

import math
from collections.abc import Iterator, Sequence

from attrs import frozen

WIDTH, HEIGHT, LEFT, TOP = 520, 260, 60, 40
COLOURS = ("#555555", "#0a7d5a", "#c77700", "#b3325f", "#2f5fb3", "#7a4fb5")
DASHES = ("1 3", "", "7 4", "2 4", "10 3 2 3", "4 2")  # told apart without colours, too
STEPS = (1, 2, 5)


@frozen
class Line:
    """A name and its points."""

    name: str
    points: Sequence[tuple[float, float]]


def draw_growth(title: str, across: str, up: str, lines: Sequence[Line]) -> str:
    """Return the lines over one pair of axes; across is logarithmic, up begins at 0."""
    xs = sorted({x for line in lines for x, _ in line.points})
    most = _round_up(max((y for line in lines for _, y in line.points), default=1.0))
    low, high = math.log(min(xs, default=1.0)), math.log(max(xs, default=10.0))

    def place(x: float, y: float) -> tuple[float, float]:
        share = (math.log(x) - low) / ((high - low) or 1)
        return LEFT + WIDTH * share, TOP + HEIGHT * (1 - y / most)

    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 170} {TOP + HEIGHT + 56}"'
            ' font-family="sans-serif" font-size="12" role="img">',
            f"<title>{title}</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            f'<text x="{LEFT}" y="22" font-weight="bold">{up}</text>',
            f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 44}" text-anchor="middle">{across}</text>',
            *(_level(most * part / 4, most) for part in range(5)),
            *(_mark(x, place(x, 0.0)[0]) for x in xs),
            *(
                part
                for at, line in enumerate(lines)
                for part in _line(at, line, [place(*p) for p in line.points])
            ),
            "</svg>\n",
        ]
    )


def _level(value: float, most: float) -> str:
    y = TOP + HEIGHT * (1 - value / most)
    label = f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{value:g}</text>'
    return f'<path d="M{LEFT} {y:.1f}h{WIDTH}" stroke="#ddd"/>{label}'


def _mark(value: float, x: float) -> str:
    return f'<text x="{x:.1f}" y="{TOP + HEIGHT + 20}" text-anchor="middle" fill="#555">{value:g}</text>'


def _line(at: int, line: Line, places: Sequence[tuple[float, float]]) -> Iterator[str]:
    style = f'stroke="{COLOURS[at % 6]}" stroke-width="2" stroke-dasharray="{DASHES[at % 6]}"'
    yield f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" {style}/>'
    x, y = LEFT + WIDTH + 20, TOP + 16 + 22 * at
    yield f'<path d="M{x} {y - 4}h26" {style}/><text x="{x + 34}" y="{y}">{line.name}</text>'


def _round_up(value: float) -> float:
    scale = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(float(step * scale) for step in (*STEPS, 10) if step * scale >= value)
