"""How a run of bots is told: a live table on a terminal, plain lines elsewhere, a summary at the end."""

from collections.abc import Iterator

import trio
from rich.console import Console
from rich.live import Live
from rich.table import Table

from clients.tally import Tally

REFRESH_SECONDS = 0.25
ROWS_MAX = 30  # a terminal's height; the busiest tables are the ones worth seeing
PROBLEMS_MAX = 5


async def show_live(tally: Tally, console: Console) -> None:
    """Redraw the table of tables until cancelled; starts nothing."""
    with Live(console=console, auto_refresh=False) as live:
        try:
            while True:
                live.update(draw_table(tally), refresh=True)
                await trio.sleep(REFRESH_SECONDS)
        finally:
            live.update(draw_table(tally), refresh=True)


def draw_table(tally: Tally) -> Table:
    """Return the tables of a run as they are now."""
    table = Table(title=f"{tally.finished} of {tally.expected} games · {tally.moves} moves")
    for heading in ("room", "bots", "game", "moves", "status"):
        table.add_column(heading, justify="right" if heading in {"bots", "game", "moves"} else "left")
    rows = sorted(tally.tables, key=lambda row: row.status == "over")
    for row in rows[:ROWS_MAX]:
        table.add_row(row.code, str(row.bots), str(row.game), str(row.moves), row.status)
    if len(rows) > ROWS_MAX:
        table.caption = f"and {len(rows) - ROWS_MAX} more"
    return table


def summarise(tally: Tally, seconds: float) -> Iterator[str]:
    """Yield the lines of the summary."""
    yield f"{tally.finished} of {tally.expected} games finished in {seconds:.1f} s (seed {tally.seed})"
    wins = ", ".join(f"seat {seat}: {count}" for seat, count in sorted(tally.wins.items())) or "none"
    yield f"wins: {wins} · draws: {tally.draws}"
    refused = ", ".join(f"{code}: {count}" for code, count in sorted(tally.refused.items()))
    per_second = tally.moves / max(seconds, 0.001)
    yield f"moves: {tally.moves}, {per_second:.0f} per second · refused: {refused or 0}"
    if tally.faults:
        faults = ", ".join(f"{fault}: {count}" for fault, count in sorted(tally.faults.items()))
        yield f"policy at fault, a random move instead: {faults} (first: {tally.first_fault})"
    if tally.waited:
        bots = "1 bot" if tally.waited == 1 else f"{tally.waited} bots"
        yield f"waited for a place: {bots}, up to {tally.waited_seconds:.1f} s ({tally.waited_for})"
    for problem in tally.problems[:PROBLEMS_MAX]:
        yield f"problem: {problem}"
    if len(tally.problems) > PROBLEMS_MAX:
        yield f"and {len(tally.problems) - PROBLEMS_MAX} more problems"
