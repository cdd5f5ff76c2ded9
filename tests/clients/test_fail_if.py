"""Conditions under which a run of load has failed."""

import pytest

from clients.fail_if import read_condition

FIGURES = {"p50": 4.0, "p99": 60.0, "answer.p99": 1500.0, "lost": 0.0, "cpu": 40.0, "memory": 80.0}


@pytest.mark.parametrize(
    "text",
    [
        "p99>50ms",
        "p99 >= 60",
        "answer.p99>1s",
        "lost==0",
        "lost>0 or p99>50ms",
        "lost==0 and cpu<50%",
        "memory>0.05GB",
        "p50<0.005s",
    ],
)
def test_a_run_has_failed_where_it_is_so(text: str) -> None:
    assert read_condition(text).find(FIGURES) is not None


@pytest.mark.parametrize(
    "text", ["p99>70ms", "lost>0", "lost>0 or p99>1s", "lost==0 and cpu>50%", "answer.p99>1.6s"]
)
def test_a_run_has_not_failed_where_it_is_not(text: str) -> None:
    assert read_condition(text).find(FIGURES) is None


def test_it_is_said_what_was_found() -> None:
    assert read_condition("lost>0 or p99>50ms").find(FIGURES) == "p99>50ms: p99 is 60 ms"


def test_what_is_not_known_has_failed() -> None:
    assert read_condition("cpu>90%").find({}) == "cpu>90%: cpu is not known"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "'' is no comparison like p99>50ms or lost>0"),
        ("p99", "'p99' is no comparison"),
        ("p99>50ms or", "'' is no comparison"),
        ("p98>1ms", "'p98' is not measured; that is: p50, p90"),
        ("p99>50%", "'%' is no unit of p99; allowed: ms, s, us"),
        ("lost>1ms", "'ms' is no unit of lost; allowed: none"),
    ],
)
def test_what_can_not_be_read_is_told_with_what_is_allowed(text: str, why: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_condition(text)

    assert str(caught.value).startswith(why)
