"""What a disk alone does is told as percentiles, in milliseconds."""

from pathlib import Path

from tests.bench.disk import measure_syncs, parts_of


def test_one_wait_in_a_hundred_is_beyond_the_99th_percentile() -> None:
    assert parts_of(range(1000, 101_000, 1000)) == {"p50": 51.0, "p99": 100.0, "p99.9": 100.0, "max": 100.0}


def test_of_nothing_there_are_no_percentiles() -> None:
    assert parts_of([]) == {}


def test_appends_are_timed_one_by_one_and_leave_nothing_behind(tmp_path: Path) -> None:
    taken = measure_syncs(tmp_path, 0.03)

    assert len(taken) > 0
    assert list(taken) == sorted(taken)
    assert list(tmp_path.iterdir()) == []
