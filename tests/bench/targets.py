"""What the benchmark is to show, and whether it does. The numbers are the project's own targets."""

from collections.abc import Callable
from typing import Any

from attrs import frozen

Results = dict[str, dict[str, dict[str, Any]]]
Cost = Callable[[Results], float]


@frozen
class Target:
    """A figure that is to be at most, or at least, so much. `find` raises where it was not measured."""

    text: str
    find: Cost
    bound: float
    show: Callable[[float], str]
    is_least: bool = False


def cost(workload: str, server: str) -> Cost:
    """Return what finds the processor time of a delivery."""
    return lambda results: float(results[workload][server]["full"]["us_per_delivery"])


def ratio(ours: Cost, theirs: Cost) -> Cost:
    """Return what finds how much dearer ours is."""
    return lambda results: ours(results) / theirs(results)


def judge(target: Target, results: Results) -> tuple[str, str, str]:
    """Return the row of the table: what, how much, and whether it is reached or by how much it is missed."""
    try:
        found = target.find(results)
    except (KeyError, TypeError, IndexError, ZeroDivisionError, StopIteration):
        return (target.text, "-", "not measured")
    if (found >= target.bound) if target.is_least else (found <= target.bound):
        return (target.text, target.show(found), "reached")
    if not found or not target.bound:
        return (target.text, target.show(found), "**missed**")
    times = target.bound / found if target.is_least else found / target.bound
    missed = f"by {times - 1:.0%}" if times < 10 else f"{times:.0f} times"
    return (target.text, target.show(found), f"**missed {missed}**")


def _times(value: float) -> str:
    return f"{value:.2f} ×"


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


def _seconds(value: float) -> str:
    return f"{value:.2f} s"


def needed_share(figures: dict[str, Any]) -> float:
    """Return the share of a core that all patches need, also where not all of them were told in time."""
    return float(figures["us_per_tick"] * figures["expected_per_second"] / 1e6)


def _of(results: Results, workload: str, rooms: int) -> dict[str, Any]:
    """Return our figures of a workload; a quick run has fewer rooms, and says nothing about the target."""
    figures = results[workload]["ours"]
    if figures["rooms"] != rooms:
        raise KeyError(workload)
    return figures


def _restart(results: Results) -> dict[str, Any]:
    runs: list[dict[str, Any]] = results["start"]["ours"]["runs"]
    return next(run for run in runs if run["rooms"] == 1000)


def _stalled(results: Results, name: str) -> float:
    return float(results["stalled"]["ours"][name])


def _percent(value: float) -> str:
    return f"{value:.0%}"


def _count(value: float) -> str:
    return f"{value:,.0f}"


_FAN, _ECHO, _COMMAND = (cost(workload, "ours") for workload in ("fan-50", "echo", "input"))

TARGETS = (
    Target("Fan-out in rooms of 50: ≤ 0.6 × Socket.IO", ratio(_FAN, cost("fan-50", "socketio")), 0.6, _times),
    Target("the same: ≤ 0.7 × Colyseus", ratio(_FAN, cost("fan-50", "colyseus")), 0.7, _times),
    Target("the same: ≤ 1.5 × the C limit", ratio(_FAN, cost("fan-50", "limit")), 1.5, _times),
    Target("Transport echo: ≤ 1.0 × `ws`", ratio(_ECHO, cost("echo", "ws")), 1.0, _times),
    Target("the same: ≤ 2 × the C limit", ratio(_ECHO, cost("echo", "limit")), 2.0, _times),
    Target(
        "Command → answer, relaxed: ≤ 1.0 × Colyseus echo",
        ratio(_COMMAND, cost("echo", "colyseus")),
        1.0,
        _times,
    ),
    Target("the same: ≤ 0.8 × Socket.IO echo", ratio(_COMMAND, cost("echo", "socketio")), 0.8, _times),
    Target(
        "Durable moves a second: ≥ 5,000",
        lambda results: float(_of(results, "durable", 1000)["runs"][0]["moves_per_second"]),
        5000,
        _count,
        is_least=True,
    ),
    Target(
        "their p99 at 3,000 a second: < 50 ms",
        lambda results: float(_of(results, "durable", 1000)["runs"][1]["answer_ms"]["p99"]),
        50,
        _ms,
    ),
    Target(
        "the same at 5,000 a second: < 50 ms",
        lambda results: float(_of(results, "durable", 1000)["runs"][2]["answer_ms"]["p99"]),
        50,
        _ms,
    ),
    Target(
        "Idle connection: ≤ 24 KB",
        lambda results: float(results["idle"]["ours"]["bytes_per_connection"]) / 1000,
        24,
        lambda kilobytes: f"{kilobytes:.1f} KB",
    ),
    Target(
        "10,000 connections: p99 < 100 ms",
        lambda results: float(results["crowd"]["ours"]["delivery_ms"]["p99"]),
        100,
        _ms,
    ),
    Target(
        "the same: deliveries missing: 0",
        lambda results: float(results["crowd"]["ours"]["missing"]),
        0,
        _count,
    ),
    Target(
        "From the start to the first answer: < 1 s",
        lambda results: float(results["start"]["ours"]["runs"][0]["answered_seconds"]),
        1.0,
        _seconds,
    ),
    Target(
        "Serving again after `kill -9` with 1,000 live rooms: < 2 s",
        lambda results: float(_restart(results)["answered_seconds"]),
        2.0,
        _seconds,
    ),
    Target(
        "the same: acknowledged steps lost: 0",
        lambda results: float(_restart(results)["lost_steps"]),
        0,
        _count,
    ),
    Target(
        "One reader of 100 stalled, 1 MB/s: the others' p99, beside that without it: ≤ 1.1 ×",
        lambda results: _stalled(results, "p99_ms_with") / _stalled(results, "p99_ms_without"),
        1.1,
        _times,
    ),
    Target(
        "the same: held for it, the kernel's buffers included: ≤ 1 MB",
        lambda results: (_stalled(results, "kernel_bytes") + _stalled(results, "grown_bytes")) / 1e6,
        1.0,
        lambda megabytes: f"{megabytes:.2f} MB",
    ),
    Target(
        "Real time, 100 rooms × 10 players at 20 Hz: < 50 % of a core",
        lambda results: needed_share(_of(results, "moving", 100)),
        0.5,
        _percent,
    ),
    Target(
        "the same: jitter of the ticks, p99 < 10 ms",
        lambda results: float(_of(results, "moving", 100)["interval_ms"]["p99"]) - 50,
        10,
        _ms,
    ),
)
