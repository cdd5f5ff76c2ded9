"""Turn clocks in the terminal: typed as "5+2", told as "4:58". Pure."""

import re
from collections.abc import Iterator

from clients.render import clean
from lobby.wire.values import Value

EXAMPLES = (
    '"30s" a move, "5+2": 5 minutes and 2 s more each move, "10+3x30": 10 minutes, then 3 periods of 30 s'
)

Clock = dict[str, Value]


def read_clock(typed: str) -> Clock:
    """Return the clock that is typed; raise ValueError. The server says what numbers it allows."""
    if found := re.fullmatch(r"(\d{1,9})s", typed):
        return {"kind": "per_move", "move_ms": int(found[1]) * 1000}
    if found := re.fullmatch(r"(\d{1,6})\+(\d{1,6})", typed):
        return {"kind": "fischer", "base_ms": int(found[1]) * 60_000, "increment_ms": int(found[2]) * 1000}
    if found := re.fullmatch(r"(\d{1,6})\+(\d{1,6})x(\d{1,6})", typed):
        base, periods, period = (int(number) for number in found.groups())
        return {
            "kind": "byo_yomi",
            "base_ms": base * 60_000,
            "periods": periods,
            "period_ms": period * 1000,
        }
    raise ValueError(f"{typed[:40]!r} is no clock, allowed are {EXAMPLES}")


def describe_clock(clock: Clock) -> str:
    """Return what each player gets."""
    match clock["kind"]:
        case "per_move":
            return f"{show_ms(clock['move_ms'])} a move"
        case "fischer":
            return (
                f"{show_ms(clock['base_ms'])} for the game, {show_ms(clock['increment_ms'])} more each move"
            )
        case "byo_yomi":
            periods = f"{clock['periods']} periods of {show_ms(clock['period_ms'])}"
            return f"{show_ms(clock['base_ms'])} for the game, then {periods}"
        case _:
            return "of a kind that this client does not know"


def describe_clocks(clock: Clock, game: dict[str, Value]) -> str:
    """Return the clocks of all seats as they were when they began to run or stopped; `>` is one that runs."""
    return " · ".join(_describe_seats(clock, game))


def _describe_seats(clock: Clock, game: dict[str, Value]) -> Iterator[str]:
    for seat, (player, known) in enumerate(zip(game["players"], game["clocks"], strict=True)):
        period_ms = clock.get("period_ms", 0)
        periods = f" and {known['periods']}x{show_ms(period_ms)}" if period_ms else ""
        lost = " (time is up)" if seat in game["timed_out"] else ""
        mark = "> " if known["running"] else ""
        yield f"{mark}{clean(player['name'])} {show_ms(known['remaining_ms'])}{periods}{lost}"


def show_ms(ms: int) -> str:
    """Return a duration as m:ss."""
    seconds = ms // 1000
    hours = f"{seconds // 3600}:" if seconds >= 3600 else ""
    minutes = seconds // 60 % 60
    return f"{hours}{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"
