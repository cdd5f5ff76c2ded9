"""The command line: `python -m clients bot` and `play`; `chaos` and `load` have files of their own."""

import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import get_args

import click
import trio
from attrs import frozen
from rich.console import Console

from clients.address import parse_address
from clients.bot import Task, Way
from clients.choice import Wanted
from clients.cli_chaos import chaos
from clients.cli_load import load
from clients.client import Client, open_client
from clients.clocks import EXAMPLES, Clock, read_clock
from clients.crowd import Order, run_crowd
from clients.errors import CommandRefused
from clients.identity import keep_token
from clients.own_games import list_own
from clients.policy import BadPolicy, Policy, find_agree, load_policy
from clients.render import clean
from clients.report import show_live, summarise
from clients.room import Room
from clients.running import WrongArgument, read_argument, run, run_beside, stop_on_signal
from clients.tally import Tally
from clients.terminal import HELP, Terminal, why_not
from clients.thinking import BOTS, load_bot
from clients.typed import read_option
from lobby.catalogue import GameNotLoaded, load_game
from lobby.catalogue.source import is_written_as_path
from lobby.wire.messages import Pace

URL = "http://127.0.0.1:8765"

url_option = click.option("--url", default=URL, show_default=True, help="The server's page.")
transport_option = click.option(
    "--transport",
    type=click.Choice(get_args(Wanted)),
    default="auto",
    show_default=True,
    help="How to connect; auto: polling where no WebSocket gets through.",
)
at_least_one = click.IntRange(min=1)


@click.group()
def main() -> None:
    """Clients of a lobby server: bots, playing in a terminal, load, and a bad network to try clients on."""


main.add_command(chaos)
main.add_command(load)


