"""Hypothesis strategies for games: values, moves, options and positions.

Needs hypothesis: pip install 'trio-lobby[testing]'.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from attrs import frozen
from hypothesis import strategies as st

from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.forms import describe_move, describe_options
from lobby.core.game import Game, State
from lobby.core.shape import BadValue
from lobby.testing.check_game import load_named
from lobby.testing.playing import start
from lobby.testing.strangers import play_move
from lobby.testing.table import SeatedGame
from lobby.wire.values import INTEGER_MAX, Value

CHOICES = st.integers(0, 2**16)  # of one among several: the first one is the simplest
# Of the dice; a number shrinks much faster than the 32 bytes that a room has.
SECRETS = st.integers(0, 2**32)
_ACTIONS_MAX = 40

Named = Game | ModuleType | str  # a game, or what names one to `check_game`


@frozen
class Position:
    """A position that real play reaches: the state, how many seats play, and each (seat, move) before it."""

    seats: int
    state: State
    played: tuple[tuple[int, Value], ...]


@frozen
class Running:
    """A real-time game as it may come to be: the state, how many seats play, and the inputs of each tick."""

    seats: int
    state: State
    inputs: tuple[tuple[tuple[int, Value], ...], ...]


def values(leaves: int = 12) -> st.SearchStrategy[Value]:
    """All values that may travel or be stored: None, bool, int, str, bytes, lists, dicts with str keys."""
    simple = st.none() | st.booleans() | _integers() | st.text(max_size=20) | st.binary(max_size=20)
    return st.recursive(
        simple,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=leaves,
    )


def moves(game: Named) -> st.SearchStrategy[Value]:
    """Moves of the declared type, as they travel, legal or not; any value where no `Move` is declared."""
    form = describe_move(load_named(game))
    return values() if form is None else from_form(form)


def options(game: Named) -> st.SearchStrategy[Value]:
    """Options that the server lets pass, as they travel; some are left to their defaults."""
    loaded = load_named(game)
    form = {"type": "record", "fields": describe_options(loaded)}
    return from_form(form).filter(lambda wish: _fits(loaded, wish))


@st.composite
def positions(
    draw: st.DrawFn,
    game: Named,
    options: Value = None,
    actions_max: int = _ACTIONS_MAX,
    *,
    over: bool = False,
) -> Position:
    """Positions of a game after up to `actions_max` legal moves; with `over`, where it has ended, too.

    They shrink to fewer seats, fewer moves and the first moves listed.
    """
    loaded = load_named(game)
    table = sit_down(loaded, draw(_seats(loaded)), draw(SECRETS), options)
    state, _ = start(table, table.dice(0))
    played: list[tuple[int, Value]] = []
    while len(played) < actions_max and draw(st.booleans()):
        acting = rules.seats_to_act(loaded, state, table.seats)
        if not acting:
            break
        seat = acting[draw(CHOICES) % len(acting)]
        move = choose_move(table, state, seat, draw(CHOICES))
        after, _ = play_move(table, state, seat, move, table.dice(len(played) + 1))
        if not over and loaded.result(after) is not None:
            break
        state = after
        played.append((seat, move))
    return Position(table.seats, state, tuple(played))


@st.composite
def runs(
    draw: st.DrawFn,
    game: Named,
    options: Value = None,
    ticks_max: int = _ACTIONS_MAX,
    *,
    over: bool = False,
) -> Running:
    """Real-time games after up to `ticks_max` ticks with legal inputs; with `over`, also those that ended.

    They shrink to fewer seats, fewer ticks and fewer inputs.
    """
    loaded = load_named(game)
    table = sit_down(loaded, draw(_seats(loaded)), draw(SECRETS), options)
    state, _ = start(table, table.dice(0))
    came: list[tuple[tuple[int, Value], ...]] = []
    wishes = st.lists(st.tuples(st.integers(0, table.seats - 1), moves(loaded)), max_size=4)
    while len(came) < ticks_max and draw(st.booleans()):
        legal = [wish for wish in draw(wishes) if _is_legal(loaded, state, *wish)]
        inputs = sorted(legal, key=lambda wish: wish[0])
        structured = [(seat, shape.structure_move(loaded, move)) for seat, move in inputs]
        after, _ = rules.tick(loaded, state, structured, table.dice(len(came) + 1))
        if not over and loaded.result(after) is not None:
            break
        state = after
        came.append(tuple(inputs))
    return Running(table.seats, state, tuple(came))


def _is_legal(game: Game, state: State, seat: int, move: Value) -> bool:
    try:
        structured = shape.structure_move(game, move)
    except BadValue:
        return False
    return rules.judge_input(game, state, seat, structured) is None


def from_form(form: Value) -> st.SearchStrategy[Value]:
    """Values of the shape that a form of lobby.core.forms asks for."""
    return _FORMS[form["type"]](form)


def sit_down(game: Game, seats: int, secret: int, wish: Value) -> SeatedGame:
    """Return the table of a game whose dice are of that number; raise BadValue for options that are none."""
    return SeatedGame(game, seats, secret.to_bytes(32), shape.structure_options(game, wish or {}))


def _seats(game: Game) -> st.SearchStrategy[int]:
    return st.integers(game.seats_min, game.seats_max)


def choose_move(table: SeatedGame, state: State, seat: int, choice: int) -> Value:
    """Return one of the legal moves of a seat that must act; 0 is the first one listed."""
    listed = rules.legal_moves(table.game, state, seat)
    if listed is None:
        return rules.draw_move(table.game, state, seat, Dice(b"choice", choice))
    return listed[choice % len(listed)]


def _fits(game: Game, wish: Value) -> bool:
    try:
        shape.structure_options(game, wish)
    except BadValue:
        return False
    return True


def _integers(least: int | None = None, most: int | None = None) -> st.SearchStrategy[int]:
    return st.integers(-INTEGER_MAX if least is None else least, INTEGER_MAX if most is None else most)


def _record(form: Value) -> st.SearchStrategy[Value]:
    fields = {field["name"]: (field["required"], from_form(field)) for field in form["fields"]}
    return st.fixed_dictionaries(
        {name: strategy for name, (required, strategy) in fields.items() if required},
        optional={name: strategy for name, (required, strategy) in fields.items() if not required},
    )


def _sized(form: Value) -> dict[str, Any]:
    return {"min_size": form["least"] or 0, "max_size": form["most"]}


_FORMS: dict[str, Callable[[Value], st.SearchStrategy[Value]]] = {
    "integer": lambda form: _integers(form["least"], form["most"]),
    "boolean": lambda form: st.booleans(),
    "text": lambda form: st.text(**_sized(form)),
    "bytes": lambda form: st.binary(**_sized(form)),
    "nothing": lambda form: st.none(),
    "choice": lambda form: st.sampled_from(form["choices"]),
    "list": lambda form: st.lists(from_form(form["of"]), **_sized(form)),
    "row": lambda form: st.tuples(*map(from_form, form["of"])).map(list),
    "map": lambda form: st.dictionaries(st.text(max_size=5), from_form(form["of"]), max_size=4),
    "record": _record,
    "either": lambda form: st.one_of(*map(from_form, form["of"])),
    "any": lambda form: values(),
}
