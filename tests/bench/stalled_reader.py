"""What readers that stop reading cost the server and the others in their room.

    python -m tests.bench.stalled_reader --members 100 --bytes-per-second 1000000

One member talks, and every member is told so many bytes a second. In every other round some members
read nothing at all, but go on saying pings. Printed are, with and without them: how long after it was
said a line is with the others, the server's memory, and what the kernel holds for who does not read.
The real process over real sockets; it needs `ss` (iproute2) for the kernel's share.
"""

import re
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import click
from attrs import define, field, frozen

from lobby.wire.messages import Create, Join, Ping, Say
from tests.bench.memory import read_memory
from tests.bench.raw import Raw
from tests.bench.served import Served, serving

CONFIG = """
[limits]
chat_characters = 10000
chat_per_second = 1000
chat_burst = 1000
frames_per_second = 1000000
frames_burst = 1000000
unanswered = 10000
silence_ms = 3600000
stalled_seconds = 86400
"""
_WATCHED = 10  # members whose bytes are looked at; those of the others are only taken off the kernel
_THEIR_BUFFER_BYTES = 64 * 1024
_SETTLE_SECONDS = 2.0
_STAMP = re.compile(rb"<(\d+)>")
_MIB = 1024 * 1024


@define(eq=False)
class Reader:
    """A member's connection."""

    client: Raw
    watched: bool
    stalled: bool = False
    heard: int = 0  # bytes
    delays_ms: list[float] = field(factory=list)
    _tail: bytes = b""

    def read(self, into: bytearray) -> None:
        """Take what there is; note how old each line is."""
        if not self.watched:
            self.heard += self.client.socket.recv_into(into, 0, socket.MSG_TRUNC)
            return
        data = self.client.socket.recv(1 << 20)
        now = time.perf_counter_ns()
        self.heard += len(data)
        text = self._tail + data
        stamps = list(_STAMP.finditer(text))
        self.delays_ms += [(now - int(found[1])) / 1e6 for found in stamps]
        self._tail = text[max(stamps[-1].end() if stamps else 0, len(text) - 24) :]


@frozen
class Round:
    """What one round showed."""

    stalled: int
    lines: int
    delays_ms: list[float]
    missing: int
    bytes_per_second: float
    cpu: float
    memory: int
    grown: int
    held: list[int]
    unread: list[int]


