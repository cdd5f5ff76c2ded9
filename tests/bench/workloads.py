"""What each server is asked for, and the figures that come of it. Each workload has a fresh server."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from attrs import frozen

from tests.bench.contestants import COMMANDS, Contestant, Tools, running
from tests.bench.handshakes import Seat, Wire, close_all, open_all, settle
from tests.bench.loading import percentiles, run_load
from tests.bench.memory import read_memory
from tests.bench.served import Served

Figures = dict[str, Any]

PACED = 5000.0  # deliveries a second where all servers are to have the same; the slowest one can do it
SPEAKERS = 10  # in each room, so that as many frames are on their way whatever the size of the rooms
PACED_WARMUP = 0.2  # seconds; the server is warm by then
ANSWERS = -1  # see load.c
AT_ONCE = 50  # connections that are being made
STORM_AT_ONCE = 500
SETTLE_SECONDS = 0.3  # ours tells at most once a second who is there, and needs longer: see handshakes


@frozen
class Bench:
    """What all workloads need."""

    tools: Tools
    seconds: float
    warmup: float
    server_core: int | None
    load_core: int | None
    is_quick: bool = False


@frozen
class Workload:
    """One kind of work, under the name by which it is chosen."""

    id: str
    title: str
    run: Callable[[Bench, Contestant], Figures]
    does: str  # who can't do it is left out
    is_long: bool = False  # not part of a quick run


def talk(
    does: str, rooms: int, members: int, *, is_paced: bool = True
) -> Callable[[Bench, Contestant], Figures]:
    """Return a workload: as much as goes, then the same number of deliveries a second for all servers."""

    def run(bench: Bench, contestant: Contestant) -> Figures:
        with connected(bench, contestant, does, rooms, members) as (served, wires):
            heard = members if does == "say" else 1
            full = _load(bench, contestant, served, wires, rate=0, hearers=heard, warmup=bench.warmup)
            paced = (
                _load(bench, contestant, served, wires, rate=PACED / heard, hearers=heard)
                if is_paced
                else None
            )
        shape = {"rooms": rooms, "members": members, "speakers": min(SPEAKERS, members)}
        return {**shape, "full": full, **({"paced": paced} if paced else {})}

    return run


def grow(shapes: tuple[tuple[int, int], ...]) -> Callable[[Bench, Contestant], Figures]:
    """Return a workload: the cost of a delivery for each (rooms, members)."""

    def run(bench: Bench, contestant: Contestant) -> Figures:
        points = []
        for rooms, members in shapes:
            with connected(bench, contestant, "say", rooms, members) as (served, wires):
                full = _load(bench, contestant, served, wires, rate=0, hearers=members, warmup=bench.warmup)
            points.append({"rooms": rooms, "members": members, **full})
        return {"points": points}

    return run


def crowd(bench: Bench, contestant: Contestant) -> Figures:
    """10,000 connections in 1,000 rooms, each saying something every 10 s."""
    with connected(bench, contestant, "say", 1000, 10) as (served, wires):
        seconds = max(bench.seconds, 10.0)
        loaded = run_load(
            bench.tools,
            served,
            contestant,
            wires,
            speakers=10,
            seconds=seconds,
            warmup=2.0,
            rate=1000.0,
            hearers=10,
        )
        memory = read_memory(served.pid)
    expected = loaded.said * 10
    return {**loaded.figures(), "memory_bytes": memory, "expected": expected, "connections": len(wires)}


def move(bench: Bench, contestant: Contestant) -> Figures:
    """100 rooms in which ten players move at 20 ticks a second; each of them gives an input a second."""
    rooms = 20 if bench.is_quick else 100
    with connected(bench, contestant, "moving", rooms, 10) as (served, wires):
        loaded = run_load(
            bench.tools,
            served,
            contestant,
            wires,
            speakers=10,
            seconds=max(bench.seconds, 5.0),
            warmup=1.0,
            rate=rooms * 10.0,
            hearers=0,
        )
    figures = loaded.figures()
    figures["interval_ms"] = figures.pop("delivery_ms")
    ticks = len(loaded.waits_us) / loaded.seconds
    each = loaded.server_us / max(len(loaded.waits_us), 1)
    return {
        **figures,
        "rooms": rooms,
        "expected_per_second": rooms * 200,
        "ticks_per_second": round(ticks, 1),
        "us_per_tick": round(each, 2),
    }


def steer(bench: Bench, contestant: Contestant) -> Figures:
    """Commands that are answered at once, without a commit: the inputs of 200 players of real-time games."""
    with connected(bench, contestant, "steering", 20, 10) as (served, wires):
        full = _load(bench, contestant, served, wires, rate=0, hearers=ANSWERS, warmup=bench.warmup)
        paced = _load(bench, contestant, served, wires, rate=PACED, hearers=ANSWERS)
    return {"rooms": 20, "members": 10, "speakers": 10, "full": full, "paced": paced}


def idle(bench: Bench, contestant: Contestant) -> Figures:
    """The memory of connections that do nothing, each in a room with nine others."""
    count = 500 if bench.is_quick else 2000
    with running(contestant, bench.tools, "say", bench.server_core) as served:
        _close_after(_enter(served, contestant, "say", rooms=range(20), members=10))
        before = read_memory(served.pid)
        wires = _enter(served, contestant, "say", rooms=range(1000, 1000 + count // 10), members=10)
        settle(wires, _settle_seconds(contestant))
        after = read_memory(served.pid)
        close_all(wires)
    return {
        "connections": count,
        "before_bytes": before,
        "bytes_per_connection": round((after - before) / count),
    }


def storm(bench: Bench, contestant: Contestant) -> Figures:
    """Connections that all come at once; how long until each is in its room, and what that cost."""
    count = 500 if bench.is_quick else 2000
    with running(contestant, bench.tools, "say", bench.server_core) as served:
        spent, began = served.read_spent(), time.perf_counter()
        wires = _enter(served, contestant, "say", rooms=range(count // 10), members=10, at_once=STORM_AT_ONCE)
        seconds = time.perf_counter() - began
        used = served.read_spent().since(spent)
        close_all(wires)
    waits = sorted(round((wire.ended - wire.began) * 1e6) for wire in wires)
    return {
        "connections": count,
        "per_second": round(count / seconds, 1),
        "us_per_connection": round(used.all / count, 1),
        "in_room_ms": percentiles(waits),
    }


@contextmanager
def connected(
    bench: Bench, contestant: Contestant, does: str, rooms: int, members: int
) -> Iterator[tuple[Served, list[Wire]]]:
    """Run a server with connections that are ready."""
    with running(contestant, bench.tools, does, bench.server_core) as served:
        wires = _enter(served, contestant, does, rooms=range(rooms), members=members)
        settle(wires, _settle_seconds(contestant))
        yield served, wires
        close_all(wires)


def _enter(
    served: Served,
    contestant: Contestant,
    does: str,
    *,
    rooms: range,
    members: int,
    at_once: int = AT_ONCE,
) -> list[Wire]:
    names = dict[int, str]()
    seats = [Seat(does, room, member == 0, names) for room in rooms for member in range(members)]
    wires = open_all(served.port, seats, contestant.script, at_once)
    for wire in wires:
        wire.number = COMMANDS.get(does, 1)
    return wires


def _close_after(wires: list[Wire]) -> None:
    """What a server keeps for the first ones it makes once; it is not the memory of a connection."""
    settle(wires, SETTLE_SECONDS)
    close_all(wires)
    time.sleep(1.0)


def _load(
    bench: Bench,
    contestant: Contestant,
    served: Served,
    wires: list[Wire],
    *,
    rate: float,
    hearers: int,
    warmup: float = PACED_WARMUP,
) -> Figures:
    return run_load(
        bench.tools,
        served,
        contestant,
        wires,
        speakers=SPEAKERS,
        seconds=bench.seconds,
        warmup=warmup,
        rate=rate,
        hearers=hearers,
    ).figures()


def _settle_seconds(contestant: Contestant) -> float:
    return 2.0 if contestant.id == "ours" else SETTLE_SECONDS


# (rooms, members), beside those of the workloads above, which the plots show as well.
MEMBERS = ((250, 2), (2, 250))
ROOMS = ((1, 10), (10, 10), (200, 10), (500, 10))

WORKLOADS = (
    Workload("echo", "Transport echo, 200 connections", talk("echo", 20, 10), "echo"),
    Workload("fan-10", "50 rooms of 10", talk("say", 50, 10), "say", is_long=True),
    Workload("fan-50", "10 rooms of 50", talk("say", 10, 50), "say"),
    Workload("fan-500", "1 room of 500", talk("say", 1, 500), "say", is_long=True),
    Workload("command", "Command → answer, 200 connections", talk("command", 200, 1), "command"),
    Workload("input", "Command → answer without a commit, 200 connections", steer, "steering"),
    Workload("idle", "Memory of an idle connection", idle, "say", is_long=True),
    Workload("storm", "Connection storm", storm, "say", is_long=True),
    Workload("crowd", "10,000 connections in 1,000 rooms", crowd, "say", is_long=True),
    Workload("moving", "Real time: 100 rooms of 10 at 20 Hz", move, "moving", is_long=True),
    Workload("members", "Cost by members per room", grow(MEMBERS), "say", is_long=True),
    Workload("rooms", "Cost by rooms of 10", grow(ROOMS), "say", is_long=True),
)
