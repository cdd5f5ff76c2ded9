"""What a run of load has measured so far: each thing said, who heard it when, and what was answered."""

from collections import Counter
from collections.abc import Sequence

from attrs import define, field, frozen

from clients.fail_if import PERCENTILES


@define(eq=False)
class Said:
    """A line or a move: when it was due, and what became of it. Times are seconds."""

    due: float
    hearers: int  # members of the room, its sender included
    heard: int = 0
    is_done: bool = False  # the server has confirmed it
    is_refused: bool = False  # nobody will hear it


@frozen
class Waits:
    """Times in ms, sorted."""

    ms: Sequence[float]

    def figures(self) -> dict[str, float]:
        """Return the percentiles by their names; none where nothing was measured."""
        if not self.ms:
            return {}
        return {
            name: self.ms[min(int(len(self.ms) * _share(name)), len(self.ms) - 1)] for name in PERCENTILES
        }


@define(eq=False)
class LoadTally:
    """All rooms of a run."""

    connected: int = 0
    said: list[Said] = field(factory=list)
    delivery_ms: list[float] = field(factory=list)
    answer_ms: list[float] = field(factory=list)
    duplicates: int = 0
    unanswered: int = 0
    reconnects: int = 0
    refused: Counter[str] = field(factory=Counter)  # by code
    problems: list[str] = field(factory=list)
    memory_bytes_max: int = 0  # of the server
    seconds: float = 0.0  # that the load has lasted
    cpu_seconds: float | None = None  # of the server in that time
    own_cpu_seconds: float = 0.0

    @property
    def lost(self) -> int:
        """Deliveries of what was confirmed that have not come."""
        return sum(max(0, said.hearers - said.heard) for said in self.said if said.is_done)

    @property
    def delivered(self) -> int:
        """Deliveries that have come."""
        return len(self.delivery_ms)

    def hear(self, said: Said, at: float) -> None:
        """A member has heard it for the first time."""
        said.heard += 1
        self.delivery_ms.append((at - said.due) * 1000)

    def answer(self, said: Said, at: float) -> None:
        """The server has confirmed it."""
        said.is_done = True
        self.answer_ms.append((at - said.due) * 1000)

    def figures(self) -> dict[str, float]:
        """Return everything that --fail-if may ask for."""
        delivery, answer = Waits(sorted(self.delivery_ms)).figures(), Waits(sorted(self.answer_ms)).figures()
        figures = {
            **delivery,
            **{f"delivery.{name}": ms for name, ms in delivery.items()},
            **{f"answer.{name}": ms for name, ms in answer.items()},
            "lost": float(self.lost),
            "duplicates": float(self.duplicates),
            "refused": float(self.refused.total()),
            "unanswered": float(self.unanswered),
            "reconnects": float(self.reconnects),
            "problems": float(len(self.problems)),
        }
        if self.cpu_seconds is not None and self.seconds:
            figures["cpu"] = 100 * self.cpu_seconds / self.seconds
            figures["memory"] = self.memory_bytes_max / 1e6
        return figures


def _share(name: str) -> float:
    return 1.0 if name == "max" else float(name.removeprefix("p")) / 100
