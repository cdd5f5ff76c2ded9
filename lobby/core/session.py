"""The books of one session: which commands were seen, and what each was answered."""

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


@define
class Books:
    """Which numbers were seen. A client keeps at most `unanswered_max` commands without an answer,
    so that older answers can be forgotten."""

    unanswered_max: int
    highest: int = 0
    _waiting: set[int] = field(factory=set)
    _answers: dict[int, Answer] = field(factory=dict)

    def hear(self, number: int) -> Heard:
        """Take note of a command by its number, and tell what to do with it."""
        if number == self.highest + 1:
            return self._hear_next(number)
        if number in self._waiting:
            return Waiting()
        if number in self._answers:
            return Answered(self._answers[number])
        if 0 < number <= self.highest:
            # The oldest answers are forgotten, or the session outlived a restart: no effect is known.
            return Answered(Refused(number, "not_done", f"command {number} has no stored answer"))
        return Wrong("out_of_order", f"command {number} after {self.highest}, not {self.highest + 1}")

    def answer(self, answer: Answer) -> None:
        """Keep the answer of a command that was new."""
        self._waiting.discard(answer.number)
        self._answers[answer.number] = answer
        while len(self._answers) > self.unanswered_max:
            del self._answers[next(iter(self._answers))]

    def answer_to(self, number: int) -> Answer | None:
        """Return the kept answer of a command, None while it has none."""
        return self._answers.get(number)

    def _hear_next(self, number: int) -> New | Wrong:
        if len(self._waiting) >= self.unanswered_max:
            limit = self.unanswered_max
            return Wrong("unanswered", f"{limit + 1} commands without an answer, {limit} are allowed")
        self.highest = number
        self._waiting.add(number)
        return New()
