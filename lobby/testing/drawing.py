"""Values drawn from a form (lobby.core.forms): of the declared shape, or almost."""

from collections.abc import Callable
from random import Random

from lobby.wire.values import INTEGER_MAX, Value

ODD: tuple[Value, ...] = (
    *(None, True, False, -1, 10**9, "", "x" * 50, b"\0"),
    *([], [None], [[1], {}], {}, {"move": 1}, {"": None}),
)
_INTEGERS = (-INTEGER_MAX, -1, 0, 1, 2, 3, 7, 100, INTEGER_MAX)
_LETTERS = "abc ABC 0123 .,'\"<>&{0}éß漢🎲\n\u202e\0"
_LENGTH = 12  # of what has no upper bound
_BEYOND = 3


def draw(form: Value, chance: Random) -> Value:
    """Return a value of the form's shape; its bounds are met often, and its edges, too."""
    return _DRAWN[form["type"]](form, chance)


def spoil(form: Value, chance: Random) -> Value:
    """Return what is mostly not of the form's shape: something else, or almost the right thing."""
    value = draw(form, chance)
    match value, chance.randrange(3):
        case dict(), 0:
            return {**value, "surplus": 1}
        case dict(), 1 if value:
            spoilt = chance.choice(list(value))
            return {key: chance.choice(ODD) if key == spoilt else item for key, item in value.items()}
        case dict(), 2 if value:
            gone = chance.choice(list(value))
            return {key: item for key, item in value.items() if key != gone}
        case list(), 0:
            return [*value, chance.choice(ODD)]
        case int(), 0:
            return value + chance.choice((-_BEYOND, _BEYOND, 10**6))
        case str(), 0:
            return value * 1000
        case _:
            return chance.choice(ODD)


def _integer(form: Value, chance: Random) -> Value:
    least, most = form["least"], form["most"]
    if least is not None and most is not None:
        return chance.choice((least, most, chance.randint(least, most)))
    near = [bound + step for bound in (least, most) if bound is not None for step in (-1, 0, 1, 5)]
    fits = [
        number
        for number in (*_INTEGERS, *near)
        if (least is None or number >= least) and (most is None or number <= most)
    ]
    return chance.choice(fits)


def _length(form: Value, chance: Random) -> int:
    least = form["least"] or 0
    most = form["most"]
    return int(chance.randint(least, least + _LENGTH if most is None else max(least, most)))


def _text(form: Value, chance: Random) -> Value:
    return "".join(chance.choice(_LETTERS) for _ in range(_length(form, chance)))


def _bytes(form: Value, chance: Random) -> Value:
    return chance.randbytes(_length(form, chance))


def _list(form: Value, chance: Random) -> Value:
    return [draw(form["of"], chance) for _ in range(_length(form, chance))]


def _map(form: Value, chance: Random) -> Value:
    return {chance.choice(("", "a", "b", "0")): draw(form["of"], chance) for _ in range(chance.randrange(3))}


def _record(form: Value, chance: Random) -> Value:
    told = [part for part in form["fields"] if part["required"] or chance.randrange(2)]
    return {part["name"]: draw(part, chance) for part in told}


_DRAWN: dict[str, Callable[[Value, Random], Value]] = {
    "integer": _integer,
    "boolean": lambda form, chance: chance.choice((False, True)),
    "text": _text,
    "bytes": _bytes,
    "nothing": lambda form, chance: None,
    "choice": lambda form, chance: chance.choice(form["choices"]),
    "list": _list,
    "row": lambda form, chance: [draw(part, chance) for part in form["of"]],
    "map": _map,
    "record": _record,
    "either": lambda form, chance: draw(chance.choice(form["of"]), chance),
    "any": lambda form, chance: chance.choice(ODD),
}
