"""The page of the benchmark says what was measured, and what was not."""

from typing import Any
from xml.etree import ElementTree

from tests.bench.page import draw_plots, write_figures
from tests.bench.targets import TARGETS, judge

MACHINE = {
    "processor": "a processor",
    "cores": 2,
    "memory_bytes": 2**34,
    "system": "Linux",
    "python": "3.11",
    "node": "v20",
    "commit": "abc",
    "load_before": 0.1,
    "date": "2026-01-01",
}


def loaded(cost: float | None) -> dict[str, Any]:
    """Return the figures of a load in which a delivery cost so much."""
    return {
        "us_per_delivery": cost,
        "delivered_per_second": 1000.0,
        "generator_share": 0.95,
        "missing": 0,
        "delivery_ms": {"p50": 1.0, "p99": 2.0, "p99.9": 3.0, "max": 4.0} if cost else {},
    }


def talked(**costs: float | None) -> dict[str, Any]:
    """Return the figures of a workload by server."""
    return {
        name: {"rooms": 10, "members": 50, "full": loaded(cost), "paced": loaded(cost)}
        for name, cost in costs.items()
    }


def test_a_target_is_reached_missed_by_so_much_or_not_measured() -> None:
    results = {"fan-50": talked(ours=6.0, socketio=12.0, colyseus=6.0)}

    judged = [judge(target, results) for target in TARGETS[:4]]

    assert [(row[1], row[2]) for row in judged] == [
        ("0.50 ×", "reached"),
        ("1.00 ×", "**missed by 43%**"),
        ("-", "not measured"),
        ("-", "not measured"),
    ]


def test_what_is_to_be_at_least_so_much_is_missed_below() -> None:
    target = next(target for target in TARGETS if target.is_least)
    results: Any = {"durable": {"ours": {"rooms": 1000, "runs": [{"moves_per_second": 4000.0}]}}}

    assert judge(target, results)[1:] == ("4,000", "**missed by 25%**")


def test_a_quick_run_with_fewer_rooms_says_nothing_about_a_target() -> None:
    target = next(target for target in TARGETS if target.is_least)
    results: Any = {"durable": {"ours": {"rooms": 100, "runs": [{"moves_per_second": 9000.0}]}}}

    assert judge(target, results)[1:] == ("-", "not measured")


def test_the_page_has_a_row_for_each_server_and_says_who_was_left_out() -> None:
    results = {"fan-50": talked(limit=4.0, ours=6.0, ws=None)}
    told = {
        "machine": MACHINE,
        "results": results,
        "skipped": {"colyseus": "npm ci: no network"},
        "quick": True,
        "minutes": 2.0,
    }

    page = list(write_figures(told))

    assert "Left out: colyseus: npm ci: no network" in page
    assert "| **lobby** | 6.0 | 1.50 | ≥ 1,000 | 6.0 | 1.00 | 2.00 | 3.00 | 0 |" in page
    assert "| ws | - | - | ≥ 1,000 | - | - | - | - | 0 |" in page


def test_plots_are_svg_and_show_what_other_workloads_have_measured_too() -> None:
    points = [{"members": 2, **loaded(20.0)}, {"members": 250, **loaded(5.0)}]
    results = {"members": {"ours": {"points": points}}, "fan-50": talked(ours=6.0)}

    drawings = draw_plots(results)

    assert set(drawings) == {"members.svg"}
    (line,) = ElementTree.fromstring(drawings["members.svg"]).iterfind("{*}polyline")
    assert line.attrib["points"].count(",") == 3
