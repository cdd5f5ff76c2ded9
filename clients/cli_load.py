"""The command line of `python -m clients load`."""

import secrets
import sys
from functools import partial
from pathlib import Path

import click
import trio
from rich.console import Console

from clients.address import parse_address
from clients.fail_if import Condition, read_condition
from clients.load import LoadOrder, run_load
from clients.load_report import show_progress, show_report, write_json
from clients.load_tally import LoadTally
from clients.policy import BadPolicy, Policy, load_policy
from clients.running import WrongArgument, read_argument, run, run_beside, stop_on_signal
from clients.server_process import ServerProcess, find_server

at_least_one = click.IntRange(min=1)


@click.command()
@click.option("--url", default="http://127.0.0.1:8765", show_default=True, help="The server's page.")
@click.option("--rooms", type=at_least_one, default=10, show_default=True)
@click.option("--players", type=at_least_one, default=2, show_default=True, help="In each room.")
@click.option(
    "--rate",
    type=click.FloatRange(0.001, 1000),
    default=1.0,
    show_default=True,
    help="Lines or moves of each player a second.",
)
@click.option(
    "--duration", type=click.FloatRange(0.5, 86_400), default=10.0, show_default=True, help="Seconds."
)
@click.option("--game", default="tic_tac_toe", show_default=True, help="The game of the rooms: its id.")
@click.option(
    "--policy",
    metavar="POLICY",
    help="They play instead of talking: random, or FILE.py:FUNCTION, act(view, moves, rng) -> move.",
)
@click.option(
    "--line-bytes", type=click.IntRange(32, 10_000), default=64, show_default=True, help="Of a line."
)
@click.option("--fail-if", metavar="CONDITION", help="Exit with 1 where it is so: 'p99>50ms or lost>0'.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", type=int, help="Of everything random here. Default: a new one.")
def load(
    *, url: str, rooms: int, players: int, rate: float, duration: float, game: str, policy: str | None,
    line_bytes: int, fail_if: str | None, json_file: Path | None, seed: int | None,
) -> None:  # fmt: skip
    """Fill a server with clients that talk or play, and tell how it does.

    Exit code 1: --fail-if is so, or not all clients got in; 2: the command line is wrong.
    """
    address = read_argument("--url", parse_address, url)
    condition = None if fail_if is None else read_argument("--fail-if", read_condition, fail_if)
    if json_file is not None and not json_file.absolute().parent.is_dir():
        raise WrongArgument(f"--json: there is no folder {json_file.parent}")
    chosen = None if policy is None else _load_policy(policy)
    seed = secrets.randbelow(1 << 31) if seed is None else seed
    order = LoadOrder(url, game, rooms, players, rate, duration, line_bytes, chosen, seed)
    process = find_server(address.host, address.port)
    tally = run(lambda: _run(order, process))
    sys.exit(_report(order, tally, process, condition, json_file))


async def _run(order: LoadOrder, process: ServerProcess | None) -> LoadTally:
    stop, tally = trio.Event(), LoadTally()
    progress = partial(show_progress, tally, order, Console(stderr=True))
    await run_beside(partial(run_load, order, tally, stop, process), partial(stop_on_signal, stop), progress)
    return tally


def _report(
    order: LoadOrder,
    tally: LoadTally,
    process: ServerProcess | None,
    condition: Condition | None,
    json_file: Path | None,
) -> int:
    failed = condition.find(tally.figures()) if condition is not None else None
    show_report(tally, order, process, Console())
    if json_file is not None:
        try:
            write_json(json_file, tally, order, process, failed)
        except OSError as error:
            raise click.ClickException(f"--json: {json_file}: {error.strerror}") from error
    if failed is not None:
        click.echo(f"failed: {failed}", err=True)
    return 0 if failed is None else 1


def _load_policy(text: str) -> Policy:
    try:
        return Policy(None if text == "random" else load_policy(text))
    except BadPolicy as error:
        raise WrongArgument(f"--policy: {error}, nor is it random") from error
