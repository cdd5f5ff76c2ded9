"""A room that is full and talks while something happens outside: how long each line takes to each member.

    echo 8765 | python -m tests.bench.insiders

A process of its own, so that what it measures waits for nobody else here. On stdin it reads the port, then
the names of what is happening from now on, until the end; then it prints what each line took, by these names.
"""

import json
import re
import select
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import click
from attrs import define, field, frozen

from lobby.wire.messages import Create, Join, Say
from tests.bench.raw import Raw

MEMBERS = 30
EVERY_SECONDS = 0.05  # a line, said by each in turn
CHUNK_BYTES = 1 << 18
_STAMP = re.compile(rb"~(\d{16})~")
_ENTRY_SECONDS = 0.01


@frozen
class Waits:
    """How long lines took to members, in ms."""

    deliveries: int
    p50: float
    p99: float
    most: float

    @classmethod
    def of(cls, waits: list[float]) -> "Waits":
        """Return what there is to say of some."""
        ordered = sorted(waits) or [0.0]
        p50, p99 = (round(ordered[int(len(ordered) * share)], 1) for share in (0.5, 0.99))
        return cls(len(waits), p50, p99, round(ordered[-1], 1))

    def __str__(self) -> str:
        return f"p50 {self.p50} ms, p99 {self.p99} ms, most {self.most} ms of {self.deliveries} deliveries"


@define(eq=False)
class Member:
    """One who is in the room, and the newest stamp that they have heard."""

    raw: Raw
    number: int = 1  # of the last command
    heard: int = 0

    def say(self, room: str, now_us: int) -> None:
        """Say a line that tells when it was said."""
        self.number += 1
        self.raw.say(Say(self.number, room, f"~{now_us:016}~ and what do you make of that?"))

    def hear(self) -> list[int]:
        """Return the stamps of all lines that have come and were not heard before."""
        data = self.raw.socket.recv(CHUNK_BYTES)
        if not data:
            raise ConnectionError("the server has ended the connection of an insider")
        new = sorted({int(found) for found in _STAMP.findall(data)} - {self.heard})
        self.heard = max([self.heard, *new])
        return new


def talk(members: list[Member], room: str) -> dict[str, list[float]]:
    """Let them talk until stdin ends; return what each line took to each, in ms, by what was happening."""
    by_descriptor = {member.raw.socket.fileno(): member for member in members}
    poll = select.poll()
    for descriptor in (sys.stdin.fileno(), *by_descriptor):
        poll.register(descriptor, select.POLLIN)
    waits, happening, lines = defaultdict[str, list[float]](list), "calm", 0
    next_at = time.perf_counter()
    while True:
        if (now := time.perf_counter()) >= next_at:
            members[lines % len(members)].say(room, int(now * 1e6))
            lines, next_at = lines + 1, next_at + EVERY_SECONDS
        for descriptor, _ in poll.poll(max(0.0, 1000 * (next_at - time.perf_counter()))):
            if descriptor == sys.stdin.fileno():
                if not (said := sys.stdin.readline()):
                    return waits
                happening = said.strip()
            else:
                stamps = by_descriptor[descriptor].hear()
                waits[happening] += [1000 * (time.perf_counter() - stamp / 1e6) for stamp in stamps]


def come_in(port: int) -> tuple[list[Member], str]:
    """Return so many in one room, and the room."""
    first = Member(Raw.connect(port))
    first.raw.say(Create(1, "connect_four", public=False))
    room = str(first.raw.wait_answer(1).result["room"])
    members = [first]
    while len(members) < MEMBERS:
        time.sleep(_ENTRY_SECONDS)
        members.append(member := Member(Raw.connect(port)))
        member.raw.say(Join(1, room))
        member.raw.wait_answer(1)
    return members, room


@define(eq=False)
class Insiders:
    """The process, to be told what happens."""

    process: "subprocess.Popen[str]"
    waits: dict[str, Waits] = field(factory=dict)

    def come_in(self, port: int) -> None:
        """Return when all are in the room."""
        self.tell(str(port))
        assert self.process.stdout is not None
        self.process.stdout.readline()

    def tell(self, happening: str) -> None:
        """From now on this happens."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{happening}\n")
        self.process.stdin.flush()


@contextmanager
def insiders() -> Iterator[Insiders]:
    """Have the process ready; at the end of the block it tells what lines took."""
    command = [sys.executable, "-m", "tests.bench.insiders"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    talking = Insiders(process)
    try:
        yield talking
        told = json.loads(process.communicate()[0])
        talking.waits = {happening: Waits.of(waits) for happening, waits in told.items()}
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """See the top."""
    click.echo("ready")
    members, room = come_in(int(sys.stdin.readline()))
    click.echo("inside")
    click.echo(json.dumps(talk(members, room)))


if __name__ == "__main__":
    main()
