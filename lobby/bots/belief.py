"""Where a bot's states come from: the game's `imagine`, or a public view that hides nothing."""

from collections.abc import Callable
from functools import partial
from random import Random

from attrs import frozen

from lobby.bots.forward import Forward
from lobby.bots.sight import Sight
from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.game import Game, State
from lobby.wire.values import Value, pack

PRACTICE_GAMES = 2
PRACTICE_ACTIONS = 60  # of one game; a state that hides something shows it sooner

Read = Callable[[Value], Value]


@frozen
class Belief:
    """How a seat comes to a state that it could believe in. `is_certain`: there is only one."""

    draw: Callable[[Sight, Dice], State]
    is_certain: bool


def find_belief(game: Game) -> Belief | None:
    """Return how a bot imagines states of a game; None: it can't, and a search has nothing to play on from.

    A game with `imagine` says so itself. One without secrets may show its whole state: whether the state can
    be read off the public view is tried in games that the bot plays with itself, never in anybody's game.
    Raises whatever the hooks raise.
    """
    if game.imagine is not None:
        return Belief(partial(_imagine, game), is_certain=False)
    if game.secret is not None or game.is_real_time:
        return None
    for read in _READINGS:
        if _shows_all(game, read):
            return Belief(partial(_read_from_sight, game, read), is_certain=True)
    return None


def _read_from_sight(game: Game, read: Read, sight: Sight, _: Dice) -> State:
    return _read_state(game, read, sight.public)


def _imagine(game: Game, sight: Sight, dice: Dice) -> State:
    assert game.imagine is not None, "found to have it"
    return game.imagine({"public": sight.public, "secret": sight.secret}, sight.seat, dice)


def _whole(view: Value) -> Value:
    return view


def _only_entry(view: Value) -> Value:
    if isinstance(view, dict) and len(view) == 1:
        return next(iter(view.values()))
    raise shape.BadValue("not a view with one entry")


_READINGS: tuple[Read, ...] = (_whole, _only_entry)


def _read_state(game: Game, read: Read, view: Value) -> State:
    return shape.unpack_state(game, pack(read(view)))


def _shows_all(game: Game, read: Read) -> bool:
    """Tell whether every state of some games at random is what can be read off its public view."""
    for seed in range(PRACTICE_GAMES):
        seats = game.seats_min if seed % 2 else game.seats_max
        forward = Forward(game, seats, Random(seed))
        state, _ = rules.start(game, seats, shape.structure_options(game, {}), forward.dice())
        for _ in range(PRACTICE_ACTIONS):
            if not _is_read_off(game, read, state):
                return False
            choices = forward.choices(state)
            if not choices:
                break
            seat = next(iter(choices))
            state = forward.play(state, seat, forward.draw(state, seat, choices[seat]))
    return True


def _is_read_off(game: Game, read: Read, state: State) -> bool:
    try:
        told = _read_state(game, read, rules.public_view(game, state))
    except shape.BadValue:
        return False
    return shape.pack_state(game, told) == shape.pack_state(game, state)
