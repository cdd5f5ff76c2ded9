"""A real-time game whose views are what its inputs make of them: what is not touched is the same object."""

from typing import Any

from lobby.core.game import Dice, Note

title, seats, version, tick_rate = "Clay", (1, 4), 1, 10


def start(seats: int, options: Any, dice: Dice) -> Any:
    return {"shown": {}, "own": [{} for _ in range(seats)]}


def tick(state: Any, inputs: list[tuple[int, Any]], dice: Dice) -> Any:
    shown, own, notes = state["shown"], list(state["own"]), []
    for seat, (where, *change) in inputs:
        if where == "own":
            own[seat] = knead(own[seat], *change)
        elif where == "note":
            notes.append(Note(str(change), seat=seat if change else None))
        else:
            shown = knead(shown, *change)
    return {"shown": shown, "own": own}, notes


def public(state: Any) -> Any:
    return state["shown"]


def secret(state: Any, seat: int) -> Any:
    return state["own"][seat]


def result(state: Any) -> None:
    return None


def knead(value: Any, path: list[Any], value_there: Any) -> Any:
    """Return the value with something else at the end of a path; None takes it away, lists grow by one."""
    if not path:
        return value_there
    key, *rest = path
    if isinstance(value, list):
        if not value or key == "end":
            return [*value, value_there]
        place = hash_of(key) % len(value)
        inner = [] if value_there is None and not rest else [knead(value[place], rest, value_there)]
        return [*value[:place], *inner, *value[place + 1 :]]
    known = value if isinstance(value, dict) else {}
    if value_there is None and not rest:
        return {name: item for name, item in known.items() if name != key}
    return {**known, key: knead(known.get(key), rest, value_there)}


def hash_of(key: Any) -> int:
    """Return a number that is the same in every process."""
    return sum(str(key).encode())
