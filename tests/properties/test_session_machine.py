"""A hypothesis state machine: a client over a bad network, and a session that carries out once.

Commands are sent again and again, hellos overtake each other, connections die without a word, the server
is stopped and knows only what it stored, and a session that nobody comes back to is forgotten.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lobby.core.session import (
    Answered,
    Books,
    New,
    Overtaken,
    Taken,
    Tenure,
    Waiting,
    Wrong,
    keep_seconds,
)
from lobby.wire.messages import Done, Refused

UNANSWERED_MAX = 4
KEEP_SECONDS = 50
UNUSED_SECONDS = 5


class SessionMachine(RuleBasedStateMachine):
    """A client keeps at most so many unanswered commands, as the protocol says."""

    def __init__(self) -> None:
        super().__init__()
        self.books = Books(UNANSWERED_MAX)
        self.tenure: Tenure[str] = Tenure()
        self.now = 0
        self.sent = 0
        self.unheard: dict[int, Done] = {}  # answered by the server, not heard by the client
        self.stored: dict[int, Done] = {}  # as the store has them: one in each place, the last that came
        self.works: list[int] = []  # carried out, not answered
        self.done: set[int] = set()  # every command that was ever carried out
        self.lost: set[int] = set()  # without effect or of unknown fate: what the client is told of them
        self.attempts = 0  # hellos of the client
        self.arrived = 0  # the latest of them that the server has heard
        self.lines: list[str] = []  # of all connections that were let in, the oldest first
        self.dead: set[str] = set()

    # --- commands --------------------------------------------------------------------------------

    @property
    def has_place(self) -> bool:
        """Whether the command so many numbers before the next one has its answer, as the protocol asks."""
        return self.sent + 1 - min([*self.works, *self.unheard], default=self.sent + 1) < UNANSWERED_MAX

    @precondition(lambda self: not self.lost and self.has_place)
    @rule()
    def send_next(self) -> None:
        """After a stop of the server what has no answer comes first, as on every resume."""
        self.sent += 1
        assert self.books.hear(self.sent) == New()
        self.carry_out(self.sent)

    def carry_out(self, number: int) -> None:
        assert number not in self.done, "it is carried out twice"
        self.done.add(number)
        self.works.append(number)

    @precondition(lambda self: self.works)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.works))
        self.works.remove(number)
        self.unheard[number] = Done(number, f"result {number}")
        self.books.answer(self.unheard[number])
        self.stored[number % UNANSWERED_MAX] = self.unheard[number]

    @precondition(lambda self: self.unheard)
    @rule()
    def hear_answer(self) -> None:
        """Answers arrive in the order in which they were given, on whatever connection."""
        del self.unheard[next(iter(self.unheard))]

    @rule()
    def send_all_unanswered_again(self) -> None:
        for number in sorted([*self.works, *self.unheard, *self.lost]):
            heard = self.books.hear(number)
            if number in self.unheard:
                assert heard == Answered(self.unheard[number])
            elif number in self.works:
                assert heard == Waiting()
            elif isinstance(heard, New):
                # It had no effect before the server was stopped, so this is the first time.
                self.carry_out(number)
                self.lost.discard(number)
            else:
                assert isinstance(heard, Answered) and isinstance(heard.answer, Refused)
                assert heard.answer.code == "not_done"
        self.lost.clear()

    @rule(ahead=st.integers(2, 50))
    def skip_numbers(self, ahead: int) -> None:
        heard = self.books.hear(max(self.books.highest, self.sent) + ahead)
        assert isinstance(heard, Wrong) and heard.code == "out_of_order"

    @rule(number=st.integers(-3, 0))
    def send_nonsense(self, number: int) -> None:
        assert isinstance(self.books.hear(number), Wrong)

    @precondition(lambda self: not self.lost and len(self.works) == UNANSWERED_MAX)
    @rule()
    def send_more_than_allowed(self) -> None:
        heard = self.books.hear(self.books.highest + 1)
        assert isinstance(heard, Wrong) and heard.code == "unanswered"

    @precondition(lambda self: self.books.highest > UNANSWERED_MAX * 3)
    @rule()
    def ask_for_the_oldest(self) -> None:
        if 1 not in self.works and 1 not in self.unheard:
            heard = self.books.hear(1)
            assert isinstance(heard, Answered)
            assert isinstance(heard.answer, Done | Refused)

    # --- connections -----------------------------------------------------------------------------

    @rule()
    def connect(self) -> None:
        """The newest hello arrives; it may do so again, from a proxy that repeats the request."""
        self.attempts += 1
        self.let_in(self.attempts)

    @precondition(lambda self: self.arrived)
    @rule()
    def repeat_the_hello(self) -> None:
        self.let_in(self.arrived)

    @rule()
    def connect_without_counting(self) -> None:
        self.let_in(0)

    def let_in(self, attempt: int) -> None:
        older, line = self.tenure.holder, f"line {len(self.lines)}"
        repeated = attempt > 0 and attempt == self.arrived
        assert self.tenure.take(line, attempt) == Taken(older, repeated)
        self.lines.append(line)
        self.arrived = max(self.arrived, attempt)
        assert self.tenure.is_held_by(line)

    @rule(data=st.data())
    def a_hello_is_held_up_and_comes_after_a_later_one(self, data: st.DataObject) -> None:
        if self.arrived > 1:
            before = (self.tenure.holder, self.tenure.kept_until)
            late = data.draw(st.integers(1, self.arrived - 1))
            assert self.tenure.take("late", late) == Overtaken(self.arrived)
            assert (self.tenure.holder, self.tenure.kept_until) == before

    @rule()
    def a_hello_is_lost_on_its_way(self) -> None:
        self.attempts += 1

    @precondition(lambda self: set(self.lines) - self.dead)
    @rule(data=st.data())
    def a_connection_is_found_dead(self, data: st.DataObject) -> None:
        """In whatever order; only that of the newest one makes the session wait."""
        line = data.draw(st.sampled_from([line for line in self.lines if line not in self.dead]))
        self.dead.add(line)
        is_newest = self.tenure.is_held_by(line)
        assert is_newest == (line == self.lines[-1])
        keep = keep_seconds(self.books, KEEP_SECONDS, UNUSED_SECONDS)
        assert self.tenure.release(line, self.now, keep) == is_newest
        assert not self.tenure.release(line, self.now, keep), "it is lost once"
        if is_newest:
            kept = KEEP_SECONDS if self.books.highest else UNUSED_SECONDS
            assert self.tenure.kept_until == self.now + kept

    # --- time ------------------------------------------------------------------------------------

    @rule(seconds=st.integers(1, 20))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds
        if self.tenure.has_expired(self.now):
            assert self.tenure.holder is None, "nobody who is there is forgotten"
            self.begin_anew(Books(UNANSWERED_MAX, self.sent))
            # Their fate is unknown: the client reports them, and the server would say that, too.
            self.unheard.clear()
            self.lost.clear()
            self.stored.clear()  # the answers go with the session

    @rule()
    def the_server_is_stopped_and_knows_what_it_stored(self) -> None:
        """An answer is stored with its effect, so what has no answer had none."""
        stored = self.stored.values()
        highest = max((answer.number for answer in stored), default=self.books.highest - len(self.works))
        self.done -= set(self.works)
        self.lost |= set(self.works)
        self.begin_anew(Books.restore(UNANSWERED_MAX, highest))
        self.books.learn(stored)

    def begin_anew(self, books: Books) -> None:
        self.books, self.tenure = books, Tenure()
        self.works.clear()
        self.lines.clear()
        self.dead.clear()
        self.arrived = 0

    @invariant()
    def who_holds_the_session_is_the_newest_that_lives(self) -> None:
        newest = self.lines[-1] if self.lines else None
        assert self.tenure.holder == (newest if newest not in self.dead else None)
        assert self.tenure.holder is None or self.tenure.kept_until is None

    @invariant()
    def every_answer_that_was_not_heard_can_be_told_again(self) -> None:
        assert all(self.books.answer_to(number) == answer for number, answer in self.unheard.items())

    @invariant()
    def what_is_kept_is_bounded(self) -> None:
        assert len(self.books.kept_answers) <= UNANSWERED_MAX
        assert len(self.works) <= UNANSWERED_MAX


SessionMachine.TestCase.settings = settings(stateful_step_count=80, deadline=None)
test_no_command_is_carried_out_twice = SessionMachine.TestCase
