"""What the optional hooks promise: `imagine` keeps what the seat sees, `changes` and `upgrade` agree."""

from lobby.core import rules
from lobby.core.game import State
from lobby.testing.difference import describe_difference
from lobby.testing.faults import Fault, place_of, short
from lobby.testing.probes import check_position, check_state, seats_to_act
from lobby.testing.strangers import draw_legal, try_move
from lobby.testing.table import Table
from lobby.wire import patch


def check_optional(table: Table, state: State) -> None:
    """Ask `upgrade` and `imagine` about a position that goes on."""
    _check_upgraded(table, state)
    if table.game.imagine is not None:
        for seat in range(table.seats):
            _check_imagined(table, state, seat)


def check_changes(table: Table, before: State, after: State) -> None:
    """Fold what `changes` says into the old view: it must make the new one."""
    game = table.game
    if game.changes is None:
        return
    change = rules.change_of(game, before, after)
    wanted = rules.public_view(game, after)
    where = place_of(game, "changes")
    try:
        folded = patch.fold(rules.public_view(game, before), change)
    except Exception as error:  # a change may be wrong in every way
        raise Fault("changes", f"{short(change)} does not fit the view: {error}", where=where) from error
    if not patch.equal(folded, wanted):
        text = f"{short(change)} makes another view: {describe_difference('public', wanted, folded)}"
        raise Fault("changes", text, where=where)


def _check_upgraded(table: Table, state: State) -> None:
    game = table.game
    if game.upgrade is None:
        return
    upgraded = game.upgrade(state, game.version)
    if upgraded != state:
        how = describe_difference("state", state, upgraded)
        text = f"a state of this version ({game.version}) must stay as it is: {how}"
        raise Fault("upgrade", text, where=place_of(game, "upgrade"))


def _check_imagined(table: Table, state: State, seat: int) -> None:
    game, where = table.game, place_of(table.game, "imagine")
    assert game.imagine is not None, "asked for games that imagine"
    view = {"public": rules.public_view(game, state), "secret": rules.secret_of(game, state, seat)}
    imagined = game.imagine(view, seat, table.any_dice())
    try:
        check_state(table, imagined, "imagine")
        over = check_position(table, imagined)
    except Fault as fault:
        raise Fault(
            "imagine", f"what seat {seat} imagines is no position: {fault.text}", where=where
        ) from fault
    shown = {"public": rules.public_view(game, imagined), "secret": rules.secret_of(game, imagined, seat)}
    if not patch.equal(shown, view):
        how = describe_difference("view", view, shown)
        text = f"seat {seat} imagines what it can see to be otherwise: {how}"
        raise Fault("imagine", text, where=where)
    if over or seat in seats_to_act(table, state):
        _check_imagined_moves(table, state, imagined, seat)


def _check_imagined_moves(table: Table, state: State, imagined: State, seat: int) -> None:
    game, where = table.game, place_of(table.game, "imagine")
    here = seats_to_act(table, imagined)
    if seat not in here:
        raise Fault("imagine", f"seat {seat} must act, and in what it imagines it need not", where=where)
    one, other = rules.legal_moves(game, state, seat), rules.legal_moves(game, imagined, seat)
    if not patch.equal(one, other):
        text = f"seat {seat} imagines other moves for itself: {describe_difference('moves', one, other)}"
        raise Fault("imagine", text, where=where)
    try:
        try_move(table, imagined, seat, draw_legal(table, imagined, seat))
    except Fault as fault:
        text = f"what seat {seat} imagines can't be played on: {fault.text}"
        raise Fault("imagine", text, where=fault.where or where) from fault
