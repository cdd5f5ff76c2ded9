"""The page of the benchmark from its figures: `python -m tests.bench.page`.

Writes the part of docs/benchmark/README.md between its marks, and the plots beside it.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from tests.bench.contestants import CONTESTANTS
from tests.bench.growth import Line, draw_growth
from tests.bench.targets import TARGETS, judge, needed_share
from tests.bench.workloads import PACED, WORKLOADS

FOLDER = Path(__file__).parents[2] / "docs" / "benchmark"
BEGIN, END = "<!-- figures: made by python -m tests.bench.page -->", "<!-- end of figures -->"
NAMES = {one.id: one.name for one in CONTESTANTS}
TITLES = {one.id: one.title for one in WORKLOADS}
LOADS = ("echo", "fan-10", "fan-50", "fan-500", "command", "input")
FULL_SHARE = 0.9  # of its processor: from here on the generator may have been what was too slow

Results = dict[str, dict[str, dict[str, Any]]]


@click.command(help=__doc__)
@click.option("--json", "file", type=click.Path(path_type=Path, exists=True), default=FOLDER / "latest.json")
def main(file: Path) -> None:
    """Write the page."""
    told = json.loads(file.read_text(encoding="utf-8"))
    for workload, servers in told["results"].items():
        told["results"][workload] = {name: servers[name] for name in NAMES if name in servers}
    page = FOLDER / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    lines = "\n".join(write_figures(told))
    page.write_text(f"{before}{BEGIN}\n\n{lines}\n{END}{after}", encoding="utf-8")
    for name, drawing in draw_plots(told["results"]).items():
        (FOLDER / name).write_text(drawing, encoding="utf-8")
    click.echo(f"wrote {page}")


def write_figures(told: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the generated part."""
    results: Results = told["results"]
    yield from _write_machine(told)
    yield from _write_targets(results)
    for workload in LOADS:
        if workload in results:
            yield from _write_load(TITLES[workload], results[workload])
    yield from _write_crowd(results.get("crowd", {}))
    yield from _write_storm(results.get("storm", {}), results.get("idle", {}))
    yield from _write_durable(results.get("durable", {}))
    yield from _write_ticks(results.get("moving", {}))
    yield from _write_plots(results)
    yield from _write_profile(results.get("profile", {}))


def _write_machine(told: dict[str, Any]) -> Iterator[str]:
    machine = told["machine"]
    memory = f"{machine['memory_bytes'] / 2**30:.0f} GiB"
    yield (
        f"{machine['date']}, commit {machine['commit']}: {machine['processor']}, {machine['cores']} cores,"
        f" {memory}, {machine['system']}, Python {machine['python']}, Node {machine['node']}."
        f" Load of the machine before: {machine['load_before']}."
        f" {'A quick run' if told['quick'] else 'The run'} took {told['minutes']} minutes."
    )
    yield ""
    if told["machine"]["load_before"] > 1:
        yield "**The machine was busy with something else: times of the wall say little.**"
        yield ""
    for name, why in told["skipped"].items():
        yield f"Left out: {name}: {why}"
        yield ""


def _write_targets(results: Results) -> Iterator[str]:
    yield "### Targets"
    yield ""
    yield from _table(("to reach", "measured", ""), [judge(target, results) for target in TARGETS])


