"""The log says that the store turns bad, how it goes, and that it is back."""

from attrs import define
from structlog.testing import capture_logs

from lobby.shell.stores.trouble import SECONDS, Trouble


@define
class Clock:
    """A clock that stands until it is set."""

    seconds: float = 0.0

    def now(self) -> float:
        return self.seconds


def test_one_line_when_it_turns_bad_one_when_it_is_back_and_a_count_between() -> None:
    clock = Clock()
    trouble = Trouble(clock.now)
    with capture_logs() as lines:
        for _ in range(1000):
            trouble.failed("disk is full")
        clock.seconds = SECONDS
        trouble.failed("disk is full")
        trouble.works()
        trouble.works()

    assert [(line["event"], line["failures"]) for line in lines] == [
        ("store failed", 1),
        ("store failed", 1001),
        ("store works again", 1001),
    ]
    assert lines[-1]["seconds"] == SECONDS


def test_another_reason_is_told_at_once() -> None:
    trouble = Trouble(Clock().now)
    with capture_logs() as lines:
        for reason in ("disk is full", "disk is full", "disk I/O error", "disk I/O error"):
            trouble.failed(reason)

    assert [line["error"] for line in lines] == ["disk is full", "disk I/O error"]