@main.command()
@url_option
@transport_option
@click.option("--game", help="The game: its id, or its file or folder; not needed with --code.")
@click.option("--count", type=at_least_one, default=2, show_default=True, help="How many bots.")
@click.option("--rooms", type=at_least_one, help="Make so many new rooms. Default: as few as hold all bots.")
@click.option("--games", type=at_least_one, default=1, show_default=True, help="Games to play in each room.")
@click.option("--code", help="Go to the room with this code.")
@click.option("--password", default="", help="The password of the room; new rooms have it, too.")
@click.option("--quick", "way", flag_value="quick", help="Each bot by itself, to where quick play brings it.")
@click.option("--queue", "way", flag_value="queue", help="Each bot by itself, through the rated queue.")
@click.option(
    "--policy",
    metavar="POLICY",
    help="mcts: search ahead; own: the `bot` of a real-time game; or FILE.py:FUNCTION. Default: at random.",
)
@click.option(
    "--think-ms", type=at_least_one, default=1000, show_default=True, help="Limit of a policy's call."
)
@click.option(
    "--pace-ms", type=click.IntRange(min=0), default=25, show_default=True, help="Between two moves."
)
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="Of the game, in new rooms; may be repeated.",
)
@click.option("--seed", type=int, help="Of everything random here. Default: a new one, printed.")
@click.option("--public/--unlisted", default=True, help="Whether new rooms are on the lobby's list.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=300.0, show_default=True, help="Seconds.")
@click.option(
    "--patience",
    type=click.FloatRange(min=0),
    default=0.0,
    help="Seconds to wait for a server; for a place on one that is full 30 at least.",
)
def bot(
    *, url: str, game: str | None, count: int, rooms: int | None, games: int, code: str | None,
    policy: str | None, think_ms: int, pace_ms: int, seed: int | None, public: bool, timeout: float,
    patience: float, transport: Wanted, way: Way | None, options: tuple[str, ...], password: str,
) -> None:  # fmt: skip
    """Fill rooms with bots that play to the end.

    They go to open public rooms first, then to rooms of their own. Exit code 1: not all games finished.
    """
    if game is None and code is None:
        raise click.UsageError("give --game, or --code of a room")
    if way is not None and (game is None or code is not None or rooms is not None):
        raise click.UsageError(f"--{way} finds a room by itself: give --game, and no --code or --rooms")
    if options and (code is not None or way == "queue"):
        raise click.UsageError("--option is for new rooms: not with --code or --queue")
    if password and way is not None:
        raise click.UsageError(f"--password is for rooms of one's own, or with --code: not with --{way}")
    wanted = dict(read_argument("--option", read_option, option) for option in options)
    chosen = _load(policy, game, think_ms) if policy else Policy(None, think_ms)
    game = _find_id(game or "")
    task = Task(
        _checked(url), game, games, chosen, pace_ms, public, patience, transport, way or "tables", wanted,
        password=password,
    )  # fmt: skip
    order = Order(task, count, rooms, code, secrets.randbelow(1 << 31) if seed is None else seed, timeout)
    sys.exit(0 if run(lambda: _run_bots(order)) else 1)


@main.command()
@url_option
@transport_option
@click.option("--code", help="Join the room with this code.")
@click.option("--game", help="Open a new room of this game: its id, or its file or folder.")
@click.option("--clock", metavar="CLOCK", help=f"The turn clock of the new room: {EXAMPLES}.")
@click.option("--slow", is_flag=True, help="The new room is for a game over days; needs --player.")
@click.option("--player", metavar="FILE", help="Come back as who is kept in this file; made where it is not.")
@click.option("--name", default="", help="Your name.")
@click.option(
    "--password", default="", help="The password of the room; else it is asked for where there is one."
)
def play(
    *, url: str, code: str | None, game: str | None, clock: str | None, slow: bool, player: str | None,
    name: str, password: str, transport: Wanted,
) -> None:  # fmt: skip
    """Play in the terminal: a number is a move, text is chat, /move /ready /sit /stand /leave.

    Games in real time are for the browser, or for bots.
    """
    if (code is None) == (game is None):
        raise click.UsageError("give either --code of a room or --game")
    if clock is not None and game is None:
        raise click.UsageError("--clock is for a new room, which --game opens")
    if slow and (game is None or player is None):
        raise click.UsageError("--slow needs --game, and --player to come back as the same one")
    _checked(url)
    timed = None if clock is None else read_argument("--clock", read_clock, clock)
    wish = _Wish(code, _find_id(game or ""), timed, "slow" if slow else "live", password)
    token = read_argument("--player", keep_token, player) if player is not None else b""
    connect = partial(open_client, url, name=name, kind="person", token=token, transport=transport)
    if problem := run(lambda: _play(connect, wish, comes_back=player is not None)):
        raise WrongArgument(problem)


async def _run_bots(order: Order) -> bool:
    """Play, tell, sum up; return whether all games were finished."""
    console = Console()
    live = console.is_terminal
    tally = Tally(order.seed, say=(lambda _: None) if live else click.echo)
    click.echo(f"seed {order.seed}")
    stop = trio.Event()
    began = trio.current_time()
    shown = [partial(show_live, tally, console)] if live else []
    await run_beside(partial(run_crowd, order, tally, stop), partial(stop_on_signal, stop), *shown)
    for line in summarise(tally, trio.current_time() - began):
        click.echo(clean(line))
    return tally.complete


@frozen
class _Wish:
    """Where somebody wants to play: in the room of a code, or in a new one."""

    code: str | None
    game: str
    clock: Clock | None
    pace: Pace
    password: str = ""  # of the room, or of the new one

    async def open(self, client: Client) -> Room:
        """Enter the room; raise what the client does where that can't be."""
        if self.code is None:
            house = {"password": self.password} if self.password else None
            return await client.create(self.game, clock=self.clock, pace=self.pace, house=house)
        try:
            return await client.join(self.code, password=self.password)
        except CommandRefused as error:
            if error.code != "password_needed" or not sys.stdin.isatty():
                raise
        ask = partial(click.prompt, "password of the room", hide_input=True)
        return await client.join(self.code, password=str(await trio.to_thread.run_sync(ask)))


async def _play(
    connect: Callable[[], AbstractAsyncContextManager[Client]],
    wish: "_Wish",
    *,
    comes_back: bool,
) -> str:
    """Play until the player leaves; return why that can't be, "" where it was done."""
    async with connect() as client:
        for line in list_own(await client.wait_own(), int(time.time() * 1000)):
            click.echo(line)
        room = await wish.open(client)
        if problem := why_not(room):
            if room.seat is None:  # a seat that was taken in a browser is not given up
                await room.leave()
            return problem
        click.echo(f"{clean(room.view['title'])}, room {room.code}: you are {clean(client.player.name)}")
        click.echo(HELP)
        if room.view["phase"] != "playing":
            await _try_to_sit(room.sit)
        await Terminal(client, room, click.echo, comes_back=comes_back).run()
    return ""


async def _try_to_sit(sit: Callable[[], Awaitable[int]]) -> None:
    try:
        await sit()
    except CommandRefused as error:
        # Who comes back to a seat does not watch.
        if error.code != "already_seated":
            click.echo(f"you watch: {clean(error.detail)}")


def _load(policy: str, game: str | None, think_ms: int) -> Policy:
    try:
        if policy in BOTS:
            act, agree = load_bot(policy, game or "", think_ms)
            return Policy(act, think_ms, agree=agree)
        act = load_policy(policy)
        return Policy(act, think_ms, agree=find_agree(act))
    except BadPolicy as error:
        raise WrongArgument(f"--policy: {clean(str(error))}") from error


def _find_id(game: str) -> str:
    """Return the id of a game, which may be named by its file: it is called there as on the server."""
    if not is_written_as_path(game):
        return game
    try:
        return load_game(game).id
    except GameNotLoaded as error:
        raise WrongArgument(f"--game: {clean(str(error))}") from error


def _checked(url: str) -> str:
    read_argument("--url", parse_address, url)
    return url