def _write_load(title: str, servers: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    limit = servers.get("limit", {}).get("full", {}).get("us_per_delivery")
    head = (
        "server",
        "µs each",
        "× C",
        "deliveries/s",
        f"µs at {PACED:.0f}/s",
        "p50 ms",
        "p99",
        "p99.9",
        "missing",
    )
    rows = []
    for name, figures in servers.items():
        full, paced = figures["full"], figures["paced"]
        waits, cost = paced["delivery_ms"], full["us_per_delivery"]
        at_least = "≥ " if full["generator_share"] > FULL_SHARE else ""
        rows.append(
            (
                _bold(name),
                _show(cost, 1),
                _show(cost / limit if cost and limit else None, 2),
                f"{at_least}{full['delivered_per_second']:,.0f}",
                _show(paced["us_per_delivery"], 1),
                *(_show(waits.get(part), 2) for part in ("p50", "p99", "p99.9")),
                str(full["missing"] + paced["missing"]),
            )
        )
    yield from _table(head, rows)


def _write_crowd(servers: dict[str, dict[str, Any]]) -> Iterator[str]:
    if not servers:
        return
    yield "### 10,000 connections in 1,000 rooms, each saying something every 10 s"
    yield ""
    head = ("server", "µs each", "of its core", "p50 ms", "p99", "p99.9", "max", "missing", "memory")
    rows = [
        (
            _bold(name),
            _show(one["us_per_delivery"], 1),
            f"{one['server_share']:.0%}",
            *(_show(one["delivery_ms"].get(part), 2) for part in ("p50", "p99", "p99.9", "max")),
            str(one["missing"]),
            f"{one['memory_bytes'] / 1e6:.0f} MB",
        )
        for name, one in servers.items()
    ]
    yield from _table(head, rows)


def _write_storm(storm: dict[str, dict[str, Any]], idle: dict[str, dict[str, Any]]) -> Iterator[str]:
    if not storm and not idle:
        return
    yield "### Connections: coming all at once, and doing nothing"
    yield ""
    head = ("server", "µs each", "a second", "in its room p50 ms", "p99", "bytes of an idle one")
    rows = []
    for name in {**storm, **idle}:
        came, idles = storm.get(name), idle.get(name)
        rows.append(
            (
                _bold(name),
                _show(came["us_per_connection"] if came else None, 0),
                _show(came["per_second"] if came else None, 0),
                *(_show(came["in_room_ms"].get(part) if came else None, 0) for part in ("p50", "p99")),
                f"{idles['bytes_per_connection']:,}" if idles else "-",
            )
        )
    yield from _table(head, rows)


def _write_durable(servers: dict[str, dict[str, Any]]) -> Iterator[str]:
    if "ours" not in servers:
        return
    yield f"### Durable moves, {servers['ours']['rooms']:,} rooms (lobby alone: no peer stores anything)"
    yield ""
    head = (
        "asked for",
        "moves/s",
        "µs of processor each",
        "in rooms",
        "p50 ms",
        "p99",
        "p99.9",
        "refused",
        "moves/s or p99 of each try",
        "the disk alone: p50 ms",
        "p99",
        "p99.9",
    )
    rows = [
        (
            (f"{run['rate']:.0f} a second" if run["rate"] else "as many as go")
            + (", data in memory" if run.get("is_in_memory") else ""),
            f"{run['moves_per_second']:,.0f}",
            _show(run["us_per_move"], 0),
            _show(run["rooms_us"], 0),
            *(_show(run["answer_ms"].get(part), 1) for part in ("p50", "p99", "p99.9")),
            str(run["refused"]),
            ", ".join(f"{each:,.0f}" for each in run.get("tries", ())),
            *(_show(run.get("disk_ms", {}).get(part), 1) for part in ("p50", "p99", "p99.9")),
        )
        for run in servers["ours"]["runs"]
    ]
    yield from _table(head, rows)
    yield "The best of three tries: what else the machine does only makes one slower."
    yield "The disk alone: how long an append of 8 KiB, every 10 ms, took to be on it just before."
    yield ""


def _write_ticks(servers: dict[str, dict[str, Any]]) -> Iterator[str]:
    if not servers:
        return
    yield "### Real time: 100 rooms of 10 players, 20 patches a second"
    yield ""
    head = (
        "server",
        "all need of a core",
        "µs a patch",
        "patches/s",
        "expected",
        "between two: p50 ms",
        "p99",
        "p99.9",
    )
    rows = [
        (
            _bold(name),
            f"{needed_share(one):.0%}",
            _show(one["us_per_tick"], 1),
            f"{one['ticks_per_second']:,.0f}",
            f"{one['expected_per_second']:,.0f}",
            *(_show(one["interval_ms"].get(part), 1) for part in ("p50", "p99", "p99.9")),
        )
        for name, one in servers.items()
    ]
    yield from _table(head, rows)


def _write_plots(results: Results) -> Iterator[str]:
    for name, title in PLOTS.items():
        if name in results:
            yield f"### {title}"
            yield ""
            yield f"![{title}]({name}.svg)"
            yield ""


def _write_profile(servers: dict[str, dict[str, Any]]) -> Iterator[str]:
    if "ours" not in servers:
        return
    yield "### Where lobby's time goes"
    yield ""
    yield (
        "Where the main thread is whenever the process has used some more of a processor (`SIGPROF`), under"
        " as much load as goes (real time: at its rate). A system call counts for the function that makes"
        " it; while the store's thread works, what the main thread is at counts."
    )
    yield ""
    for does, profile in servers["ours"].items():
        yield f"{TITLES.get(does, does)}, {profile['samples']} samples."
        yield ""
        parts = ", ".join(f"{name} {share:.0%}" for name, share in profile["parts"])
        yield f"By part: {parts}."
        yield ""
        columns = zip(profile["within"], profile["own"], strict=False)
        rows = [(f"{a:.1%}", f"`{outer}`", f"{b:.1%}", f"`{own}`") for (outer, a), (own, b) in columns]
        yield from _table(("with what it calls", "function", "by itself", "function"), rows)


PLOTS = {
    "members": "How the cost of a delivery grows with the members of a room",
    "rooms": "And with the rooms",
}


# The plots, and the workloads that have measured some of their points already.
GROWTH = {"members": ("fan-10", "fan-50", "fan-500"), "rooms": ("fan-10",)}
UNIT = "µs of processor per delivery"


def draw_plots(results: Results) -> dict[str, str]:
    """Return the plots by the names of their files."""
    drawings = {}
    for workload, talks in GROWTH.items():
        if workload not in results:
            continue
        lines = list[Line]()
        for name, figures in results[workload].items():
            points = [(point[workload], point["us_per_delivery"]) for point in figures["points"]]
            known = (results[talk][name] for talk in talks if name in results.get(talk, {}))
            points += [(talk[workload], talk["full"]["us_per_delivery"]) for talk in known]
            lines.append(Line(NAMES[name], sorted(point for point in points if point[1] is not None)))
        drawings[f"{workload}.svg"] = draw_growth(PLOTS[workload], workload, UNIT, lines)
    return drawings


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _bold(name: str) -> str:
    return f"**{NAMES[name]}**" if name == "ours" else NAMES[name]


def _show(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:,.{digits}f}"


if __name__ == "__main__":
    main()
