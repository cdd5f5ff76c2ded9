"""What a run of bots has done so far: counted as it happens, told live and at the end."""

from collections import Counter
from collections.abc import Callable

from attrs import define, field

from clients.policy import Fault
from lobby.wire.values import Value


@define
class TableTally:
    """One table, for the live report."""

    code: str
    bots: int
    game: int = 0
    moves: int = 0
    status: str = "gathering"


@define
class Tally:
    """All tables of a run."""

    seed: int
    say: Callable[[str], None]  # a line about what has just happened
    tables: list[TableTally] = field(factory=list)
    expected: int = 0  # games that the run shall finish
    finished: int = 0
    moves: int = 0
    draws: int = 0
    wins: Counter[int] = field(factory=Counter)  # by seat; a shared first place counts for each
    refused: Counter[str] = field(factory=Counter)  # by code
    faults: Counter[Fault] = field(factory=Counter)  # of the policy
    first_fault: str = ""
    waited: int = 0  # bots that found no place at first
    waited_seconds: float = 0.0  # the longest of these waits
    waited_for: str = ""  # what the last of them was told
    problems: list[str] = field(factory=list)

    @property
    def complete(self) -> bool:
        """Whether all games that should have been played were, to the end."""
        return self.finished >= self.expected and not self.problems

    def count_result(self, result: dict[str, Value]) -> str:
        """Count the end of a game; return who won, for people to read."""
        self.finished += 1
        places = result["places"]
        winners = [seat for seat, place in enumerate(places) if place == 1]
        if len(winners) == len(places):
            self.draws += 1
            return "draw"
        self.wins.update(winners)
        return "seat " + ", ".join(map(str, winners)) + " wins"

    def count_fault(self, fault: Fault, detail: str) -> None:
        """Count a move that the policy should have chosen and did not."""
        self.faults[fault] += 1
        self.first_fault = self.first_fault or detail

    def count_wait(self, why: str, seconds: float) -> None:
        """Count a bot that the server let wait for a place."""
        self.waited += 1
        self.waited_seconds = max(self.waited_seconds, seconds)
        self.waited_for = why
