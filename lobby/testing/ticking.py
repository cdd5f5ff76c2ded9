"""Real-time games in `check_game`: they tick with whatever comes, and their own bots give inputs that fit."""

from collections.abc import Callable

from lobby.bots.reacting import can_draw
from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.forms import describe_move
from lobby.core.game import State
from lobby.core.returned import Outcome
from lobby.testing.drawing import draw, spoil
from lobby.testing.faults import Fault, place_of, short, told_as
from lobby.testing.probes import check_outcome
from lobby.testing.table import Table
from lobby.wire.values import Value

TICKS = 200  # of most games; of one in ten as many as actions are allowed
_LONG_ONE_IN = 10
_INPUT_ONE_IN = 4
_SPOILT_ONE_IN = 3

Input = tuple[int, Value]


def count_ticks(table: Table, actions_max: int) -> int:
    """Return after how many ticks a game has been looked at enough, though it has not ended."""
    is_long = table.chance.randrange(_LONG_ONE_IN) == 0
    return actions_max if is_long else min(TICKS, actions_max)


def draw_inputs(table: Table, state: State) -> list[Input]:
    """Return what comes for a tick, in the order in which a room has it: from each seat nothing or more."""
    inputs = []
    for seat in table.present:
        while table.chance.randrange(_INPUT_ONE_IN) == 0:
            move = _draw_input(table, state, seat)
            if move is not None and _is_taken(table, state, seat, move):
                inputs.append((seat, move))
    return inputs


def ticker(table: Table, inputs: list[Input]) -> Callable[[State, Dice], Outcome]:
    """Return the action that one tick with these inputs is."""

    def act(state: State, dice: Dice) -> Outcome:
        moves = [(seat, shape.structure_move(table.game, move)) for seat, move in inputs]
        with told_as("tick", table.game):
            outcome = rules.tick(table.game, state, moves, dice)
        return check_outcome(table, "tick", outcome)

    return act


def check_inputs(table: Table, state: State) -> None:
    """Send what a stranger may send, and ask the game's own bot."""
    for seat in table.present:
        _check_bot(table, state, seat)
        move = _draw_input(table, state, seat)
        if move is not None and _is_taken(table, state, seat, move):
            ticker(table, [(seat, move), (seat, move)])(state, table.any_dice())


def _draw_input(table: Table, state: State, seat: int) -> Value:
    """Return an input, perhaps one that is none; None where nothing is known of what they are."""
    game, form = table.game, describe_move(table.game)
    if game.sample is not None and table.chance.randrange(2):
        with told_as("sample", game):
            return shape.plain_move(game, game.sample(state, seat, table.any_dice()))
    if not can_draw(form):
        return None
    is_spoilt = table.chance.randrange(_SPOILT_ONE_IN) == 0
    return (spoil if is_spoilt else draw)(form, table.chance)


def _is_taken(table: Table, state: State, seat: int, move: Value) -> bool:
    """Tell whether a room would take the input: of the declared type, and legal by `check`."""
    try:
        structured = shape.structure_move(table.game, move)
    except shape.BadValue:
        return False
    with told_as("check", table.game):
        return rules.judge_input(table.game, state, seat, structured) is None


def _check_bot(table: Table, state: State, seat: int) -> None:
    game = table.game
    if game.bot is None:
        return
    view = {"public": rules.public_view(game, state), "secret": rules.secret_of(game, state, seat)}
    with told_as("bot", game):
        move = game.bot(view, seat, table.any_dice())
        plain = None if move is None else shape.plain_move(game, move)
    if plain is not None and not _is_taken(table, state, seat, plain):
        text = f"the bot of seat {seat} gives {short(plain)}, which is refused"
        raise Fault("bot", text, where=place_of(game, "bot"))
