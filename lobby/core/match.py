"""One game being played in a room: its state, whose turn it is, and what each may see.

Everything that a game's hooks say about a state is asked once, when the state is new, so that a hook
that raises does so inside the step and costs that step only.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar

from attrs import field, frozen

from lobby.core import rules, shape
from lobby.core.blame import GameFailed, blame
from lobby.core.clocks import SeatClock
from lobby.core.dice import Dice
from lobby.core.evolving import evolve
from lobby.core.game import Game, Illegal, Note, Result, State
from lobby.core.notes import Notes, add_notes
from lobby.core.returned import Outcome
from lobby.wire.light import light
from lobby.wire.messages import Player
from lobby.wire.patch import Change
from lobby.wire.values import Value

Answer = TypeVar("Answer")


@light
class Turn:
    """What one seat has to decide. `position` is the number of actions before it could."""

    acting: bool
    moves: list[Value] | None
    position: int
    since_ms: int  # room time


@light
class Past:
    """A move that may be taken back: whose it was, and the state before it."""

    seat: int
    packed: bytes
    # Of this state and of those that were kept before it, also if they are not any more: what lies between
    # two of them is known without looking at each, as every move would have to.
    through: int = field(default=0, eq=False)


@frozen(slots=False)  # so that a step copies it as a whole, see evolving.py
class Match:
    """A game from its start to its result; seats are numbered from 0 without holes."""

    number: int
    secret: bytes
    players: tuple[Player, ...]
    packed: bytes = b""  # the state; hooks get a new object of it each time, which they can't harm
    actions: int = 0
    acted_ms: int = 0
    turns: tuple[Turn, ...] = ()
    public: Value = None
    secrets: tuple[Value, ...] = ()
    hint: tuple[Value, Change] | None = None  # a public view, and how it became this one, as the game says
    outcome: Result | None = None  # as the game says; the room makes it an event
    expires_ms: int | None = None  # when the game's own `expire` is due
    clock: Value = None  # what the game calls the time that runs until then
    notes: Notes = ()
    absent: tuple[int, ...] = ()  # whose player departed, or has lost on time
    timed_out: tuple[int, ...] = ()  # that have lost on time; their players still sit there
    clocks: tuple[SeatClock, ...] = ()  # one per seat, none without a clock
    over: bool = False
    ended_ms: int | None = None  # room time
    failure: GameFailed | None = None  # of a hook, when a player departed
    result: Result | None = None
    resigned: tuple[int, ...] = ()  # that have given up; their players still sit there
    past: tuple[Past, ...] = ()  # the last moves, without anything else between or after them
    undone: int = 0  # of the actions, how many count no more: those taken back, and the taking back
    ticks: int = 0  # that are stored, of a real-time game; each counts as an action, too
    unrated: str = ""  # why it does not count in a rated room
    moved: tuple[int, ...] = ()  # seats that have moved themselves, in a rated room


def start_match(
    game: Game, *, secret: bytes, number: int, players: tuple[Player, ...], options: Value, now_ms: int
) -> Match:
    """Return the match at its first position; raise GameFailed."""
    match = Match(number, secret, players)

    def begin() -> Match:
        structured = shape.structure_options(game, options)
        state, noted = rules.start(game, len(players), structured, Dice(secret, 0))
        notes = add_notes((), noted, players, 0)
        return _settle(game, match, state, now_ms, mover=None, notes=notes)

    return blame(game, begin)


def play(
    game: Game, match: Match, seat: int, move: Value, now_ms: int, *, past: tuple[Past, ...] = ()
) -> Match:
    """Return the match after a legal move; `past`: what may be taken back from then on. Raise GameFailed."""

    def act(state: State, dice: Dice) -> Outcome:
        return rules.play(game, state, seat, move, dice)

    return _act(game, match, act, now_ms, mover=seat, past=past)


def expire(game: Game, match: Match, now_ms: int) -> Match:
    """Return the match after the game's own time ran out; raise GameFailed."""
    rung = evolve(match, clock=None, past=())  # no clock goes on after it has run out
    after = _act(game, rung, lambda state, dice: rules.expire(game, state, dice), now_ms, mover=None)
    if after.packed == match.packed:
        nothing = "nothing is different after it, so that the time would be up again and again"
        raise GameFailed(f"{game.id}: expire of {game.id}: {nothing}")
    # Time has been spent: who must still act decides anew, else the same moment would come again at once.
    turns = (evolve(turn, since_ms=now_ms, position=after.actions) for turn in after.turns)
    return evolve(after, turns=tuple(turns))


