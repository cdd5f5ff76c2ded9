"""Cumulative curves as SVG: which share of all is not beyond a value. Readable in light and dark."""

from collections.abc import Iterator, Sequence

from attrs import frozen

WIDTH, HEIGHT, LEFT, TOP, GAP = 340, 210, 46, 40, 70
COLOURS = ("#0a7d5a", "#c77700", "#b3325f")
DASHES = ("", "7 4", "2 4")  # told apart without colours, too


@frozen
class Curve:
    """A name and its values, in any order."""

    name: str
    values: Sequence[float]


@frozen
class Panel:
    """Curves over one axis, from 0 to `most`."""

    title: str
    curves: Sequence[Curve]
    most: float


def draw(panels: Sequence[Panel]) -> str:
    """Return the panels side by side."""
    width = LEFT + len(panels) * (WIDTH + GAP) - GAP + 20
    parts = [part for at, panel in enumerate(panels) for part in _panel(panel, LEFT + at * (WIDTH + GAP))]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {TOP + HEIGHT + 70}"'
            ' font-family="sans-serif" font-size="12" role="img">',
            f"<title>{'; '.join(panel.title for panel in panels)}</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _panel(panel: Panel, left: int) -> Iterator[str]:
    yield f'<text x="{left}" y="22" font-weight="bold">{panel.title}</text>'
    for percent in (0, 25, 50, 75, 100):
        y = TOP + HEIGHT * (100 - percent) / 100
        yield f'<path d="M{left} {y}h{WIDTH}" stroke="#ddd"/>'
        yield f'<text x="{left - 6}" y="{y + 4}" text-anchor="end" fill="#555">{percent} %</text>'
    for step in range(6):
        x = left + WIDTH * step / 5
        label = f"{panel.most * step / 5:g}"
        yield f'<text x="{x}" y="{TOP + HEIGHT + 18}" text-anchor="middle" fill="#555">{label}</text>'
    for at, (curve, colour, dash) in enumerate(zip(panel.curves, COLOURS, DASHES, strict=True)):
        line = " ".join(_points(curve, panel.most, left))
        style = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
        yield f'<polyline points="{line}" fill="none" {style}/>'
        x, y = left + at * 112, TOP + HEIGHT + 44
        yield f'<path d="M{x} {y - 4}h22" {style}/><text x="{x + 28}" y="{y}">{curve.name}</text>'


def _points(curve: Curve, most: float, left: int) -> Iterator[str]:
    ordered = sorted(curve.values)
    for step in range(101):
        limit = most * step / 100
        share = sum(value <= limit for value in ordered) / len(ordered)
        yield f"{left + WIDTH * step / 100:.1f},{TOP + HEIGHT * (1 - share):.1f}"
