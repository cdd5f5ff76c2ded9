"""Which Python runs the server, and how fast it is by itself: its build alone counts for a tenth or more."""

import platform
import sys
import time

_CALLS = 100_000
_ROUNDS = 9
_SYSTEM = "/usr"


def describe_python() -> str:
    """Return its version, whether it is the system's, and what a call takes."""
    whose = "the system's, " if sys.base_prefix == _SYSTEM else ""
    return f"{platform.python_version()} ({whose}{measure_call_ns():.0f} ns a call)"


def measure_call_ns() -> float:
    """Return the least that a call of a small function takes, with the loop around it."""
    return min(_time_calls() for _ in range(_ROUNDS)) / _CALLS * 1e9


def _time_calls() -> float:
    begun = time.perf_counter()
    for number in range(_CALLS):
        _add(number, 1)
    return time.perf_counter() - begun


def _add(one: int, other: int) -> int:
    return one + other
