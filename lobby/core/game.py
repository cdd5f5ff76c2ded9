"""The game interface: what the author of a game writes, and all that a game may import.

A game is one module. It sets `title`, `seats = (fewest, most)` and `version`, and defines the hooks
`start`, `play`, `public`, `result` and one of `moves` and `check`; the rest is optional. Every hook is a
pure function: no clock, no randomness but `dice`, no I/O, and it never changes an argument. States,
moves and views are values (None, bool, int, str, bytes, lists, str-keyed dicts; no floats); a state may
also be a frozen attrs class of these, named by `State`.

| name | |
|---|---|
| `title`, `seats`, `version` | text; (fewest, most) seats; goes up when old logs no longer replay |
| `State`, `Move`, `Options` | the types, where they are more than plain values |
| `start(seats, options, dice) -> state` | `seats` is how many play, numbered from 0; without `Options`
there are no options |
| `moves(state, seat) -> list` | all legal moves of a seat, none where it need not act |
| `check(state, seat, move) -> Illegal or None` | why a move is not legal, in the game's own words |
| `sample(state, seat, dice) -> move` | a random legal move, where `moves` can't list them |
| `play(state, seat, move, dice) -> state` | after a legal move; or `(state, notes)` |
| `public(state) -> view` | what everybody may see |
| `secret(state, seat) -> view` | what only this seat may see besides |
| `result(state) -> Result or None` | None while the game goes on |
| `turn(state) -> seats` | who must act; without it, the seats that have moves |
| `leave(state, seat) -> state` | what a departure means; without it, of two the other one wins, of
more a random legal move is played whenever the seat must act |
| `deadline(state) -> ms or None` | after how long without an action `expire` is called |
| `expire(state, dice) -> state` | what it means that the time is up |
| `imagine(view, seat, dice) -> state` | a state that the seat could believe in, for search bots |
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from lobby.core.dice import Dice

__all__ = ["Dice", "Game", "Illegal", "Note", "Result", "draw", "win"]

State = Any
Move = Any
View = Any


@frozen
class Illegal:
    """A move is against the rules; `detail` says which one, for the player to read."""

    detail: str


@frozen
class Note:
    """One line about what has just happened, for the log; `seat` None: for everybody to see."""

    text: str
    seat: int | None = None


@frozen
class Result:
    """How a game ended. `places[seat]` is 1 for the winners; equal places are shared."""

    places: tuple[int, ...]
    scores: tuple[int, ...] = ()


def win(seat: int, seats: int = 2) -> Result:
    """Return the result where `seat` wins and all others share second place."""
    return Result(tuple(1 if other == seat else 2 for other in range(seats)))


def draw(seats: int = 2) -> Result:
    """Return the result where all share first place."""
    return Result((1,) * seats)


@frozen
class Game:
    """A loaded game: its facts and its hooks. Optional hooks are None where the author gave none."""

    id: str
    title: str
    version: int
    seats_min: int
    seats_max: int
    start: Callable[[int, Any, Dice], State]
    play: Callable[[State, int, Move, Dice], Any]
    public: Callable[[State], View]
    result: Callable[[State], Result | None]
    moves: Callable[[State, int], Sequence[Move]] | None = None
    check: Callable[[State, int, Move], Illegal | None] | None = None
    sample: Callable[[State, int, Dice], Move] | None = None
    secret: Callable[[State, int], View] | None = None
    turn: Callable[[State], Iterable[int]] | None = None
    leave: Callable[[State, int], State] | None = None
    deadline: Callable[[State], int | None] | None = None
    expire: Callable[[State, Dice], State] | None = None
    imagine: Callable[[View, int, Dice], State] | None = None
    state_type: Any = None
    move_type: Any = None
    options_type: Any = None
    # The path that the game was loaded from, "" where it is not known.
    file: str = ""
    # The folder whose `view.js` and `assets/` are the game's own page, None where it brings none.
    folder: str | None = None
