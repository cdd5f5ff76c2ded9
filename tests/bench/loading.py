"""The load generator in C run over connections that are ready, and what it measured."""

import subprocess
import tempfile
from array import array
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from tests.bench.contestants import Contestant, Tools
from tests.bench.handshakes import ServerFault, Wire
from tests.bench.served import Served

SHARES = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}


@frozen
class Loaded:
    """What came of a load: counts and processor time of the time that counts."""

    seconds: float
    said: int
    delivered: int  # frames with what was said
    others: int  # answers and all else
    bytes: int
    server_us: float  # processor time
    generator_share: float  # of its processor
    late_ms: float  # how late it was at most
    missing: int  # deliveries that never came
    said_in_all: int  # also before and after the time that counts
    waits_us: "array[int]"  # sorted

    def figures(self) -> dict[str, Any]:
        """Return it for the JSON."""
        return {
            "said_per_second": round(self.said / self.seconds, 1),
            "delivered_per_second": round(self.delivered / self.seconds, 1),
            "others_per_second": round(self.others / self.seconds, 1),
            "bytes_per_second": round(self.bytes / self.seconds),
            "us_per_delivery": round(self.server_us / self.delivered, 3) if self.delivered else None,
            "us_per_frame": round(self.server_us / max(self.delivered + self.others, 1), 3),
            "us_per_said": round(self.server_us / self.said, 2) if self.said else None,
            "server_share": round(self.server_us / self.seconds / 1e6, 3),
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
    """Load the connections; the first `speakers` of each room speak. See load.c for rate and hearers."""
    spoken = dict[int, int]()
    lines = []
    for wire in wires:
        room = wire.seat.room
        speaks = spoken.get(room, 0) < speakers
        spoken[room] = spoken.get(room, 0) + 1
        frame = contestant.frame(wire.seat).hex() if speaks else "-"
        lines.append(f"{wire.descriptor} {int(speaks)} {wire.number} {frame}\n")
    words = [str(tools.load), str(seconds), str(warmup), str(rate), str(hearers)]
    with tempfile.TemporaryFile() as connections:
        connections.write("".join(lines).encode())
        connections.seek(0)
        descriptors = [wire.descriptor for wire in wires]
        process = subprocess.Popen(
            words, stdin=connections, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=descriptors
        )
    try:
        return _read(process, served, wires, seconds + warmup)
    finally:
        process.kill()
        process.communicate()


def _read(
    process: "subprocess.Popen[bytes]", served: Served, wires: Sequence[Wire], all_seconds: float
) -> Loaded:
    assert process.stdout is not None
    assert process.stderr is not None
    started = process.stdout.readline().split()
    if not started:
        raise ServerFault(process.stderr.read().decode().strip() or "the load generator did not start")
    before = served.read_spent()
    ended = process.stdout.readline().split()
    if not ended:
        raise ServerFault(process.stderr.read().decode().strip())
    spent = served.read_spent().since(before)
    numbers, told = process.stdout.readline().split(), process.stdout.readline().split()
    if not told:
        raise ServerFault(process.stderr.read().decode().strip())
    for wire, number in zip(wires, numbers, strict=True):
        wire.number = int(number)
    said, delivered, others, size, own_us, late_us, missing, said_in_all = map(int, told)
    waits = array("I", sorted(array("I", process.stdout.read())))
    return Loaded(
        seconds=(int(ended[1]) - int(started[1])) / 1e6,
        said=said,
        delivered=delivered,
        others=others,
        bytes=size,
        server_us=spent.all,
        generator_share=own_us / 1e6 / all_seconds,
        late_ms=late_us / 1000,
        missing=missing,
        said_in_all=said_in_all,
        waits_us=waits,
    )