@define(eq=False)
class Bench:
    """A room on a running server, and everybody in it."""

    served: Served
    line_bytes: int
    readers: list[Reader] = field(factory=list)
    room: str = ""
    _lines: int = 1
    _poll: select.epoll = field(factory=select.epoll)
    _by_descriptor: dict[int, Reader] = field(factory=dict)
    _into: bytearray = field(factory=lambda: bytearray(1 << 20))

    def fill(self, members: int, stalling: int) -> None:
        """Open the room, and let everybody in; the last ones are going to stall."""
        self.readers = [Reader(Raw.connect(self.served.port), index < _WATCHED) for index in range(members)]
        speaker = self.readers[0].client
        speaker.say(Create(1, "connect_four"))
        self.room = speaker.wait_answer(1).result["room"]
        for reader in self.readers[1:]:
            reader.client.say(Join(1, self.room))
        for reader in self.readers[members - stalling :]:
            # Else the kernel would let the reader's own buffer grow to megabytes before ours fills.
            reader.client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _THEIR_BUFFER_BYTES)
        for reader in self.readers:
            reader.client.socket.setblocking(False)
            self._by_descriptor[reader.client.socket.fileno()] = reader
            self._poll.register(reader.client.socket, select.EPOLLIN)
        self.listen(_SETTLE_SECONDS)

    def listen(self, seconds: float) -> None:
        """Read for a while without saying anything."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._take(left)

    def run(self, stalled: int, per_second: float, seconds: float) -> Round:
        """Talk for a while, with so many of the members reading nothing; let them catch up afterwards."""
        for reader in self.readers:
            reader.heard, reader.delays_ms = 0, []
        self._stall(stalled)
        before = read_memory(self.served.pid)
        spent, begun = self.served.read_spent(), time.perf_counter()
        lines, peak = self._talk(per_second, seconds)
        took = time.perf_counter() - begun
        cpu = self.served.read_spent().since(spent).all / 1e6 / took
        self.listen(_SETTLE_SECONDS)
        others = [reader for reader in self.readers if not reader.stalled]
        watched = [reader for reader in others if reader.watched]
        held, unread = self._look_into_kernel()
        memory = max(peak, read_memory(self.served.pid))
        done = Round(
            stalled=stalled,
            lines=lines,
            delays_ms=sorted(delay for reader in watched for delay in reader.delays_ms),
            missing=sum(lines - len(reader.delays_ms) for reader in watched),
            bytes_per_second=sum(reader.heard for reader in others) / len(others) / took,
            cpu=cpu,
            memory=memory,
            grown=memory - before,
            held=held,
            unread=unread,
        )
        self._stall(0)
        self.listen(_SETTLE_SECONDS)
        return done

    def _talk(self, per_second: float, seconds: float) -> tuple[int, int]:
        """Say lines at an even pace; return how many, and the most memory that the server had."""
        begun = time.perf_counter()
        lines, peak, look_at = 0, 0, begun
        while (now := time.perf_counter()) < begun + seconds:
            if now >= begun + lines / per_second:
                lines += 1
                self._lines += 1
                text = f"<{time.perf_counter_ns()}>".ljust(self.line_bytes, "x")
                self.readers[0].client.say(Say(self._lines, self.room, text))
            if now >= look_at:
                look_at = now + 0.5
                peak = max(peak, read_memory(self.served.pid))
            self._take(max(0.0, begun + lines / per_second - time.perf_counter()))
        return lines, peak

    def _take(self, seconds: float) -> None:
        for descriptor, _ in self._poll.poll(seconds):
            self._by_descriptor[descriptor].read(self._into)

    def _stall(self, count: int) -> None:
        """Let so many members read nothing, and all others read; the first ones are watched."""
        for index, reader in enumerate(reversed(self.readers)):
            reader.stalled = index < count
            self._poll.modify(reader.client.socket, 0 if reader.stalled else select.EPOLLIN)
            if reader.stalled:
                reader.client.say(Ping())

    def _look_into_kernel(self) -> tuple[list[int], list[int]]:
        """Return per stalled reader the bytes that the kernel holds at our end, and at theirs."""
        ports = {reader.client.socket.getsockname()[1] for reader in self.readers if reader.stalled}
        held, unread = [], []
        for near, far, memory, queued in read_sockets(self.served.port):
            if near == self.served.port and far in ports:
                held.append(memory)
            elif far == self.served.port and near in ports:
                unread.append(queued)
        return held, unread


def read_sockets(port: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield of each connection with the port: both ports, the memory of its send queue, bytes unread."""
    words = ["ss", "--tcp", "--memory", "--numeric", "--no-header", f"( sport = :{port} or dport = :{port} )"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    pattern = r"ESTAB\s+(\d+)\s+\d+\s+\S+:(\d+)\s+\S+:(\d+)\s+skmem:\(\S*?,w(\d+),"
    for queued, near, far, memory in re.findall(pattern, told):
        yield int(near), int(far), int(memory), int(queued)


def tell(rounds: list[Round]) -> None:
    """Print the rounds, one a line."""
    click.echo(
        "stalled  lines  MB/s each    p50    p90    p99 max ms   missing   CPU       memory        grown"
        "     kernel/reader"
    )
    for one in rounds:
        delays = [one.delays_ms[int(len(one.delays_ms) * share)] for share in (0.5, 0.9, 0.99)]
        kernel = f"{sum(one.held) / len(one.held) / 1024:.0f} KiB" if one.held else "-"
        cells = [
            f"{one.stalled:7d} {one.lines:6d} {one.bytes_per_second / 1e6:10.2f}",
            *(f"{delay:6.1f}" for delay in (*delays, one.delays_ms[-1])),
            f"{one.missing:9d} {one.cpu:5.0%} {one.memory / _MIB:8.1f} MiB",
            f"{one.grown / _MIB:8.1f} MiB {kernel:>12}",
        ]
        click.echo(" ".join(cells))
    if unread := [size for one in rounds for size in one.unread]:
        click.echo(f"unread at the reader's own end: {sum(unread) / len(unread) / 1024:.0f} KiB each")


@click.command(help=__doc__)
@click.option("--members", default=100, show_default=True)
@click.option("--bytes-per-second", default=1_000_000, show_default=True, help="Told to each member.")
@click.option("--line-bytes", default=8000, show_default=True)
@click.option(
    "--stalled", default=1, show_default=True, help="Members that read nothing, in every other round."
)
@click.option("--seconds", default=8.0, show_default=True, help="Of talk in a round.")
@click.option("--rounds", default=3, show_default=True, help="With and without them each.")
def main(
    *, members: int, bytes_per_second: int, line_bytes: int, stalled: int, seconds: float, rounds: int
) -> None:
    """Start a server, measure it, end it."""
    if shutil.which("ss") is None:
        raise click.ClickException("ss is not installed; it comes with iproute2")
    with serving(CONFIG) as served:
        bench = Bench(served, line_bytes)
        bench.fill(members, stalled)
        bench.run(0, bytes_per_second / line_bytes, 2.0)  # to warm up
        plan = [0, stalled] * rounds
        tell([bench.run(count, bytes_per_second / line_bytes, seconds) for count in plan])


if __name__ == "__main__":
    main()
