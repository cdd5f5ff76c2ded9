"""How a run of load is told: a line while it runs, tables at the end, JSON for programs."""

import json
from pathlib import Path
from typing import Any

import trio
from rich.console import Console
from rich.live import Live
from rich.table import Table

from clients.fail_if import PERCENTILES
from clients.load import LoadOrder
from clients.load_tally import LoadTally, Waits
from clients.render import clean
from clients.server_process import ServerProcess

REFRESH_SECONDS = 0.25  # on a terminal
LINE_SECONDS = 5.0  # elsewhere
PROBLEMS_MAX = 5
BUSY_PERCENT = 80  # of its processor: from here on the delays may be the generator's own


async def show_progress(tally: LoadTally, order: LoadOrder, console: Console) -> None:
    """Tell how far it is until cancelled: in one place on a terminal, as lines elsewhere."""
    if not console.is_terminal:
        while True:
            await trio.sleep(LINE_SECONDS)
            console.print(describe_progress(tally, order), highlight=False)
    with Live(console=console, auto_refresh=False, transient=True) as live:
        while True:
            live.update(describe_progress(tally, order), refresh=True)
            await trio.sleep(REFRESH_SECONDS)


def describe_progress(tally: LoadTally, order: LoadOrder) -> str:
    """Return one line."""
    if not tally.seconds:
        return f"connecting: {tally.connected} of {order.rooms * order.players} clients"
    newest = Waits(sorted(tally.delivery_ms[-10_000:])).figures()
    told = f"{newest['p50']:.1f} ms, p99 {newest['p99']:.1f} ms" if newest else "nothing yet"
    return (
        f"{tally.seconds:.0f} of {order.duration_seconds:g} s: {len(tally.said)} said,"
        f" {tally.delivered} heard, p50 {told}, {tally.refused.total()} refused,"
        f" {len(tally.problems)} problems"
    )


def show_report(tally: LoadTally, order: LoadOrder, process: ServerProcess | None, console: Console) -> None:
    """Print what was measured."""
    waits = Table("ms", *PERCENTILES, "count", title=_title(order))
    for column in waits.columns[1:]:
        column.justify = "right"
    for name, ms in (("delivery", tally.delivery_ms), ("answer", tally.answer_ms)):
        figures = Waits(sorted(ms)).figures()
        cells = [f"{figures[part]:.1f}" if figures else "-" for part in PERCENTILES]
        waits.add_row(name, *cells, str(len(ms)))
    console.print(waits)
    for line in _lines(tally, process):
        console.print(clean(line), highlight=False, markup=False, soft_wrap=True)


def write_json(
    path: Path, tally: LoadTally, order: LoadOrder, process: ServerProcess | None, failed: str | None
) -> None:
    """Write what was measured; raise OSError."""
    path.write_text(json.dumps(to_json(tally, order, process, failed), indent=2) + "\n", encoding="utf-8")


def to_json(
    tally: LoadTally, order: LoadOrder, process: ServerProcess | None, failed: str | None
) -> dict[str, Any]:
    """Return what was measured as JSON."""
    figures = tally.figures()
    server = None
    if process is not None and "cpu" in figures:
        server = {
            "pid": process.pid,
            "name": process.name,
            "cpu_percent": round(figures["cpu"], 1),
            "memory_bytes": tally.memory_bytes_max,
        }
    return {
        "rooms": order.rooms,
        "players": order.players,
        "rate": order.rate,
        "seconds": round(tally.seconds, 3),
        "does": "talk" if order.policy is None else "play",
        "delivery_ms": _round(Waits(sorted(tally.delivery_ms)).figures()),
        "answer_ms": _round(Waits(sorted(tally.answer_ms)).figures()),
        "said": len(tally.said),
        "delivered": tally.delivered,
        "lost": tally.lost,
        "duplicates": tally.duplicates,
        "refused": dict(sorted(tally.refused.items())),
        "unanswered": tally.unanswered,
        "reconnects": tally.reconnects,
        "problems": tally.problems,
        "server": server,
        "generator": {"cpu_percent": round(_own_percent(tally), 1)},
        "failed": failed,
    }


def _title(order: LoadOrder) -> str:
    does = "lines" if order.policy is None else "moves"
    return f"{order.rooms} rooms of {order.players}, {order.rate:g} {does} a second each"


def _lines(tally: LoadTally, process: ServerProcess | None) -> list[str]:
    refused = ", ".join(f"{code}: {count}" for code, count in sorted(tally.refused.items()))
    figures, own = tally.figures(), _own_percent(tally)
    lines = [
        f"said {_per_second(len(tally.said), tally)} · heard {_per_second(tally.delivered, tally)}"
        f" · lost {tally.lost} · twice {tally.duplicates} · unanswered {tally.unanswered}"
        f" · refused {refused or 0} · reconnects {tally.reconnects}"
    ]
    if process is None or "cpu" not in figures:
        lines.append("server: not on this machine, or its process may not be looked at")
    else:
        used = f"{figures['cpu']:.0f} % of a processor, {figures['memory']:.0f} MB"
        lines.append(f"server: {process.name}, process {process.pid}: {used}")
    lines.append(f"this program: {own:.0f} % of a processor")
    if own > BUSY_PERCENT:
        lines.append("that is too much: the delays are in part its own; ask for less, or run several of it")
    lines += [f"problem: {problem}" for problem in tally.problems[:PROBLEMS_MAX]]
    if len(tally.problems) > PROBLEMS_MAX:
        lines.append(f"and {len(tally.problems) - PROBLEMS_MAX} more problems")
    return lines


def _per_second(count: int, tally: LoadTally) -> str:
    return f"{count} ({count / max(tally.seconds, 0.001):.1f}/s)"


def _own_percent(tally: LoadTally) -> float:
    return 100 * tally.own_cpu_seconds / tally.seconds if tally.seconds else 0.0


def _round(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(ms, 3) for name, ms in figures.items()}
