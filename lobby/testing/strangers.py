"""What anybody may send to a game: legal moves, moves of the right shape, nonsense, and odd options."""

from collections.abc import Iterator
from contextlib import contextmanager

from attrs import evolve

from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.forms import describe_move, describe_options
from lobby.core.game import State
from lobby.core.returned import Outcome
from lobby.core.shape import BadValue
from lobby.testing.drawing import ODD, draw, spoil
from lobby.testing.faults import Fault, place_of, short, told_as
from lobby.testing.probes import check_left, check_outcome, check_position, seats_to_act
from lobby.testing.table import SeatedGame, Table
from lobby.wire.values import Value

_TRIED = 8  # moves of a kind at one position
_ACTIONS = 20  # of a game with odd options
# Faults that no other move would mend.
_OF_THE_HOOK = ("purity", "determinism", "time", "size")
_STRANGERS = (
    "anybody may send any value; say what a move is with `Move`, or look at its type in `check` first"
)


def check_closely(table: Table, state: State) -> None:
    """Try what may be asked at a position that goes on: legal moves, nonsense, and that anybody leaves."""
    for seat in seats_to_act(table, state):
        for move in _legal_moves(table, state, seat):
            _check_offered(table, state, seat, move)
            with offered(table, seat, move):
                try_move(table, state, seat, move)
        for move in _strange_moves(table):
            _try_strange(table, state, seat, move)
    for seat in table.present:
        outcome = rules.depart(table.game, state, seat)
        if outcome is not None:
            after, _ = check_outcome(table, "leave", outcome)
            check_left(table, after, seat)
            check_position(table, after)
    if rules.deadline_of(table.game, state) is not None:
        check_position(table, expire(table, state, table.any_dice())[0])


def try_move(table: Table, state: State, seat: int, move: Value) -> State:
    """Return the state after a legal move, with any dice."""
    return play_move(table, state, seat, move, table.any_dice())[0]


def play_move(table: SeatedGame, state: State, seat: int, move: Value, dice: Dice) -> Outcome:
    """Return the state after a legal move, and what there is to tell."""
    with told_as("play", table.game):
        outcome = rules.play(table.game, state, seat, move, dice)
    return check_outcome(table, "play", outcome)


def expire(table: SeatedGame, state: State, dice: Dice) -> Outcome:
    """Return the state after the game's own time ran out, and what there is to tell."""
    before = shape.pack_state(table.game, state)
    with told_as("expire", table.game):
        outcome = rules.expire(table.game, state, dice)
    after, _ = check_outcome(table, "expire", outcome)
    if shape.pack_state(table.game, after) == before:
        text = "after the time is up nothing is different, so it will be up again and again"
        raise Fault("expire", text, where=place_of(table.game, "expire"))
    return outcome


def try_options(table: Table) -> None:
    """Choose options as a stranger would: they are refused, or a game can be played with them."""
    fields = describe_options(table.game)
    if not fields:
        return
    form = {"type": "record", "fields": fields}
    for wish in (draw(form, table.chance), spoil(form, table.chance)):
        try:
            structured = shape.structure_options(table.game, wish)
        except BadValue:
            continue
        try:
            _play_on(evolve(table, options=structured))
        except Fault as fault:
            raise _blame_options(fault, wish) from fault


def _play_on(table: Table) -> None:
    """Play a few moves."""
    with told_as("state", table.game, "start"):
        outcome = rules.start(table.game, table.seats, table.options, table.any_dice())
    state, _ = check_outcome(table, "start", outcome)
    for _ in range(_ACTIONS):
        over = check_position(table, state)
        acting = () if over else seats_to_act(table, state)
        if not acting:
            return
        seat = table.chance.choice(acting)
        move = draw_legal(table, state, seat)
        with offered(table, seat, move):
            state = try_move(table, state, seat, move)


def draw_legal(table: Table, state: State, seat: int) -> Value:
    """Return a legal move of a seat that must act."""
    game = table.game
    with told_as("sample", game):
        move = rules.draw_move(game, state, seat, table.any_dice())
    listed = rules.legal_moves(game, state, seat) if game.sample else None
    if listed is not None and not rules.is_listed(move, listed):
        text = f"`sample` draws {short(move)} for seat {seat}, which `moves` does not list: {short(listed)}"
        raise Fault("sample", text, where=place_of(game, "sample"))
    return move


def _blame_options(fault: Fault, wish: Value) -> Fault:
    text = f"with the options {short(wish)}, which anybody may choose: {fault.text}"
    return Fault("options", text, where=fault.where)


def _legal_moves(table: Table, state: State, seat: int) -> list[Value]:
    listed = rules.legal_moves(table.game, state, seat)
    if listed is None:
        return [draw_legal(table, state, seat) for _ in range(_TRIED)]
    return table.chance.sample(listed, min(_TRIED, len(listed)))


def _check_offered(table: Table, state: State, seat: int, move: Value) -> None:
    game = table.game
    source = "sample" if game.moves is None else "moves"
    try:
        structured = shape.structure_move(game, move)
    except BadValue as error:
        text = f"`{source}` offers {short(move)}, which is not of the declared type: {error}"
        raise Fault("Move", text, where=place_of(game, source)) from error
    with offered(table, seat, move):
        refusal = game.check(state, seat, structured) if game.check else None
    if refusal is not None:
        words = getattr(refusal, "detail", refusal)
        text = f"`{source}` offers {short(move)} to seat {seat}, and `check` refuses it: {words}"
        raise Fault("sample" if source == "sample" else "check", text, where=place_of(game, source))
    _check_anytime(table, move)


@contextmanager
def offered(table: Table, seat: int, move: Value) -> Iterator[None]:
    """Have a Fault say that the move is one that the game itself offers."""
    try:
        yield
    except Fault as fault:
        if fault.rule in _OF_THE_HOOK:
            raise
        source = "sample" if table.game.moves is None else "moves"
        text = f"`{source}` offers {short(move)} to seat {seat}, and then: {fault.text}"
        cure = fault.cure or f"let `{source}` offer only what `play` can take at this position"
        raise Fault(fault.rule, text, where=fault.where, cure=cure) from fault


def _check_anytime(table: Table, move: Value) -> None:
    rules.is_anytime(table.game, move)


def _strange_moves(table: Table) -> Iterator[Value]:
    """Yield nonsense, and where the type of a move is declared, what has its shape or almost."""
    yield from ODD
    form = describe_move(table.game)
    for _ in range(_TRIED if form is not None else 0):
        yield draw(form, table.chance)
        yield spoil(form, table.chance)


def _try_strange(table: Table, state: State, seat: int, move: Value) -> None:
    """Send what strangers may send: it must be refused in words, or be good enough to be played."""
    try:
        with told_as("check", table.game):
            refusal = rules.find_fault(table.game, state, seat, move)
    except Fault as fault:
        if fault.rule in _OF_THE_HOOK:
            raise
        text = f"anybody may send {short(move)}, and then: {fault.text}"
        raise Fault("check", text, where=fault.where, cure=_STRANGERS) from fault
    if refusal is not None:
        return
    try:
        try_move(table, state, seat, move)
        _check_anytime(table, move)
    except Fault as fault:
        if fault.rule in _OF_THE_HOOK:
            raise
        text = f"`check` lets seat {seat} send {short(move)}, and then: {fault.text}"
        raise Fault(
            fault.rule, text, where=fault.where, cure=fault.cure or "let `check` refuse it, or `play` take it"
        ) from fault
