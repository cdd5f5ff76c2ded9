"""A random value of a form, for games that don't list their moves. Pure: the same seed draws the same."""

from collections.abc import Callable
from random import Random

from lobby.wire.values import INTEGER_MAX, Value

Form = dict[str, Value]

_SPAN = 20  # how far an integer without a bound goes, mostly
_LONGER = 3  # so many more items than the least has a list without a bound, at most
_CHARACTERS_MAX = 24
_WORDS = (
    "yes", "no", "one", "two", "red", "blue", "green", "cat", "dog", "sun", "moon", "house", "tree", "river",
    "bread", "apple", "paris", "hello",
)  # fmt: skip
_OPTIONAL_ONE_IN = 2
_NARROW = 1000


def draw(form: Form, random: Random) -> Value:
    """Return a value of the form, which the rules of the game may still forbid."""
    return _DRAWS.get(form["type"], _draw_any)(form, random)


def _draw_integer(form: Form, random: Random) -> int:
    least, most = form.get("least"), form.get("most")
    if least is None:
        # Most numbers of games are small and not negative; the others are drawn so that none is impossible.
        least = min(0, most or 0) - (0 if random.randrange(8) else _SPAN)
    if most is None or (most - least > _NARROW and random.randrange(2)):
        most = least + random.choice((_SPAN, _SPAN, _SPAN**2))
    return random.randint(least, max(least, min(most, INTEGER_MAX)))


def _draw_text(form: Form, random: Random) -> str:
    least, most = _lengths(form, _CHARACTERS_MAX)
    text = random.choice(_WORDS)
    while len(text) < least:
        text += " " + random.choice(_WORDS)
    # Cut, it may end in a space, which a game may well refuse.
    return text[: max(most, least)].replace(" ", "-")


def _draw_bytes(form: Form, random: Random) -> bytes:
    least, most = _lengths(form, _CHARACTERS_MAX)
    return random.randbytes(random.randint(least, max(least, most)))


def _draw_list(form: Form, random: Random) -> list[Value]:
    least, most = _lengths(form, _LONGER)
    count = random.randint(least, min(max(least, most), least + _LONGER))
    return [draw(form["of"], random) for _ in range(count)]


def _lengths(form: Form, longer: int) -> tuple[int, int]:
    least = form.get("least") or 0
    return least, least + longer if form.get("most") is None else form["most"]


def _draw_map(form: Form, random: Random) -> dict[str, Value]:
    keys = random.sample(_WORDS, random.randint(0, _LONGER))
    return {key: draw(form["of"], random) for key in keys}


def _draw_record(form: Form, random: Random) -> dict[str, Value]:
    given = (
        field for field in form["fields"] if field["required"] or random.randrange(_OPTIONAL_ONE_IN) == 0
    )
    return {field["name"]: draw(field, random) for field in given}


def _draw_any(_: Form, random: Random) -> Value:
    return random.choice([None, True, False, random.randint(0, _SPAN), random.choice(_WORDS), [], {}])


_DRAWS: dict[str, Callable[[Form, Random], Value]] = {
    "integer": _draw_integer,
    "boolean": lambda _, random: random.random() < 0.5,
    "text": _draw_text,
    "bytes": _draw_bytes,
    "nothing": lambda _, __: None,
    "choice": lambda form, random: random.choice(form["choices"]),
    "list": _draw_list,
    "row": lambda form, random: [draw(item, random) for item in form["of"]],
    "map": _draw_map,
    "record": _draw_record,
    "either": lambda form, random: draw(random.choice(form["of"]), random),
    "any": _draw_any,
}
