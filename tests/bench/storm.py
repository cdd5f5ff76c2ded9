"""A storm: everybody who has a seat comes back at once after `kill -9`, while strangers knock as well.

    python -m tests.bench.storm --seats 5000 --strangers 1000

A data folder full of rooms is served twice. First all players come in, each gets its mark, and the server
is killed. Then all come back at once, as clients do: again after what `Retry-After` says, or a back-off
where nobody answers. So many as `--pages` says are in browsers, which tell nobody why a WebSocket was
refused: these knock again after the back-off by a poll, which is told, and go on in turns. A room is full
and talks all the while (see `insiders`): before, in the storm, and while more strangers knock than are let
in. At the end it is counted on the disk who has lost a seat. With a short `--grace` the way in takes longer
than that.
"""

import base64
import resource
import tempfile
import time
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import click
import trio
from attrs import define, field, frozen

from clients.backoff import Backoff
from lobby.core.events import Departed
from lobby.core.history.log import unpack_row
from lobby.wire.codec import decode_server, encode
from lobby.wire.messages import CaughtUp, Goodbye, Hello, ServerMessage, Welcome
from lobby.wire.values import pack, unpack
from tests.bench.insiders import MEMBERS, Insiders, insiders
from tests.bench.rooms_on_disk import fill
from tests.bench.served import Served, Spent, serving_from
from tests.kill.verdict import read_folder

_CONFIG = """
[limits]
connections_per_address = 100000
silence_ms = 300000
chat_per_second = 1000
chat_burst = 1000
[door]
sessions_per_second = {rate}
sessions_burst = {burst}
[room]
restart_grace_seconds = {grace}
"""
_CALM_SECONDS = 5.0
_OVERLOAD_SECONDS = 10.0
_STORM_SECONDS = 300.0
_AT_ONCE = 256  # connections that are being opened, in the calm before


@frozen
class Refused(Exception):
    """The server lets nobody in just now; `retry_seconds` is None where whoever knocks is not told more."""

    retry_seconds: float | None


