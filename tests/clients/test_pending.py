"""Commands from number to answer, driven by a state machine against a server that only counts."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from clients.pending import Pending, add, answer, bundle, expire, resume, size_of, spread, write
from lobby.wire.messages import Say


def say(pending: Pending, text: str) -> Pending:
    return add(pending, Say(0, "room", text))


def written(pending: Pending) -> tuple[Pending, list[tuple[int, str]]]:
    pending, commands = write(pending)
    return pending, [(command.number, command.text) for command in commands if isinstance(command, Say)]


def test_commands_get_numbers_in_order_and_are_written_once() -> None:
    pending, first = written(say(say(Pending(), "a"), "b"))
    pending, second = written(say(pending, "c"))

    assert first == [(1, "a"), (2, "b")]
    assert second == [(3, "c")]


def test_what_has_no_answer_spreads_from_its_oldest_number_to_the_last_one_given() -> None:
    assert spread(Pending()) == 0

    pending = say(say(say(Pending(), "slow"), "b"), "c")

    assert spread(answer(answer(pending, 2), 3)) == 3, "the numbers of those that have theirs count, too"
    assert spread(answer(pending, 1)) == 2


def test_after_a_new_connection_the_unanswered_ones_are_written_again_in_order() -> None:
    pending, _ = written(say(say(say(Pending(), "a"), "b"), "c"))
    pending = say(resume(answer(pending, 2)), "d")

    assert written(pending)[1] == [(1, "a"), (3, "c"), (4, "d")]


def test_when_the_session_expired_only_what_was_never_sent_is_written() -> None:
    pending, _ = written(say(Pending(), "sent"))
    pending, unknown = expire(say(pending, "kept"), pending.sent)

    assert unknown == [1]
    assert written(pending)[1] == [(2, "kept")]


class Conversation(RuleBasedStateMachine):
    """A line that is cut, and a server that answers and forgets: what takes effect does so once, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.pending = Pending()
        self.on_the_line: list[int] = []
        self.done: list[int] = []  # numbers that took effect, over the life of the session
        self.answered: set[int] = set()
        self.unknown: set[int] = set()

    @rule()
    def give(self) -> None:
        self.pending = say(self.pending, "")

    @rule()
    def write(self) -> None:
        self.pending, commands = written(self.pending)
        self.on_the_line += [number for number, _ in commands]

    @rule(answers=st.booleans())
    def arrive(self, answers: bool) -> None:
        if self.on_the_line:
            number = self.on_the_line.pop(0)
            highest = max(self.done + sorted(self.unknown), default=0)
            if number > highest:
                assert number == highest + 1, "out of order"
                self.done.append(number)
            if answers:
                self.pending = answer(self.pending, number)
                self.answered.add(number)

    @rule()
    def cut(self) -> None:
        self.on_the_line.clear()
        self.pending = resume(self.pending)

    @rule()
    def forget(self) -> None:
        self.on_the_line.clear()
        sent = self.pending.sent
        self.pending, unknown = expire(self.pending, sent)
        self.unknown |= set(unknown) | set(range(1, sent + 1))

    @invariant()
    def nothing_is_done_twice(self) -> None:
        assert len(set(self.done)) == len(self.done)

    @invariant()
    def what_waits_was_neither_answered_nor_given_up(self) -> None:
        assert not self.pending.commands.keys() & (self.answered | self.unknown)


TestConversation = Conversation.TestCase


def test_a_poll_tells_all_that_is_unanswered_again_as_far_as_it_has_room() -> None:
    pending = say(say(say(Pending(), "a"), "b"), "c")
    size = size_of(bundle(pending, 10_000)[1]) // 3

    told, frames = bundle(pending, 2 * size)
    again, _ = bundle(answer(told, 1), 2 * size)

    assert (len(frames), told.sent, told.written) == (2, 2, 2)
    assert (again.sent, again.written) == (3, 3)


def test_a_command_that_is_larger_than_the_room_is_told_alone() -> None:
    assert len(bundle(say(say(Pending(), "a"), "b"), 1)[1]) == 1
