"""Bots of real-time games: the game's own, by its `bot`, and one that gives any input."""

from collections.abc import Callable
from random import Random
from typing import Any, Final

from lobby.bots.belief import Belief
from lobby.bots.forward import Forward
from lobby.bots.sight import CantThink, Sight
from lobby.core.forms import describe_move
from lobby.core.game import Game
from lobby.core.shape import plain_move
from lobby.wire.values import Value

_SPREAD = 10  # numbers from a least one on, where there is no most


class DrewInstead(Exception):
    """The bot of a game raised, and `move` was drawn in its place; the text is what it raised."""

    def __init__(self, text: str, move: Value) -> None:
        super().__init__(text)
        self.move = move


def react(game: Game, sight: Sight, seed: int) -> Value:
    """Return what the game's own bot does now, None for nothing."""
    if game.bot is None:
        raise CantThink(f"{game.id} has no `bot`")
    dice = Forward(game, sight.seats, Random(seed)).dice()
    move = game.bot({"public": sight.public, "secret": sight.secret}, sight.seat, dice)
    return None if move is None else plain_move(game, move)


def react_at_random(game: Game, belief: Belief | None, sight: Sight, seed: int) -> Value:
    """Return any input: one that the game draws for an imagined state, or of the declared type."""
    if belief is not None and game.sample is not None:
        forward = Forward(game, sight.seats, Random(seed))
        return plain_move(game, forward.draw(belief.draw(sight, forward.dice()), sight.seat, None))
    form = describe_move(game)
    if not can_draw(form):
        raise CantThink(f"{game.id} declares no `Move` that can be drawn, and imagines no state to `sample`")
    return _draw(form, Random(seed))


def can_draw(form: Value) -> bool:
    """Tell whether an input can be drawn by the form of a move."""
    if form is None or form["type"] not in _DRAWN:
        return False
    parts = form.get("of", form.get("fields", []))
    return all(map(can_draw, parts)) if isinstance(parts, list) else can_draw(parts)


def _draw(form: Value, chance: Random) -> Value:
    return _DRAWN[form["type"]](form, chance)


def _draw_integer(form: Value, chance: Random) -> Value:
    least = form["least"] if form["least"] is not None else min(0, form["most"] or 0)
    most = form["most"] if form["most"] is not None else least + _SPREAD
    return chance.randint(least, most)


def _draw_record(form: Value, chance: Random) -> Value:
    return {part["name"]: _draw(part, chance) for part in form["fields"] if part["required"]}


_DRAWN: Final[dict[str, Callable[[Any, Random], Value]]] = {
    "integer": _draw_integer,
    "boolean": lambda form, chance: chance.random() < 0.5,
    "nothing": lambda form, chance: None,
    "choice": lambda form, chance: chance.choice(form["choices"]),
    "either": lambda form, chance: _draw(chance.choice(form["of"]), chance),
    "row": lambda form, chance: [_draw(part, chance) for part in form["of"]],
    "record": _draw_record,
}
