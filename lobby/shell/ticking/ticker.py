"""One room that ticks: at its rate, in rounds with the others, with what its game needs around it.

Ticks are told at once, and stored a batch at a time. Whatever can't be stored, or makes the game fail, takes
the room back to what is stored, in a new epoch of its topics.
"""

from collections.abc import Callable
from time import thread_time
from typing import TypeVar, assert_never

import structlog
import trio
from attrs import define, field, frozen

from lobby.core.blame import GameFailed
from lobby.core.budget import OverBudget
from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import Close, Input, RunTicks
from lobby.core.match import Match
from lobby.core.realtime import Run
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.step import is_refused
from lobby.settings.ticking import TickingSection
from lobby.shell.bots.seated import Bots
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.ticking.beats import Beat, Beats
from lobby.shell.ticking.drivers import Drivers
from lobby.shell.ticking.measures import Measures
from lobby.shell.ticking.pace import Pace
from lobby.shell.ticking.returns import Returns
from lobby.shell.ticking.rounds import Rounds
from lobby.shell.ticking.stage import Stage, Told
from lobby.shell.ticking.writes import Writes
from lobby.shell.watchdog import Watchdog
from lobby.wire.strict import BadValue
from lobby.wire.values import Value

log = structlog.get_logger()

Answer = TypeVar("Answer")

# Of a batch: a tick that is due where it begins must not be taken for one of the batch before.
_ROUNDING = 1e-6


@frozen(eq=False)
class TickParts:
    """What all rooms that tick share."""

    settings: TickingSection
    rounds: Rounds
    watchdog: Watchdog
    beats: Beats
    measures: Measures
    new_epoch: Callable[[], str]
    bots: Bots
    touch: Callable[[RoomId], None]  # what is told of a room beside its steps has changed


