"""The load generator in C run over connections that are ready, and what it measured."""

import subprocess
import tempfile
from array import array
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from tests.bench.contestants import Contestant, Tools
from tests.bench.handshakes import ServerFault, Wire
from tests.bench.served import Served, Spent

SHARES = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}


@frozen
class Loaded:
    """What came of a load."""

    seconds: float  # in which things were said
    elapsed_seconds: float  # until all had come
    said: int
    delivered: int  # frames with what was said
    in_time: int  # of them, while things were said
    others: int  # answers and all else
    bytes: int
    server_us: float  # processor time
    beside_us: float  # of it, in other threads than the main one
    generator_share: float  # of its processor
    late_ms: float  # how late it was at most
    missing: int  # deliveries that never came
    waits_us: "array[int]"  # sorted

    def figures(self) -> dict[str, Any]:
        """Return it for the JSON."""
        return {
            "said_per_second": round(self.said / self.seconds, 1),
            "delivered_per_second": round(self.in_time / self.seconds, 1),
            "others_per_second": round(self.others / self.elapsed_seconds, 1),
            "bytes_per_second": round(self.bytes / self.elapsed_seconds),
            "us_per_delivery": round(self.server_us / self.delivered, 3) if self.delivered else None,
            "us_per_frame": round(self.server_us / max(self.delivered + self.others, 1), 3),
            "us_per_said": round(self.server_us / self.said, 2) if self.said else None,
            "beside_share": round(self.beside_us / max(self.server_us, 1), 3),
            "server_share": round(self.server_us / self.elapsed_seconds / 1e6, 3),
            "generator_share": round(self.generator_share, 3),
            "generator_late_ms": round(self.late_ms, 3),
            "missing": self.missing,
            "delivery_ms": percentiles(self.waits_us),
        }


def percentiles(sorted_us: Sequence[int]) -> dict[str, float]:
    """Return the percentiles of sorted times, in ms; none of nothing."""
    if not sorted_us:
        return {}
    last = len(sorted_us) - 1
    return {
        name: round(sorted_us[min(int(len(sorted_us) * share), last)] / 1000, 3)
        for name, share in SHARES.items()
    }


def run_load(
    tools: Tools,
    served: Served,
    contestant: Contestant,
    wires: Sequence[Wire],
    *,
    speakers: int,
    seconds: float,
    warmup: float,
    rate: float,
    hearers: int,
) -> Loaded:
    """Load the connections; the first `speakers` of each room speak. See load.c for rate and hearers.

    What counts is from the first thing that is said until all has come; warming up is a load of its own.
    """
    if warmup:
        run_load(
            tools,
            served,
            contestant,
            wires,
            speakers=speakers,
            seconds=warmup,
            warmup=0.0,
            rate=rate,
            hearers=hearers,
        )
    spoken = dict[int, int]()
    lines = []
    for wire in wires:
        room = wire.seat.room
        speaks = spoken.get(room, 0) < speakers
        spoken[room] = spoken.get(room, 0) + 1
        frame = contestant.frame(wire.seat).hex() if speaks else "-"
        lines.append(f"{wire.descriptor} {int(speaks)} {wire.number} {frame}\n")
    words = [str(tools.load), str(seconds), str(rate), str(hearers)]
    with tempfile.TemporaryFile() as connections:
        connections.write("".join(lines).encode())
        connections.seek(0)
        before = served.read_spent()
        descriptors = [wire.descriptor for wire in wires]
        process = subprocess.Popen(
            words, stdin=connections, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=descriptors
        )
    try:
        return _read(process, served, wires, seconds, before if hearers else None)
    finally:
        process.kill()
        process.communicate()


def _read(
    process: "subprocess.Popen[bytes]",
    served: Served,
    wires: Sequence[Wire],
    seconds: float,
    before: Spent | None,
) -> Loaded:
    """Read what the generator tells. `before`: what the server, which was idle then, had used."""
    assert process.stdout is not None
    assert process.stderr is not None
    started = process.stdout.readline().split()
    before = before or served.read_spent()
    ended = process.stdout.readline().split()
    spent = served.read_spent().since(before)
    numbers, told = process.stdout.readline().split(), process.stdout.readline().split()
    if not told:
        raise ServerFault(process.stderr.read().decode().strip() or "the load generator broke off")
    for wire, number in zip(wires, numbers, strict=True):
        wire.number = int(number)
    said, delivered, others, size, in_time, own_us, late_us, missing = map(int, told)
    elapsed = (int(ended[1]) - int(started[1])) / 1e6
    return Loaded(
        seconds=seconds,
        elapsed_seconds=elapsed,
        said=said,
        delivered=delivered,
        in_time=in_time,
        others=others,
        bytes=size,
        server_us=spent.all,
        beside_us=spent.others,
        generator_share=own_us / 1e6 / elapsed,
        late_ms=late_us / 1000,
        missing=missing,
        waits_us=array("I", sorted(array("I", process.stdout.read()))),
    )