def depart(game: Game, match: Match, seat: int, now_ms: int) -> Match:
    """Return the match after the player of a seat is gone for good.

    Nobody can be kept by a game that fails on it; the match has failed then, and is over.
    """
    match = evolve(match, absent=(*match.absent, seat), past=())
    if game.leave is None:
        return match

    def act(state: State, _: Dice) -> Outcome:
        outcome = rules.depart(game, state, seat)
        assert outcome is not None, "the game has a say in it"
        return outcome

    try:
        return _act(game, match, act, now_ms, mover=None)
    except GameFailed as failure:
        return evolve(match, failure=failure)


def upgrade(game: Game, match: Match, version: int, now_ms: int) -> Match:
    """Return the match as the game's own `upgrade` takes it over from a version; raise GameFailed."""

    def take_over() -> Match:
        state = rules.upgrade(game, shape.unpack_plain(match.packed), version)
        return _settle(game, evolve(match, past=()), state, now_ms, mover=None, hint=None)

    return blame(game, take_over)


def take_back(game: Game, match: Match, seat: int, count: int, now_ms: int) -> Match:
    """Return the match before its last `count` moves, the first of which was a seat's; raise GameFailed.

    Its position is new, so that no move decided before hits it; the dice are those that were rolled there.
    """
    what = "the last move" if count == 1 else f"the last {count} moves"
    note = Note(f"{{{seat}}} takes back {what}")
    back = evolve(
        match,
        actions=match.actions + 1,
        acted_ms=now_ms,
        undone=match.undone + count + 1,
        past=match.past[:-count],
        turns=(),
    )

    def settle() -> Match:
        state = shape.unpack_state(game, match.past[-count].packed)
        notes = add_notes(match.notes, (note,), match.players, back.actions)
        return _settle(game, back, state, now_ms, mover=None, notes=notes, hint=None)

    return blame(game, settle)


def give_time(match: Match, seat: int, now_ms: int) -> Match:
    """Return the match where a seat has to decide only since now."""
    turn = evolve(match.turns[seat], since_ms=now_ms)
    return evolve(match, turns=(*match.turns[:seat], turn, *match.turns[seat + 1 :]))


def lose_on_time(game: Game, match: Match, seat: int, now_ms: int) -> Match:
    """Return the match without the player of a seat, whose time was up; as if they had departed."""
    return depart(game, evolve(match, timed_out=(*match.timed_out, seat)), seat, now_ms)


def resign(game: Game, match: Match, seat: int, now_ms: int) -> Match:
    """Return the match without the player of a seat, who has given up; as if they had departed."""
    return depart(game, evolve(match, resigned=(*match.resigned, seat)), seat, now_ms)


def judge(game: Game, match: Match, seat: int, move: Value) -> Illegal | None:
    """Return why a seat that must act may not make this move, None where it may; raise GameFailed."""
    listed = match.turns[seat].moves
    if listed is not None and rules.is_listed(move, listed):
        return None
    return _ask(game, match, lambda state: rules.judge(game, state, seat, move, listed))


def finish(match: Match, result: Result | None, now_ms: int) -> Match:
    """Return the match when it is over: nobody has a turn any more."""
    turns = tuple(evolve(turn, acting=False, moves=turn.moves and []) for turn in match.turns)
    return evolve(match, over=True, ended_ms=now_ms, result=result, turns=turns)


def acting(match: Match) -> tuple[int, ...]:
    """Return the seats that must act now."""
    seats = []
    for seat, turn in enumerate(match.turns):
        if turn.acting:
            seats.append(seat)
    return tuple(seats)


