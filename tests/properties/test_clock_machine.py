"""A hypothesis state machine plays with turn clocks and keeps the books of the time on its own."""

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lobby.core import inputs, match
from lobby.core.clocks import ByoYomi, Clock, Fischer, PerMove
from lobby.core.events import Moved, TimedOut
from lobby.core.game import Game
from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal
from lobby.core.step import due_ms
from tests.core.clocked import LAG_MS, LEAST_MS, PLAYERS, QUESTIONS, TURNS, Clocked, seated

CLOCKS: list[Clock] = [PerMove(5000), Fischer(20_000, 700), Fischer(6000, 0), ByoYomi(8000, 3, 2000)]
GAMES = [
    *(TURNS, evolve(TURNS, time_out="random"), evolve(TURNS, time_out="pass", pass_move="pass")),
    *(QUESTIONS, evolve(QUESTIONS, time_out="random"), evolve(QUESTIONS, time_out="pass", pass_move="pass")),
]
seats = st.integers(0, 2)


class ClockMachine(RuleBasedStateMachine):
    """Whoever moves, drops, comes back, and whatever the server does, no time is lost or won."""

    table: Clocked

    @initialize(clock=st.sampled_from(CLOCKS), game=st.sampled_from(GAMES), players=st.integers(2, 3))
    def begin(self, clock: Clock, game: Game, players: int) -> None:
        self.clock = clock
        self.table = seated(clock, game, players)
        self.away: set[int] = set()  # since a restart
        self.spent = dict.fromkeys(range(players), 0)  # in all, as far as a clock ran
        self.given = dict.fromkeys(range(players), 0)  # lag and increments
        self.fell: dict[int, int] = {}  # when the time of a seat was up last
        self.fallen: set[int] = set()  # whose time was up; who has none left gets some for nothing

    @property
    def is_on(self) -> bool:
        """Tell whether the game goes on."""
        return self.table.room.phase == "playing"

    def running(self) -> list[int]:
        """Return the seats whose clocks should run."""
        if not self.is_on:
            return []
        game = self.table.match
        return [seat for seat in match.acting(game) if seat not in game.absent and seat not in self.away]

    def let_pass(self, ms: int) -> int:
        """Count what clocks run; return the room time then. No later than somebody wants to be woken."""
        due = due_ms(self.table.room)
        at_ms = self.table.now_ms + ms if due is None else min(self.table.now_ms + ms, due)
        for seat in self.running():
            self.spent[seat] += at_ms - self.table.now_ms
        return at_ms

    @precondition(lambda self: self.is_on)
    @rule(seat=seats, ms=st.integers(0, 3000), lag_ms=st.integers(-100, 900), data=st.data())
    def move(self, seat: int, ms: int, lag_ms: int, data: st.DataObject) -> None:
        turns = self.table.match.turns
        moves = turns[seat].moves if seat < len(turns) else None
        if not moves or seat in self.table.match.absent:
            return
        if seat in self.away:
            self.come_back(seat)
        chosen = data.draw(st.sampled_from(moves))
        at_ms = self.let_pass(ms)
        happened = self.table.move(seat, chosen, at_ms, lag_ms)
        if isinstance(happened, Refusal):
            assert happened.code == "time_up"
            return
        moved = happened[0]
        assert isinstance(moved, Moved)
        assert 0 <= moved.lag_ms <= max(0, min(lag_ms, LAG_MS))
        self.given[seat] += moved.lag_ms + self.increment

    @property
    def increment(self) -> int:
        """What a move brings."""
        return self.clock.increment_ms if isinstance(self.clock, Fischer) else 0

    @precondition(lambda self: self.is_on)
    @rule()
    def let_the_time_come(self) -> None:
        due = due_ms(self.table.room)
        assert due is not None, "who must act is limited in time"
        at_ms = max(due, self.table.now_ms)
        self.let_pass(at_ms - self.table.now_ms)
        for event in self.table.wait():
            if isinstance(event, TimedOut):
                self.fall(event.seat, at_ms)

    def fall(self, seat: int, at_ms: int) -> None:
        """The time of a seat is up: that was due, and is not at once again."""
        assert seat not in self.away
        assert at_ms - self.fell.get(seat, -LEAST_MS) >= LEAST_MS
        if seat not in self.fallen and isinstance(self.clock, Fischer):
            assert self.spent[seat] >= self.clock.base_ms + self.given[seat]
        self.fell[seat] = at_ms
        self.fallen.add(seat)

    @rule(seat=seats, ms=st.integers(0, 1000))
    def drop(self, seat: int, ms: int) -> None:
        self.table.give(inputs.Drop(PlayerId(PLAYERS[seat].id)), self.let_pass(ms))

    @rule(seat=seats)
    def come_back(self, seat: int) -> None:
        self.table.come_back(seat, self.table.now_ms)
        self.away.discard(seat)

    @rule(ms=st.integers(0, 1000))
    def restart(self, ms: int) -> None:
        at_ms = self.let_pass(ms)
        self.table.now_ms = at_ms
        self.table.restart()
        if self.is_on:
            self.away = set(range(len(self.table.match.players)))

    @rule(ms=st.integers(0, 1000), seat=seats)
    def say(self, ms: int, seat: int) -> None:
        self.table.give(inputs.SayLine(PLAYERS[seat], "hm"), self.let_pass(ms))

    @invariant()
    def just_the_clocks_of_those_who_must_act_and_could_run(self) -> None:
        clocks = self.table.match.clocks
        assert [seat for seat, clock in enumerate(clocks) if clock.since_ms is not None] == self.running()

    @invariant()
    def no_time_is_lost_or_won(self) -> None:
        if not isinstance(self.clock, Fischer) or not self.is_on:
            return
        for seat, clock in enumerate(self.table.match.clocks):
            if seat in self.fallen or seat in self.table.match.absent:
                continue
            now = clock.spent_ms if clock.since_ms is None else self.table.now_ms - clock.since_ms
            left = self.clock.base_ms + self.given[seat] - self.spent[seat]
            assert clock.remaining_ms - now == left

    @invariant()
    def no_clock_shows_what_it_can_not_have(self) -> None:
        for clock in self.table.match.clocks:
            assert clock.remaining_ms >= 0 and clock.spent_ms >= 0
            most = self.clock.periods if isinstance(self.clock, ByoYomi) else 0
            assert 0 <= clock.periods <= most

    def teardown(self) -> None:
        """The log tells of the same clocks."""
        if hasattr(self, "table"):
            assert self.table.replayed() == self.table.room


ClockMachine.TestCase.settings = settings(stateful_step_count=40, deadline=None)
test_clocks_keep_the_time = ClockMachine.TestCase
