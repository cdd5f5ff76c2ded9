"""A hypothesis state machine: a client that sends again and again, and books that carry out once."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from lobby.core.session import Answered, Books, New, Waiting, Wrong
from lobby.wire.messages import Done, Refused

UNANSWERED_MAX = 4


class SessionMachine(RuleBasedStateMachine):
    """A client keeps at most so many unanswered commands, as the protocol says."""

    def __init__(self) -> None:
        super().__init__()
        self.books = Books(UNANSWERED_MAX)
        self.sent = 0
        self.unheard: dict[int, Done] = {}  # answered by the server, not heard by the client
        self.works: list[int] = []  # carried out, not answered

    @property
    def unanswered(self) -> list[int]:
        return sorted([*self.works, *self.unheard])

    @precondition(lambda self: len(self.works) + len(self.unheard) < UNANSWERED_MAX)
    @rule()
    def send_next(self) -> None:
        self.sent += 1
        assert self.books.hear(self.sent) == New()
        self.works.append(self.sent)

    @precondition(lambda self: self.works)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.works))
        self.works.remove(number)
        self.unheard[number] = Done(number, f"result {number}")
        self.books.answer(self.unheard[number])

    @precondition(lambda self: self.unheard)
    @rule()
    def hear_answer(self) -> None:
        """Answers arrive in the order in which they were given, on whatever connection."""
        del self.unheard[next(iter(self.unheard))]

    @rule()
    def send_all_unanswered_again(self) -> None:
        for number in self.unanswered:
            expected = Answered(self.unheard[number]) if number in self.unheard else Waiting()
            assert self.books.hear(number) == expected

    @rule(ahead=st.integers(2, 50))
    def skip_numbers(self, ahead: int) -> None:
        heard = self.books.hear(self.sent + ahead)
        assert isinstance(heard, Wrong) and heard.code == "out_of_order"

    @rule(number=st.integers(-3, 0))
    def send_nonsense(self, number: int) -> None:
        assert isinstance(self.books.hear(number), Wrong)

    @precondition(lambda self: self.sent > UNANSWERED_MAX * 3)
    @rule()
    def ask_for_the_oldest(self) -> None:
        if 1 not in self.unanswered:
            heard = self.books.hear(1)
            assert isinstance(heard, Answered)
            assert isinstance(heard.answer, Done | Refused)


SessionMachine.TestCase.settings = settings(stateful_step_count=50, deadline=None)
test_no_command_is_carried_out_twice = SessionMachine.TestCase