def dice_of(match: Match) -> Dice:
    """Return the dice of the next action."""
    return Dice(match.secret, _next_action(match))


def draw_move(game: Game, match: Match, seat: int) -> Value:
    """Return a random legal move for a seat whose player is gone; raise GameFailed.

    Its dice are of another secret than the action's, or the move would foretell what is rolled after it.
    """
    secret = blake2b(b"moves drawn by lot", key=match.secret, digest_size=32).digest()
    dice = Dice(secret, _next_action(match))
    return _ask(game, match, lambda state: rules.draw_move(game, state, seat, dice))


def _next_action(match: Match) -> int:
    """Return the number of the next action among those that count: what is taken back brings no new dice."""
    return match.actions - match.undone + 1


def _act(
    game: Game,
    match: Match,
    act: Callable[[State, Dice], Outcome],
    now_ms: int,
    mover: int | None,
    **changes: Any,
) -> Match:
    def proceed(before: State) -> Match:
        state, notes = act(before, dice_of(match))
        change = None if game.changes is None else rules.change_of(game, before, state)
        hint = None if change is None else (match.public, change)
        actions = match.actions + 1
        kept = add_notes(match.notes, notes, match.players, actions) if notes else match.notes
        told = {"actions": actions, "acted_ms": now_ms, "hint": hint, "notes": kept}
        return _settle(game, match, state, now_ms, mover, **told, **changes)

    return _ask(game, match, proceed)


def _settle(game: Game, match: Match, state: State, now_ms: int, mover: int | None, **changes: Any) -> Match:
    """Ask the game everything about a new state; return the match with it, and with the changes."""
    actions = changes.get("actions", match.actions)
    seats, packed = len(match.players), shape.pack_state(game, state)
    outcome = rules.result_of(game, state, seats)
    deadline = rules.deadline_of(game, state) if game.deadline is not None and outcome is None else None
    settled = evolve(
        match,
        packed=packed,
        turns=_turns(game, match, state, now_ms, mover=mover, actions=actions, is_over=outcome is not None),
        public=rules.public_view(game, state),
        secrets=rules.secrets_of(game, state, seats),
        outcome=outcome,
        expires_ms=None if deadline is None else _expires_ms(match, *deadline, now_ms),
        clock=None if deadline is None else deadline[1],
        **changes,
    )
    _check_unchanged(game, state, packed)
    return settled


def _check_unchanged(game: Game, state: State, packed: bytes) -> None:
    """Reports look for this name: here it was one of the hooks that look at a new state."""
    shape.check_unchanged(game, state, packed)


def _expires_ms(match: Match, wait_ms: int, clock: Value, now_ms: int) -> int | None:
    """Return when the game's time is up: a clock that the game names goes on until it names another."""
    return match.expires_ms if clock is not None and clock == match.clock else now_ms + wait_ms


def _turns(
    game: Game, match: Match, state: State, now_ms: int, *, mover: int | None, actions: int, is_over: bool
) -> tuple[Turn, ...]:
    seats = len(match.players)
    choices = rules.choices(game, state, seats, is_over=is_over)
    nothing: list[Value] | None = None if game.moves is None else []
    turns = []
    for seat in range(seats):
        acting, moves = seat in choices, choices.get(seat, nothing)
        before = match.turns[seat] if match.turns else None
        # What a seat decided stays good while only others acted and its own choice is what it was.
        if before is None or seat == mover or (before.acting, before.moves) != (acting, moves):
            before = Turn(acting, moves, actions, now_ms)
        turns.append(before)
    return tuple(turns)


def _ask(game: Game, match: Match, ask: Callable[[State], Answer]) -> Answer:
    """Return what is made of a new object of the state; what hooks raise is theirs, as is writing into it."""

    def answer() -> Answer:
        state = shape.unpack_state(game, match.packed)
        answered = ask(state)
        shape.check_unchanged(game, state, match.packed)
        return answered

    return blame(game, answer)