@define(eq=False)
class Ticker:
    """Ticks while a game runs; `begin` it, and `end` it when that game is over or the room is gone."""

    host: Host
    parts: TickParts
    number: int  # of the game in its room
    run: Run = field(init=False)
    pace: Pace = field(init=False)
    _beat: Beat = field(init=False)
    _stage: Stage = field(init=False)
    _drivers: Drivers = field(init=False)
    _returns: Returns = field(init=False)
    _writes: Writes = field(init=False)
    spent: float = 0.0  # see Ticking
    frames: int = 0  # the same
    _next_at: float = 0.0  # when the next tick is due
    _has_ended: bool = False  # maybe in the midst of a round
    _has_ticked: bool = False  # in this round, or has tried to
    _batch: int = 0  # that the next tick belongs to
    _ends_batch: bool = False  # this tick is the last of one
    _checked_seconds: float = 0.0  # that inputs have taken since the last tick
    # What all inputs of a tick are answered: one object, since sessions keep thousands of answers.
    _result: dict[str, Value] = field(factory=lambda: {"tick": 0})
    _players: dict[PlayerId, int] = field(factory=dict)  # who plays, with their seats,
    _room: Room | None = None  # in this room, which each step makes anew
    _must_prove: bool = False  # the store has failed: no ticks before it has taken something
    _is_proving: bool = False  # it has been given that

    def begin(self) -> None:
        """Go on from what the room holds, and show it."""
        settings = self.parts.settings
        tick_rate = self.host.room.game.tick_rate
        self.pace, self._beat = Pace(tick_rate, settings), self.parts.beats.deal(tick_rate)
        self._drivers = Drivers(self.parts.bots, settings.bot_ms / 1000, self.take)
        self._writes = Writes(self.host.room.id, settings.hash_bytes)
        self._take_up()
        self.host.before_step, self.host.after_step = self._store_ticks, self._look_after_step
        now = trio.current_time()
        self._returns = Returns(self.host, self.parts.touch)
        self._returns.begin(now, settings.return_seconds, has_begun=self.run.tick > 0)
        self._set(now + self.pace.interval_seconds)

    def end(self) -> None:
        """Tick no more, and end the topics."""
        self.parts.rounds.cancel(self)
        self._has_ticked, self._has_ended = False, True
        self.host.before_step, self.host.after_step = _nothing_before, _nothing
        self._drivers.stop()
        self._returns.end()
        self._stage.close()

    def keep_to(self, room: Room) -> None:
        """A step of the room is told: who has lost the seat sees nothing more of it."""
        self._stage.keep_to(room)
        self._drivers.keep_to(room)

    def hear(self, player: PlayerId, game: int, move: Value) -> dict[str, Value] | Refusal:
        """Take a player's input for a game; return the answer, with the tick that holds it, or why not."""
        if self.host.room is not self._room:
            self._look_who_plays(self.host.room)
        seat = self._players.get(player)
        if seat is None or game != self.number or self._has_ended or self._must_prove:
            return self._refuse(player, game)
        taken = self._take(seat, move)
        if isinstance(taken, Refusal):
            return taken
        if taken != self._result["tick"]:
            self._result = {"tick": taken}
        return self._result

    def take(self, seat: int, move: Value) -> int | Refusal:
        """Take an input of a seat; return the tick that will hold it, or why none will."""
        if self._must_prove or not self._runs_here or not self.host.room.in_game(seat):
            return self._refuse_seat()
        return self._take(seat, move)

    def _look_who_plays(self, room: Room) -> None:
        """Note it, unless it can't be others than in the room before: ticks alone change none of it."""
        before, self._room = self._room, room
        if before is None or _tell_players(before) != _tell_players(room):
            self._players = self._find_players(room)

    def _find_players(self, room: Room) -> dict[PlayerId, int]:
        """Return who plays, with their seats: nobody where this game does not run."""
        sitting = [(seat.player, number) for number, seat in enumerate(room.seats) if seat.is_held]
        playing = [(player, number) for player, number in sitting if player and room.in_game(number)]
        return dict(reversed(playing)) if self._runs_here else {}

    def _refuse(self, player: PlayerId, game: int) -> Refusal:
        if self.host.room.seat_of(player) is None:
            return Refusal("not_seated", "only who has a seat may move")
        if game != self.number:
            return Refusal("no_game", f"game {game} is not running here, game {self.number} is")
        return self._refuse_seat()

    def _refuse_seat(self) -> Refusal:
        if self._must_prove:
            return Refusal("store", "nothing can be stored now, and the game stands still")
        return Refusal("no_game", "the game is over for that seat")

    def _take(self, seat: int, move: Value) -> int | Refusal:
        most = self.parts.settings.inputs_max
        if self.run.is_plain(move):
            # What it costs is the same for all, and bounded by their number: neither watched nor measured.
            return self.run.take_plain(seat, move, most)
        begun = thread_time()
        try:
            # It is at the cost of who asks: ticks have no less time for it.
            player = self.host.room.seats[seat].player
            taken = self._watched(lambda: self.run.take(seat, move, most), player)
        except GameFailed as failure:
            asked = RunTicks(self.run.tick + 1, 1, ((self.run.tick + 1, seat, move),))
            self.host.report(asked, failure)
            return Refusal("game_failed", "the game failed on this; nothing has changed")
        self._checked_seconds += thread_time() - begun
        return taken

    def rewind(self, *, wait_seconds: float = RETRY_SECONDS) -> None:
        """Go back to what the room holds, and on after a while."""
        self._stage.close("moved")
        if self._runs_here:
            self._take_up()
            self._set(trio.current_time() + wait_seconds)
        else:
            self.parts.rounds.cancel(self)

    def distrust_store(self) -> None:
        """Steps could not be stored: go back, and stand still until the store takes something again."""
        self._must_prove, self._is_proving = True, False
        self.rewind()

    @property
    def _runs_here(self) -> bool:
        """Whether this game runs: the next one may have begun before the end of this one is stored."""
        room = self.host.room
        match = room.match if room.phase == "playing" else None
        return match is not None and match.number == self.number and not self._has_ended

    def _take_up(self) -> None:
        room = self.host.room
        self.run = Run.begin(room.game, _match_of(room))
        self._stage = Stage(
            self.host.audience, self.parts.measures, self.parts.new_epoch(), self.parts.settings.hash_bytes
        )
        self._stage.open(room, self.run)
        self._drivers.stop()
        self._drivers.keep_to(room)

    def tick(self) -> None:
        """See Ticking.tick."""
        now = trio.current_time()
        if not self._runs_here:
            return  # it is over, and told to be so when that is stored
        if self._stands_still(now):
            self._set(now + self.pace.interval_seconds)
            return
        self.parts.measures.late.add(max(now - self._next_at, 0.0))
        self._set_next(now)
        self._has_ticked = True
        self._guard(self._tick)

    @property
    def has_to_store(self) -> bool:
        """See Ticking.has_to_store."""
        is_due = self._has_ticked and (self._ends_batch or self.run.outcome is not None)
        return is_due and self.run.unsaved > 0 and self._runs_here

    def store(self) -> None:
        """See Ticking.store."""
        self._guard(self._keep)

    def look_back(self) -> None:
        """See Ticking.look_back."""
        if self._has_ticked:
            self._has_ticked = False
            self._note()

    def _set(self, at_seconds: float) -> None:
        self._next_at = self._beat.at_or_after(at_seconds)
        # All rooms begin theirs at the same times, so that what they store shares commits.
        self._batch = int(self._next_at * 1000 / self.parts.settings.batch_ms + _ROUNDING)
        self.parts.rounds.set(self, self._next_at)

    def _note(self) -> None:
        """Go by what a tick and its inputs took: a room that is too slow gets fewer, at last none.

        That is processor time, so that a busy machine slows no innocent room down.
        """
        self.parts.measures.took.add(self.spent)
        seconds, self.spent, self._checked_seconds = self.spent + self._checked_seconds, 0.0, 0.0
        self.frames = 0
        verdict = self.pace.note(seconds)
        if verdict is None:
            return
        game, room, rate = self.run.game, self.host.room, 1 / self.pace.interval_seconds
        about = {"room": room.id, "game": game.id, "share_percent": round(self.pace.share_percent, 1)}
        match verdict:
            case "slower":
                self.parts.measures.slowed[game.id] += 1
                log.warning("room too slow, it gets fewer ticks", ticks_per_second=round(rate, 2), **about)
            case "faster":
                log.info(
                    "room has time to spare, it gets more ticks", ticks_per_second=round(rate, 2), **about
                )
            case "too_slow":
                self.parts.measures.closed[game.id] += 1
                log.warning("room closed, too slow even for the fewest ticks", **about)
                self.host.give(Close("closed"))
            case _:
                assert_never(verdict)

    def _set_next(self, now: float) -> None:
        """Keep to the rate; where too many ticks are due already, leave them out."""
        interval = self.pace.interval_seconds
        next_at, allowed = self._next_at + interval, self.parts.settings.catch_up_ticks * interval
        if now - next_at > allowed:
            self.parts.measures.left_out += int((now - next_at) / interval)
            next_at = now + interval
        batch = self._batch
        self._set(next_at)
        self._ends_batch = self._batch != batch

    def _stands_still(self, now: float) -> bool:
        """Tell whether players are on their way back, or the store must take something first: while it fails,
        the time of all rooms stands still."""
        if self._returns.are_awaited(now):
            return True
        if self.host.is_quiet:
            return not self._prove() if self._must_prove else self.host.parts.lived.is_still
        since = self.host.unstored_since
        is_late = since is not None and now - since > self.parts.settings.uncommitted_ms / 1000
        return self._must_prove or is_late or self.host.parts.lived.is_still

    def _prove(self) -> bool:
        """Return whether the store works again: it is given a row without ticks, and has taken that."""
        self._must_prove = self._is_proving = not self._is_proving
        if self._must_prove:
            self._guard(self._keep)
        return not self._must_prove

    def _tick(self) -> None:
        made = self._watched(self._advance)
        # Sending is not watched: a frame, or what others hear of it, must not be left half way.
        self.frames += self._stage.tell(made)
        self.parts.measures.ticks += 1
        self._drivers.look(self.host.room, self.run)

    def _advance(self) -> Told:
        try:
            self._writes.look_before(self.run)
            self.run.advance()
            self._writes.look_after(self.run)
            return self._stage.draft(self.run, copies=self._writes.are_seen)
        except (BadValue, UnicodeEncodeError) as error:  # the latter: a text with half of a surrogate pair
            raise GameFailed.because(self.run.game, error) from error

    def _keep(self) -> None:
        """Give all ticks so far to the store."""
        drafted = self._watched(lambda: self.host.draft_ticks(self.run))
        self.host.keep_ticks(*drafted)
        self._rebase()

    def _store_ticks(self, asked: Input, at_ms: int) -> None:
        """Another step is about to be taken: it comes after all ticks so far."""
        if self._runs_here and self.run.unsaved and not self._is_refused(asked, at_ms):
            self._guard(self._keep)

    def _is_refused(self, asked: Input, at_ms: int) -> bool:
        """Tell whether there will be no step: who asks for what is forbidden makes no row for each tick."""
        try:
            return self._watched(lambda: is_refused(self.host.room, asked, at_ms))
        except BaseException:  # whatever an author's code raises: the step itself meets it again, and tells
            return False

    def _look_after_step(self) -> None:
        """Another step was taken, which may have changed the game, or ended it."""
        if self._runs_here:
            self._guard(self._rebase)

    def _rebase(self) -> None:
        if self._runs_here and (base := _match_of(self.host.room)) is not self.run.base:
            self.run.rebase(base)

    def _guard(self, call: Callable[[], None]) -> None:
        """Call what asks the game; where it fails, that counts against the room."""
        try:
            call()
        except GameFailed as failure:
            asked = self.run.asked()
            self.rewind()
            self.host.ticks_failed(asked, failure)
        except Exception:
            log.exception("room died", room=self.host.room.id, input="tick")
            self.host.die()

    def _watched(self, call: Callable[[], Answer], player: PlayerId | None = None) -> Answer:
        """Return what a call of hooks returns, bounded in time; raise GameFailed."""
        game = self.run.game
        try:
            return self.parts.watchdog.run(f"{game.id} {player or self.host.room.id}", call)
        except OverBudget as stopped:
            raise GameFailed.because(game, stopped) from stopped


def _match_of(room: Room) -> Match:
    assert room.match is not None, "a game runs"
    return room.match


def _tell_players(room: Room) -> tuple[object, ...]:
    """Return all that who plays in a room depends on."""
    game = room.match
    return (room.seats, room.phase, game and game.number, game and game.absent)


def _nothing() -> None:
    """No game ticks here any more."""


def _nothing_before(_: Input, at_ms: int) -> None:
    """No game ticks here any more."""
