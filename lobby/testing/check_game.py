"""`check_game` plays many random games with nothing but a game's hooks, and says in words what is wrong."""

import os
import random
from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen

from lobby.catalogue import load_game
from lobby.core import rules, shape
from lobby.core.dice import Dice
from lobby.core.game import Game, State
from lobby.testing.probes import Table, check_closely, check_left, check_position, check_state, depart
from lobby.testing.watch import HOOKS, Fault, watch
from lobby.wire.values import Value

GAMES = 30
ACTIONS_MAX = 3000
FINDINGS_MAX = 10

_LEAVE_ONE_IN = 40
_EXPIRE_ONE_IN = 10
_PROBE_ONE_IN = 8


@frozen
class Finding:
    """One thing that is wrong, and the seed of the game that shows it."""

    rule: str
    text: str
    seed: int

    def __str__(self) -> str:
        return f"{self.rule}: {self.text}\n    again: check_game(…, seed={self.seed}, games=1)"


@frozen
class Report:
    """What was played; `unreached` names the hooks that no game called, so that nothing is known of them."""

    game: str
    seed: int
    games: int
    actions: int
    longest: int
    unreached: tuple[str, ...]

    def __str__(self) -> str:
        played = f"{self.game}: {self.games} games, {self.actions} actions, the longest game {self.longest}"
        return f"{played}; never called: {', '.join(self.unreached)}" if self.unreached else played


class GameFaulty(AssertionError):
    """A game breaks its promises; `findings` has one entry for each kind of fault."""

    def __init__(self, game: str, findings: list[Finding]) -> None:
        super().__init__("\n".join([f"{game} has {len(findings)} faults:", *(f"- {it}" for it in findings)]))
        self.findings = findings


def check_game(
    game: Game | str,
    *,
    seed: int | None = None,
    games: int = GAMES,
    options: Value = None,
    actions_max: int = ACTIONS_MAX,
) -> Report:
    """Play random games; return what was played, or raise GameFaulty with what is wrong.

    `game` is a loaded game or whatever names one to the server: a file, a folder, a module. Game n is
    played under `seed` + n, so every finding can be repeated alone. All numbers of seats are tried in turn.

    Looked at: states, views and moves are values and survive their bytes; no hook changes what it was
    given or answers differently the second time; every listed move is accepted; whatever a stranger may
    send is refused, not raised at; somebody can act until the game ends, and nobody after; places are
    well-formed; whoever leaves, the game goes on or ends. What `public` gives away can't be found out
    from the hooks alone; `imagine` isn't looked at.
    """
    loaded = load_game(game) if isinstance(game, str) else game
    first = int.from_bytes(os.urandom(4)) if seed is None else seed
    called: set[str] = set()
    watched = watch(loaded, called)
    findings: dict[str, Finding] = {}
    lengths: list[int] = []
    for game_seed in range(first, first + games):
        try:
            lengths.append(_play_one(watched, game_seed, options or {}, actions_max))
        except Fault as fault:
            findings.setdefault(fault.rule, Finding(fault.rule, fault.text, game_seed))
            if len(findings) >= FINDINGS_MAX:
                break
    if findings:
        raise GameFaulty(loaded.id, list(findings.values()))
    unreached = tuple(name for name in HOOKS if getattr(loaded, name) is not None and name not in called)
    return Report(loaded.id, first, games, sum(lengths), max(lengths, default=0), unreached)


Action = Callable[[State, Dice], State]


def _play_one(game: Game, seed: int, options: Value, actions_max: int) -> int:
    """Play one game to its end and then again from its bytes; return how many actions it took."""
    chance = random.Random(seed)
    seats = game.seats_min + seed % (game.seats_max - game.seats_min + 1)
    table = Table(game, seats, chance.randbytes(32), chance)
    structured = shape.structure_options(game, options)
    state = game.start(seats, structured, table.dice(0))
    actions: list[Action] = []
    packed = [check_state(table, state)]
    while not check_position(table, state):
        if len(actions) >= actions_max:
            raise Fault("end", f"the game has not ended after {actions_max} actions")
        if chance.randrange(_PROBE_ONE_IN) == 0 or not actions:
            check_closely(table, state)
        table, action = _choose(table, state)
        actions.append(action)
        state = action(state, table.dice(len(actions)))
        packed.append(check_state(table, state))
    _play_again(table, structured, actions, packed)
    return len(actions)


def _choose(table: Table, state: State) -> tuple[Table, Action]:
    """Return what happens next, and the table after it: mostly a move of somebody who must act."""
    game, chance = table.game, table.chance
    acting = rules.seats_to_act(game, state, table.seats)
    if game.leave is not None and table.present and chance.randrange(_LEAVE_ONE_IN) == 0:
        seat = chance.choice(table.present)
        present = tuple(other for other in table.present if other != seat)
        return evolve(table, present=present), _leaver(table, seat)
    if rules.deadline_of(game, state) is not None and (not acting or chance.randrange(_EXPIRE_ONE_IN) == 0):
        return table, lambda state, dice: rules.expire(game, state, dice)[0]
    seat = chance.choice(acting)
    return table, _mover(game, seat, rules.draw_move(game, state, seat, Dice(chance.randbytes(32), 0)))


def _mover(game: Game, seat: int, move: Value) -> Action:
    def act(state: State, dice: Dice) -> State:
        return rules.play(game, state, seat, move, dice)[0]

    return act


def _leaver(table: Table, seat: int) -> Action:
    def act(state: State, _: Dice) -> State:
        after = depart(table, state, seat)
        check_left(table, after, seat)
        return after

    return act


def _play_again(table: Table, options: Any, actions: list[Action], packed: list[bytes]) -> None:
    """Repeat the actions with the same dice, each from the bytes of the state before, as after a restart."""
    state = table.game.start(table.seats, options, table.dice(0))
    for number, before in enumerate(packed):
        if check_state(table, state) != before:
            how = "with the same dice and moves, from the stored state, it went another way"
            raise Fault("replay", f"action {number}: {how}; is anything kept outside of the state?")
        if number < len(actions):
            stored = shape.unpack_state(table.game, before)
            state = actions[number](stored, table.dice(number + 1))