@define(eq=False)
class Client:
    """Somebody who comes in, with a session of their own; says no pings while the room is not back yet."""

    session: bytes
    is_page: bool = False
    mark: str = ""
    attempt: int = 0
    knocks: int = 0
    knocked_at: float = 0.0  # first, by the performance counter
    stream: trio.SocketStream | None = None
    _unread: bytearray = field(factory=bytearray)

    async def come_in(self, port: int) -> None:
        """Knock once, say hello, and return when all is told; raise Refused, or OSError without an answer."""
        self.knocks += 1
        self._unread.clear()
        connected = trio.socket.socket()
        await connected.connect(("127.0.0.1", port))
        self.stream = trio.SocketStream(connected)
        if self.is_page and self.knocks % 2 == 0:
            await self._poll()
        else:
            await self._open()

    async def _open(self) -> None:
        await self._send(self._ask())
        head = await self._read_head()
        if not head.startswith(b"HTTP/1.1 101 "):
            raise Refused(None if self.is_page else _read_retry(head))
        self.attempt += 1
        await self._send(_frame(encode(self._hello())))
        while not isinstance(message := await self._hear(), CaughtUp):
            self._note(message)

    async def _poll(self) -> None:
        self.attempt += 1
        body = pack([encode(self._hello())])
        head = f"POST /poll?wait_ms=0 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n\r\n"
        await self._send(head.encode() + body)
        head_of_answer = await self._read_head()
        if not head_of_answer.startswith(b"HTTP/1.1 200 "):
            raise Refused(_read_retry(head_of_answer))
        size = int(head_of_answer.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        while len(self._unread) < size:
            await self._read()
        for frame in unpack(bytes(self._unread)):
            self._note(decode_server(frame))

    async def _send(self, data: bytes) -> None:
        assert self.stream is not None
        await self.stream.send_all(data)
        self.knocked_at = self.knocked_at or time.perf_counter()

    async def _read_head(self) -> bytes:
        while b"\r\n\r\n" not in self._unread:
            await self._read()
        head, _, rest = bytes(self._unread).partition(b"\r\n\r\n")
        self._unread[:] = rest
        return head

    def _note(self, message: ServerMessage) -> None:
        assert not isinstance(message, Goodbye), message
        if isinstance(message, Welcome):
            self.mark = message.mark

    def _ask(self) -> bytes:
        key = base64.b64encode(self.session).decode()
        query = f"?mark={self.mark}" if self.mark else ""
        head = f"GET /ws{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        return f"{head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()

    def _hello(self) -> Hello:
        return Hello((1, 1), self.session, self.session, "bot", attempt=self.attempt)

    async def _read(self) -> None:
        assert self.stream is not None
        data = await self.stream.receive_some(65536)
        if not data:
            raise ConnectionError("the server has ended the connection")
        self._unread += data

    async def _hear(self) -> ServerMessage:
        while (taken := _take_frame(self._unread)) is None:
            await self._read()
        return decode_server(taken)


def _read_retry(head: bytes) -> float:
    return float(head.lower().partition(b"retry-after: ")[2].split(b"\r\n")[0] or 1)


def _frame(data: bytes) -> bytes:
    size = bytes((0x80 | len(data),)) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2)
    return b"\x82" + size + bytes(4) + data  # a mask of zeros costs the server the same


def _take_frame(unread: bytearray) -> bytes | None:
    """Take the payload of the first frame, None while it isn't whole; `unread` keeps the rest."""
    start = {126: 4, 127: 10}.get(unread[1], 2) if len(unread) > 1 else 2
    if len(unread) < start:
        return None
    size = int.from_bytes(unread[2:start]) if start > 2 else unread[1]
    if len(unread) < start + size:
        return None
    payload = bytes(unread[start : start + size])
    del unread[: start + size]
    return payload


@define(eq=False)
class Storm:
    """What happened to those who came."""

    port: int
    random: Random
    began: float = field(factory=time.perf_counter)
    took: defaultdict[str, list[float]] = field(factory=lambda: defaultdict(list))
    refused: Counter[str] = field(factory=Counter)
    unanswered: Counter[str] = field(factory=Counter)

    async def run(self, clients: dict[str, list[Client]]) -> None:
        """Let all of them come at once; return when they are in."""
        with trio.fail_after(_STORM_SECONDS):
            async with trio.open_nursery() as nursery:
                for kind, several in clients.items():
                    for client in several:
                        nursery.start_soon(self._come, kind, client)

    async def run_for(self, seconds: float, clients: dict[str, list[Client]]) -> None:
        """Let all of them come at once; return after so long, when those who were let in have gone."""
        with trio.move_on_after(seconds):
            await self.run(clients)
        await close_all([client for several in clients.values() for client in several])

    async def _come(self, kind: str, client: Client) -> None:
        backoff, is_crowded = Backoff(self.random), False
        while True:
            try:
                await client.come_in(self.port)
            except Refused as refused:
                self.refused[kind] += 1
                is_crowded = is_crowded or refused.retry_seconds is not None
                seconds = backoff.next(trio.current_time(), is_turned_away=is_crowded)
                told = refused.retry_seconds
                await self._leave(client, told + self.random.random() if told is not None else seconds)
            except (OSError, trio.BrokenResourceError):
                self.unanswered[kind] += 1
                await self._leave(client, backoff.next(trio.current_time()))
            else:
                self.took[kind].append(time.perf_counter() - self.began)
                return

    async def _leave(self, client: Client, seconds: float) -> None:
        if client.stream is not None:
            await trio.aclose_forcefully(client.stream)
        await trio.sleep(seconds)


async def come_in_calmly(port: int, clients: list[Client]) -> None:
    """Let all of them in, some at a time."""
    limit = trio.CapacityLimiter(_AT_ONCE)

    async def come(client: Client) -> None:
        async with limit:
            await client.come_in(port)

    async with trio.open_nursery() as nursery:
        for client in clients:
            nursery.start_soon(come, client)


async def close_all(clients: list[Client]) -> None:
    """End all connections."""
    for client in clients:
        if client.stream is not None:
            await trio.aclose_forcefully(client.stream)


async def count_lost_seats(folder: Path) -> Counter[str]:
    """Return how many seats were lost, by the reason for it on the disk: of `lost` the grace ended.

    Nobody moves here, so that on a slow machine the time for a move may end for some who sit there: `idle`.
    """
    rows = [row for several in (await read_folder(folder)).rows.values() for row in several]
    events = [event for row in rows for event in unpack_row(row).events]
    return Counter(event.reason for event in events if isinstance(event, Departed))


@frozen
class Wanted:
    """What a storm is to be like."""

    seats: int
    strangers: int
    rate: float  # sessions that are let in each second
    grace: float  # seconds that seats are kept after the restart
    knocking: int  # strangers who come afterwards, more than are let in
    pages: int  # of the players
    core: int | None


def measure(folder: Path, wanted: Wanted) -> None:
    """Print what a storm was like."""
    (folder / "data").mkdir()
    logs = trio.run(fill, folder / "data", wanted.seats // 2, 1)
    players = [Client(sha256(p.encode()).digest()[:16]) for log in logs.values() for p in log.players]
    calm = _CONFIG.format(rate=1_000_000, burst=1_000_000, grace=300)
    with serving_from(folder, calm, core=wanted.core) as served:
        trio.run(_stay_until_killed, served, players)
    others = [Client(sha256(b"stranger %d" % number).digest()[:16]) for number in range(wanted.strangers)]
    for player in players[: wanted.pages]:
        player.is_page, player.knocks = True, 0
    config = _CONFIG.format(rate=wanted.rate, burst=50, grace=wanted.grace)
    with serving_from(folder, config, core=wanted.core) as served, insiders() as inside:
        inside.come_in(served.port)
        time.sleep(_CALM_SECONDS)
        before, storm = served.read_spent(), Storm(served.port, Random(1))
        inside.tell("storm")
        trio.run(storm.run, {"players": players, "strangers": others})
        spent = served.read_spent().since(before)
        report(storm, max(client.knocked_at for client in players) - storm.began, spent)
        if wanted.knocking:
            overload(served, inside, wanted.knocking)
    for happening, waits in inside.waits.items():
        click.echo(f"lines in a room of {MEMBERS} that talks, {happening}: {waits}")
    departed = trio.run(count_lost_seats, folder / "data")
    click.echo(f"seats lost: {departed.pop('lost', 0)} of {wanted.seats}")
    for reason, count in departed.items():
        click.echo(f"gone as {reason!r}: {count}")


def overload(served: Served, inside: Insiders, knocking: int) -> None:
    """Let so many strangers knock, each again and again as they are told, for some seconds."""
    strangers = [Client(sha256(b"overload %d" % number).digest()[:16]) for number in range(knocking)]
    before, storm = served.read_spent(), Storm(served.port, Random(2))
    inside.tell("overload")
    trio.run(storm.run_for, _OVERLOAD_SECONDS, {"knocking": strangers})
    inside.tell("afterwards")
    spent = served.read_spent().since(before)
    let_in, refused = len(storm.took["knocking"]), storm.refused["knocking"]
    click.echo(
        f"of {knocking} who knock for {_OVERLOAD_SECONDS:g} s {let_in} were let in;"
        f" {refused} times a 503, {storm.unanswered['knocking']} times no answer;"
        f" processor of the server: {spent.all / 1e6:.1f} s"
    )


async def _stay_until_killed(served: Served, players: list[Client]) -> None:
    await come_in_calmly(served.port, players)
    served.kill()
    await close_all(players)
    for player in players:
        player.knocked_at = 0.0


def report(storm: Storm, knocked_seconds: float, spent: Spent) -> None:
    """Print who came in when, and what it cost."""
    click.echo(f"all players had knocked after {knocked_seconds:.1f} s")
    for kind, took in storm.took.items():
        if took:
            click.echo(
                f"{len(took)} {kind} in after {min(took):.1f} to {max(took):.1f} s;"
                f" {storm.refused[kind]} times a 503, {storm.unanswered[kind]} times no answer"
            )
    count = sum(len(took) for took in storm.took.values())
    click.echo(
        f"processor of the server: {spent.all / 1e6:.1f} s, {spent.main / 1e6:.1f} s in its main thread;"
        f" {spent.all / count:,.0f} us for each who came in, their rooms' return included"
    )


@click.command(help=__doc__)
@click.option("--seats", default=5000, show_default=True)
@click.option("--strangers", default=1000, show_default=True)
@click.option("--rate", default=500.0, show_default=True, help="Sessions that are let in each second.")
@click.option(
    "--grace", default=300.0, show_default=True, help="Seconds that seats are kept after the restart."
)
@click.option("--knocking", default=10_000, show_default=True, help="Strangers who knock afterwards.")
@click.option("--pages", default=0, show_default=True, help="Of those with seats, how many are in browsers.")
@click.option("--core", type=int, help="The processor of the server.")
def main(**wanted: Any) -> None:
    """Let a storm come."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), Wanted(**wanted))


if __name__ == "__main__":
    main()
