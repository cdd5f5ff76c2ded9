"""The game interface: what the author of a game writes, and all that a game may import.

A game is one module. It sets `title`, `seats = (fewest, most)` and `version`, and defines the hooks `start`,
`play`, `public`, `result` and one of `moves` and `check`; the rest is optional. docs/reference/game.md says
of each hook when it is called and what it may rely on.

Every hook is a pure function: no clock, no randomness but `dice`, no I/O, and it never changes an argument;
it answers within the time and size that the server allows, or that action is refused. States, moves and
views are values: None, bool, int within ±(2^53-1), str, bytes, lists, str-keyed dicts; no floats. A state,
a move and the options may also be frozen attrs classes of these, named by `State`, `Move` and `Options`.

| name | |
|---|---|
| `title`, `seats`, `version` | text; (fewest, most) seats; goes up when old logs no longer replay |
| `seat_names`, `teams` | a name for each seat, such as ("white", "black"); the team of each seat, such as
(0, 1, 0, 1) |
| `draws`, `undo`, `rotate` | whether players may agree on a draw (unless said: where two play), take moves
back (unless said: where nothing is secret), and who was second begins the rematch (unless said: yes) |
| `open_at_end` | True: who watches a finished game may look at every seat's `secret` |
| `State`, `Move`, `Options` | the types, where they are more than plain values |
| `start(seats, options, dice) -> state` | `seats` is how many play, numbered from 0; without `Options`
there are no options |
| `moves(state, seat) -> list` | all legal moves of a seat, none where it need not act |
| `check(state, seat, move) -> Illegal or None` | why a move is not legal, in the game's own words |
| `sample(state, seat, dice) -> move` | a random legal move, where `moves` can't list them |
| `anytime(move) -> bool` | this move means the same at any position: it is never refused as stale |
| `play(state, seat, move, dice) -> state` | after a legal move |
| `public(state) -> view` | what everybody may see |
| `secret(state, seat) -> view` | what only this seat may see besides |
| `result(state) -> Result or None` | None while the game goes on |
| `turn(state) -> seats` | who must act; without it, the seats that have moves |
| `leave(state, seat) -> state` | what a departure means; without it, of two the other one wins, of
more a random legal move is played whenever the seat must act |
| `deadline(state) -> ms or None` | after how long without an action `expire` is called; `(ms, clock)`: a
clock that actions don't start anew, for as long as `clock`, an int or a str, is the same |
| `expire(state, dice) -> state` | what it means that the time is up |
| `time_out` | what it means that a seat's turn clock has run out: "lose" (unless said), as a departure that
keeps the seat; "random": a random legal move is made for it; "pass": `pass_move` is |
| `pass_move` | the move that passes, for `time_out = "pass"`; where it is not legal, a random one is made |
| `imagine(view, seat, dice) -> state` | a state that the seat could believe in, for search bots; `view`
is {"public": …, "secret": …} |
| `changes(before, after) -> change` | how the public view changed, where the game knows it at once |
| `upgrade(state, version) -> state` | a state of an older version as one of this version |
| `tick(state, inputs, dice) -> state` | of a real-time game, in place of `moves`, `play`, `turn`, `deadline`:
the state one tick later; `inputs` are (seat, move), by seat, then as they came |
| `tick_rate` | of a real-time game: ticks a second, from 10 to 60 |
| `bot(view, seat, dice) -> move or None` | of a real-time game: what a bot on the seat does now; `view` as
for `imagine` |

`start`, `play`, `tick`, `leave` and `expire` may return `(state, [Note, …])` in place of a state.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Literal

from attrs import frozen

from lobby.core.budget import STANDARD, Budget
from lobby.core.dice import Dice

__all__ = ["Dice", "Game", "Illegal", "Note", "Result", "draw", "win"]

State = Any
Move = Any
View = Any
Change = Any  # in the format of lobby.wire.patch
TimeOut = Literal["lose", "random", "pass"]


@frozen
class Illegal:
    """A move is against the rules; `detail` says which one, for the player to read."""

    detail: str


@frozen
class Note:
    """What has just happened: a line for the log, and a value that a page may animate.

    `{0}` in the text becomes the name of the player of seat 0; "" is no line. `seat` None: for everybody.
    """

    text: str
    seat: int | None = None
    value: Any = None


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


def goes_by_ticks(state: State, seat: int, move: Move, dice: Dice) -> State:
    """Stand for the `play` of a real-time game, which nobody calls."""
    raise AssertionError("a real-time game is not played move by move")


@frozen
class Game:
    """A loaded game: its facts and its hooks. Optional hooks are None where the author gave none."""

    id: str
    title: str
    version: int
    seats_min: int
    seats_max: int
    start: Callable[[int, Any, Dice], Any]
    play: Callable[[State, int, Move, Dice], Any]
    public: Callable[[State], View]
    result: Callable[[State], Result | None]
    moves: Callable[[State, int], Sequence[Move]] | None = None
    check: Callable[[State, int, Move], Illegal | None] | None = None
    sample: Callable[[State, int, Dice], Move] | None = None
    anytime: Callable[[Move], bool] | None = None
    secret: Callable[[State, int], View] | None = None
    turn: Callable[[State], Iterable[int]] | None = None
    leave: Callable[[State, int], Any] | None = None
    deadline: Callable[[State], int | tuple[int, int | str] | None] | None = None
    expire: Callable[[State, Dice], Any] | None = None
    imagine: Callable[[View, int, Dice], State] | None = None
    changes: Callable[[State, State], Change] | None = None
    upgrade: Callable[[State, int], State] | None = None
    state_type: Any = None
    move_type: Any = None
    options_type: Any = None
    time_out: TimeOut = "lose"
    pass_move: Any = None  # as a plain value
    open_at_end: bool = False  # whether a film of the game shows what was secret
    seat_names: tuple[str, ...] = ()  # one for each seat, or none
    teams: tuple[int, ...] = ()  # the team of each seat, or none
    draws: bool | None = None  # by agreement; None: where two play
    undo: bool | None = None  # moves may be taken back; None: where nothing is secret
    rotate: bool = True  # who was second begins the rematch
    file: str = ""  # where it was loaded from, for reports
    folder: str | None = None  # with the game's own page; None: it has none
    budget: Budget = STANDARD
    tick: Callable[[State, list[tuple[int, Move]], Dice], Any] | None = None
    tick_rate: int = 0  # ticks a second; 0: the game moves in turns
    bot: Callable[[View, int, Dice], Move | None] | None = None
    has_chance: bool = True  # whether a hook may draw dice; False: none looks at them

    @cached_property
    def is_real_time(self) -> bool:
        """Tell whether the game ticks, and does not move in turns."""
        return self.tick is not None

    @cached_property
    def allows_draws(self) -> bool:
        """Tell whether players may agree on a draw."""
        return not self.is_real_time and (self.seats_max == 2 if self.draws is None else self.draws)

    @cached_property
    def allows_undo(self) -> bool:
        """Tell whether moves may be taken back."""
        return not self.is_real_time and (self.secret is None if self.undo is None else self.undo)
