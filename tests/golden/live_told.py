"""What a room in real time tells on bad networks, frame by frame, for docs/reference/live.json."""

from random import Random
from typing import Any

from lobby.wire.values import Value
from tests.properties.test_live import Stand

NAMES = ("Ann", "Bob", "Cy, who watches")
EVENTS = 250
PATHS = (
    ["a"],
    ["log"],
    ["log", "end"],
    ["log", "end"],
    ["a", "b"],
    ["cells", "0"],
    ["cells", "1"],
    ["a", "end"],
)
THINGS: tuple[Value, ...] = (None, True, 0, 1, 300, "x", "ö", [], [1, 2], {"b": [3]}, [["n"], {}])


def play_told(seed: int) -> Value:
    """Return what each client hears, in hex ("": it comes back and says hello), and what it shows at last."""
    chance, stand = Random(seed), Stand()
    for _ in range(EVENTS):
        _let_happen(stand, chance)
        stand.who_keeps_up_sees_what_is()
    for number in range(len(NAMES)):
        stand.come_back(number)
        stand.go_on(number)
    stand.tick([])
    assert len(stand.fresh) == len(NAMES), "all are there, and keep up"
    stand.who_keeps_up_sees_what_is()
    return [
        {
            "name": name,
            "heard": [payload.hex() for payload in client.heard],
            "views": {topic: told.view for topic, told in client.views.shown.items()},
        }
        for name, client in zip(NAMES, stand.clients, strict=True)
    ]


def _let_happen(stand: Stand, chance: Random) -> None:
    number = chance.randrange(len(NAMES))
    match chance.randrange(12):
        case 0:
            stand.stall(number)
        case 1:
            stand.overflow(number)
        case 2 | 3:
            stand.go_on(number)
        case 4:
            stand.cut(number)
        case 5:
            stand.come_back(number)
        case 6:
            stand.store() if chance.randrange(2) else stand.take_back()
        case _:
            stand.tick([_draw(chance) for _ in range(chance.randrange(4))])


def _draw(chance: Random) -> tuple[int, Any]:
    where = chance.choice(("shown", "shown", "own", "note"))
    return chance.randrange(2), (where, chance.choice(PATHS), chance.choice(THINGS))
