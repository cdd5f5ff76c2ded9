"""Writes docs/reference/live.json: `python -m tests.golden.make_live_vectors`."""

from pathlib import Path

import attrs

from clients.live.blend import blend
from lobby.wire.values import Value
from tests.golden.live_games import SCENES, Scene, play
from tests.golden.live_told import play_told
from tests.golden.make_vectors import write_vectors

FILE = Path(__file__).parents[2] / "docs" / "reference" / "live.json"

ABOUT = [
    "What every client that draws games in real time must agree on; `clients/live` and `/sdk.js` do.",
    "blends: blend(before, after, part) is view.",
    "games: what happens at one client, in order, and what it shows. rate: ticks a second.",
    "seat: the client's own, or null. rules: which it has, as said below; without secrets the first three.",
    "A board is [place, direction] of each seat; predict: the seat's direction becomes the input;",
    "advance: its direction is added to its place; smooth: null for each seat, for one's own [place, null].",
    "A secret is {name, deep, way}; predictSecret: way becomes [input, direction on the board];",
    "advanceSecret: the direction on the board is added to deep; smoothSecret: {name, deep}.",
    "said, at a time in milliseconds: hear [epoch, tick, board, secret if any]; input (id: the first is 1);",
    "answer [id, tick]; drop id; frame, with ping, the round trip: what is shown then. part has six digits.",
    "told: all frames that each client of a room hears, in hex; where one is empty it comes back, and its",
    "hello names what it has. views: what it shows at the end.",
]
BLENDS: list[tuple[Value, Value, float]] = [
    (0, 10, 0.25),
    (0, 10, 0.0),
    (0, 10, 1.0),
    (10, 0, 0.25),
    (-3, -4, 0.5),
    (-4, -3, 0.5),
    (0, 9007199254740991, 0.5),
    (-9007199254740991, 9007199254740991, 0.75),
    (True, False, 0.5),
    (1, True, 0.5),
    ("left", "right", 0.5),
    (None, 4, 0.5),
    ([0, 100], [10, 50], 0.3),
    ([0, 100], [10, 50, 7], 0.3),
    ([[0, 0], "a"], [[4, 8], "b"], 0.5),
    ({"x": 0, "gone": 1}, {"x": 5, "new": 9}, 0.5),
    ({"ball": {"at": [0, 0], "owner": 3}}, {"ball": {"at": [7, -7], "owner": 3}}, 0.4),
    ([1, 2], {"x": 1}, 0.5),
]


def make_live_vectors() -> dict[str, Value]:
    """Return everything that the file holds."""
    blends = [
        {"before": before, "after": after, "part": part, "view": blend(before, after, part)}
        for before, after, part in BLENDS
    ]
    return {
        "about": ABOUT,
        "blends": blends,
        "games": [_show(scene) for scene in SCENES],
        "told": play_told(seed=1),
    }


def _show(scene: Scene) -> Value:
    told = attrs.asdict(scene)
    return {**{name: told[name] for name in ("name", "rules", "rate", "seat")}, "said": play(scene)}


if __name__ == "__main__":
    FILE.write_text(write_vectors(make_live_vectors()))
