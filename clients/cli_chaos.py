"""The command line of `python -m clients chaos`."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs
import click
import trio

from clients.address import parse_address
from clients.chaos import Chaos, parse_listen, run_chaos
from clients.running import read_argument, run, run_beside, stop_on_signal
from lobby.testing.network import BAD, CALM, TERRIBLE, Plan

PLANS = {"calm": CALM, "bad": BAD, "terrible": TERRIBLE}
HELP = {
    "delay_ms": "How long a chunk is on its way.",
    "bytes_per_second": "What each direction carries; exact.",
    "split_percent": "Of the chunks: arrive in two pieces.",
    "stall_percent": "Of the chunks: wait, and all behind them.",
    "stall_ms": "How long they wait.",
    "cut_every_seconds": "How long a connection lives.",
    "cut_every_bytes": "The same, by what one direction has carried.",
    "clean_percent": "Of the cuts: look like a close, the others like a reset.",
    "half_open_every_seconds": "Until a connection swallows all, and nobody is told.",
    "refuse_percent": "Of the connections: refused.",
    "connect_ms": "How long opening a connection takes.",
}


def plan_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each part of a plan."""
    for name, text in reversed(HELP.items()):
        most = 100 if name.endswith("_percent") else None
        default = f"{getattr(BAD, name):g}"
        option = click.option(
            f"--{name.replace('_', '-')}", type=click.FloatRange(0, most), help=f"{text}  [bad: {default}]"
        )
        function = option(function)
    return function


@click.command()
@click.option("--listen", required=True, metavar="[HOST:]PORT", help="Where clients connect; 0: a free port.")
@click.option("--to", required=True, metavar="URL", help="The server; of https the bytes are passed on.")
@click.option("--seed", type=int, help="Of all chance. Default: a new one, printed.")
@click.option(
    "--network",
    type=click.Choice(list(PLANS)),
    default="bad",
    show_default=True,
    help="What is not set here.",
)
@plan_options
@click.option("--duration", type=click.FloatRange(min=0.1), help="Seconds. Default: until Control-C.")
@click.option("--all", "tells_all", is_flag=True, help="Tell of every delay, too, one for each chunk.")
def chaos(
    *,
    listen: str,
    to: str,
    seed: int | None,
    network: str,
    duration: float | None,
    tells_all: bool,
    **set_: Any,
) -> None:
    """A bad network in front of a server: delays, splits, stalls, cuts, half-open connections.

    Numbers are means, and 0 means never. A chunk is what one read gave, 16 KiB at most. Each connection
    draws its faults from the seed and its number: the same seed does the same to the first one again.
    """
    host, port = read_argument("--listen", parse_listen, listen)
    address = read_argument("--to", parse_address, to)
    plan: Plan = attrs.evolve(
        PLANS[network], **{name: value for name, value in set_.items() if value is not None}
    )
    seed = secrets.randbelow(1 << 31) if seed is None else seed
    run(lambda: _run_until_stopped(Chaos(host, port, address, plan, seed, duration, tells_all)))


async def _run_until_stopped(order: Chaos) -> None:
    stop = trio.Event()
    await run_beside(partial(run_chaos, order, click.echo, stop), partial(stop_on_signal, stop))
