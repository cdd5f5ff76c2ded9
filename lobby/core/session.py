"""One session, without its network: which commands were seen, what each was answered, who holds it.

A session outlives its connections: `Books` are about its commands, `Tenure` is about which connection is
the present one, and for how long it is kept without any. Neither has to do with a seat and its grace.
"""

from collections.abc import Iterable
from typing import Generic, TypeVar

from attrs import define, field, frozen

from lobby.wire.messages import Done, Refused

Answer = Done | Refused


@frozen
class New:
    """The command is the next one; carry it out."""


@frozen
class Waiting:
    """The command is still in the works; its answer will come."""


@frozen
class Answered:
    """The command was answered before; say the same again."""

    answer: Answer


@frozen
class Wrong:
    """The peer broke the protocol; `code` is one of GOODBYES."""

    code: str
    detail: str


Heard = New | Waiting | Answered | Wrong

_NEW = New()  # there is nothing to tell one from another


@define
class Books:
    """Which numbers were seen. A client says a command when the one `unanswered_max` numbers before it has
    its answer, so that older answers can be forgotten."""

    unanswered_max: int
    highest: int = 0
    is_restored: bool = False
    is_complete: bool = (
        True  # False: what was answered before a restart is to be learnt before anything is heard
    )
    _skipped: int = -1  # after a restart: up to this number the client may have answers that are not here
    _waiting: set[int] = field(factory=set)
    _answers: dict[int, Answer] = field(factory=dict)

    @classmethod
    def restore(cls, unanswered_max: int, first: int) -> "Books":
        """Return the books of a session that was stored, and had used numbers up to `first` before that.

        They hear nothing before they `learn`.
        """
        return cls(unanswered_max, first, is_restored=True, is_complete=False)

    def learn(self, answers: Iterable[Answer]) -> None:
        """Take in the answers that are stored.

        What has no stored answer had no effect, since an answer is stored with the effect.
        """
        for answer in sorted(answers, key=lambda answer: answer.number):
            self.answer(answer)
            self.highest = max(self.highest, answer.number)
        self.is_complete = True

    @property
    def kept_answers(self) -> tuple[Answer, ...]:
        """The answers that can be told again, in the order in which they were given."""
        return tuple(self._answers.values())

    def expect(self, last: int) -> None:
        """The client says that it has used numbers up to `last`.

        After a restart the answers of commands that had no effect are lost here, but not there: what the
        client says again may leave gaps.
        """
        if self.is_restored:
            self._skipped = max(self._skipped, last)

    def hear(self, number: int) -> Heard:
        """Take note of a command by its number, and tell what to do with it."""
        assert self.is_complete, "answers that are not known here can't be told again"
        highest, waiting = self.highest, self._waiting
        if number == highest + 1 or highest < number <= self._skipped + 1:
            if len(waiting) >= self.unanswered_max:
                return self._refuse_more()
            self.highest = number
            waiting.add(number)
            return _NEW
        if number in self._waiting:
            return Waiting()
        if (answer := self.answer_to(number)) is not None:
            return Answered(answer)
        return Wrong("out_of_order", f"command {number} after {self.highest}, not {self.highest + 1}")

    def answer(self, answer: Answer) -> None:
        """Keep the answer of a command that was new."""
        number, answers = answer.number, self._answers
        self._waiting.discard(number)
        answers[number] = answer
        while len(answers) > self.unanswered_max:
            del answers[next(iter(answers))]

    def answer_to(self, number: int) -> Answer | None:
        """Return the answer of a command, None while it has none."""
        if number in self._waiting or not 0 < number <= self.highest:
            return None
        # The oldest answers are forgotten, or the session outlived a restart: no effect is known.
        no_effect = Refused(number, "not_done", f"command {number} has no stored answer")
        return self._answers.get(number, no_effect)

    def _refuse_more(self) -> Wrong:
        limit = self.unanswered_max
        return Wrong("unanswered", f"{limit + 1} commands without an answer, {limit} are allowed")


Holder = TypeVar("Holder")


@frozen
class Taken(Generic[Holder]):
    """A connection is the session's now; `older` was until then, and is to be told.

    `repeated`: a hello of this attempt was heard before, and with it all that a poll says.
    """

    older: Holder | None
    repeated: bool = False


@frozen
class Overtaken:
    """A hello came after a later one of the same client: nothing that comes with it counts."""

    highest: int


@define
class Tenure(Generic[Holder]):
    """Which connection speaks for a session: the newest, as its client counts them. Times are in seconds."""

    holder: Holder | None = None
    attempt: int = 0  # the highest that a hello had
    kept_until: float | None = None  # without a connection: when it is forgotten

    def take(self, holder: Holder, attempt: int) -> Taken[Holder] | Overtaken:
        """Let a connection speak for the session from now on; 0 is the attempt of who does not count.

        The same attempt again is let in: a proxy may repeat a request, and nobody knows which one is read.
        """
        if 0 < attempt < self.attempt:
            return Overtaken(self.attempt)
        repeated = 0 < attempt == self.attempt
        older, self.holder = self.holder, holder
        self.attempt = max(self.attempt, attempt)
        self.kept_until = None
        return Taken(older, repeated)

    def is_held_by(self, holder: Holder) -> bool:
        """Tell whether what a connection says counts: no other one has taken over."""
        return self.holder is holder

    def release(self, holder: Holder, now: float, keep_seconds: float) -> bool:
        """Return whether the session has lost its connection with this one; from now on its time runs."""
        if self.holder is not holder:
            return False
        self.holder = None
        self.kept_until = now + keep_seconds
        return True

    def has_expired(self, now: float) -> bool:
        """Tell whether nobody has come back in time."""
        return self.kept_until is not None and now >= self.kept_until


def keep_seconds(books: Books, full: float, unused: float) -> float:
    """Return how long a session is kept without a connection: not for long if it never asked anything."""
    return full if books.highest or not books.is_complete else min(full, unused)
