"""One random game with nothing but the game's hooks, and then the same again from its bytes."""

import random
from collections.abc import Callable

from attrs import define, evolve, field

from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.game import Game, Note, State
from lobby.core.returned import Outcome
from lobby.testing.difference import describe_difference
from lobby.testing.faults import Fault, place_of, short, told_as
from lobby.testing.leaks import Leaks
from lobby.testing.optional import check_changes, check_optional
from lobby.testing.probes import check_left, check_outcome, check_position, seats_to_act
from lobby.testing.strangers import check_closely, draw_legal, expire, offered, play_move, try_options
from lobby.testing.table import SeatedGame, Table
from lobby.testing.ticking import check_inputs, count_ticks, draw_inputs, ticker
from lobby.testing.watch import Watch
from lobby.wire.values import Value

_LEAVE_ONE_IN = 40
_EXPIRE_ONE_IN = 10
_PROBE_ONE_IN = 8

Action = Callable[[State, Dice], Outcome]


def seat_table(game: Game, seed: int, options: Value) -> Table:
    """Return the table of one seed; the numbers of seats are tried in turn."""
    chance = random.Random(seed)
    seats = game.seats_min + seed % (game.seats_max - game.seats_min + 1)
    structured = shape.structure_options(game, options)
    return Table(game, seats, chance.randbytes(32), structured, chance=chance)


@define
class Playing:
    """A game on its way: what was done so far, and the bytes of every state."""

    table: Table
    leaks: Leaks
    watch: Watch
    state: State = None
    notes: tuple[Note, ...] = ()  # of the last action
    actions: list[Action] = field(factory=list)
    packed: list[bytes] = field(factory=list)
    _position: bytes = b""  # where it is, as it was before any hook could change it

    def play(self, actions_max: int) -> None:
        """Play to the end and again; raise Fault with the position where something is wrong."""
        try:
            self._play(actions_max)
            with self.watch.repeating():
                self._play_again()
            self._position = b""
            try_options(self.table)
        except Fault as fault:
            fault.position = fault.position or self._show_position()
            raise

    def _play(self, actions_max: int) -> None:
        self.leaks.begin_game()
        self._keep(*start(self.table, self.table.dice(0)))
        is_real_time = self.table.game.is_real_time
        ticks = count_ticks(self.table, actions_max) if is_real_time else 0
        while not check_position(self.table, self.state):
            if is_real_time and len(self.actions) >= ticks:
                return  # such a game may go on for as long as it likes
            if len(self.actions) >= actions_max:
                raise self._endless()
            self.leaks.look(self.table, self.state, self.notes)
            if self.table.chance.randrange(_PROBE_ONE_IN) == 0 or not self.actions:
                (check_inputs if is_real_time else check_closely)(self.table, self.state)
                check_optional(self.table, self.state)
            self.table, action = choose(self.table, self.state)
            self.actions.append(action)
            before = self.state
            after, notes = action(before, self.table.dice(len(self.actions)))
            check_changes(self.table, before, after)
            self._keep(after, notes)

    def _keep(self, state: State, notes: tuple[Note, ...]) -> None:
        self.state, self.notes = state, notes
        # It was looked at when its action returned it; these are its bytes before any other hook sees it.
        self._position = shape.pack_state(self.table.game, state)
        self.packed.append(self._position)

    def _show_position(self) -> str:
        return short(shape.unpack_state(self.table.game, self._position)) if self._position else ""

    def _endless(self) -> Fault:
        text = f"the game has not ended after {len(self.actions)} actions"
        first, last = len(self.packed[0]), len(self.packed[-1])
        grown = f"; its state grew from {first} to {last} bytes" if last > 4 * first else ""
        return Fault("end", text + grown, where=place_of(self.table.game, "result"))

    def _play_again(self) -> None:
        """Repeat the actions with the same dice, each from the bytes of the state, as after a restart."""
        table, game = self.table, self.table.game
        state, _ = start(table, table.dice(0))
        for number, before in enumerate(self.packed):
            stored = shape.unpack_state(game, before)
            if shape.pack_state(game, state) != before:
                how = "with the same dice and moves, from the stored state, it went another way"
                text = f"action {number}: {how}: {describe_difference('state', stored, state)}"
                raise Fault("replay", text, where=place_of(game, "play"))
            if number < len(self.actions):
                self._position = before
                state, _ = self.actions[number](stored, table.dice(number + 1))


def start(table: SeatedGame, dice: Dice) -> Outcome:
    """Return the first state, and what there is to tell."""
    with told_as("state", table.game, "start"):
        outcome = rules.start(table.game, table.seats, table.options, dice)
    return check_outcome(table, "start", outcome)


def choose(table: Table, state: State) -> tuple[Table, Action]:
    """Return what happens next, and the table after it: mostly a move of somebody who must act."""
    game, chance = table.game, table.chance
    acting = seats_to_act(table, state)
    if game.leave is not None and table.present and chance.randrange(_LEAVE_ONE_IN) == 0:
        seat = chance.choice(table.present)
        present = tuple(other for other in table.present if other != seat)
        return evolve(table, present=present), _leaver(table, seat)
    if rules.deadline_of(game, state) is not None and (not acting or chance.randrange(_EXPIRE_ONE_IN) == 0):
        return table, _expirer(table)
    if game.is_real_time:
        return table, ticker(table, draw_inputs(table, state))
    seat = chance.choice(acting)
    return table, _mover(table, seat, draw_legal(table, state, seat))


def _mover(table: Table, seat: int, move: Value) -> Action:
    def act(state: State, dice: Dice) -> Outcome:
        with offered(table, seat, move):
            return play_move(table, state, seat, move, dice)

    return act


def _expirer(table: Table) -> Action:
    return lambda state, dice: expire(table, state, dice)


def _leaver(table: Table, seat: int) -> Action:
    def act(state: State, _: Dice) -> Outcome:
        with told_as("leave", table.game):
            outcome = rules.depart(table.game, state, seat)
        assert outcome is not None, "asked of games with `leave`"
        check_left(table, check_outcome(table, "leave", outcome)[0], seat)
        return outcome

    return act
