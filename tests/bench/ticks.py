"""What real-time rooms cost the server: processor, jitter, bytes; and what a tick of a long view costs.

    python -m tests.bench.ticks --rooms 100 --players 10 --inputs 2

Real processes and sockets: the server has one processor, the players another. The readers only count bytes.
Jitter is how late ticks began, as the server's own /metrics tell.
"""

import re
import select
import time
import urllib.request
from itertools import count
from pathlib import Path
from random import Random

import click
from attrs import define, evolve

from lobby.core.budget import Budget
from lobby.core.live_view import LiveView
from lobby.core.topic import Bounds, Topic, Total
from lobby.wire.messages import Create, Join, Play, Ready, Sit
from lobby.wire.values import Value, pack
from tests.bench.raw import Raw
from tests.bench.served import Served, serving

_CONFIG = """
[limits]
frames_per_second = 100000
frames_burst = 100000
connections_per_address = 20000
"""
_GAME = Path(__file__).with_name("arena.py")
_SETTLE_SECONDS = 3.0


@define
class Player:
    """One connection that plays, and its last command's number."""

    raw: Raw
    room: str
    number: int


def enter(served: Served, rooms: int, players: int) -> list[Player]:
    """Return the players of rooms in which games run."""
    entered = []
    for _ in range(rooms):
        table = [Raw.connect(served.port) for _ in range(players)]
        table[0].say(Create(1, "arena"))
        room = str(table[0].wait_answer(1).result["room"])
        for raw in table[1:]:
            raw.say(Join(1, room))
            raw.wait_answer(1)
        for raw in table:
            raw.say(Sit(2, room))
        for raw in table:
            raw.wait_answer(2)
        for raw in table:
            raw.say(Ready(3, room))
        entered += [Player(raw, room, 3) for raw in table]
    return entered


def play(players: list[Player], seconds: float, inputs: float, seed: int) -> int:
    """Let everybody read, and give so many inputs a second each; return the bytes read."""
    poll, chance = select.epoll(), Random(seed)
    sockets = {player.raw.socket.fileno(): player.raw.socket for player in players}
    for descriptor, stream in sockets.items():
        stream.setblocking(False)
        poll.register(descriptor, select.EPOLLIN)
    began, heard, said = time.monotonic(), 0, 0
    while (now := time.monotonic()) < began + seconds:
        while said < (now - began) * inputs * len(players):
            player = players[chance.randrange(len(players))]
            player.number += 1
            player.raw.say(Play(player.number, player.room, 1, 0, chance.randrange(4)))
            said += 1
        for descriptor, _ in poll.poll(0.005):
            heard += len(sockets[descriptor].recv(1 << 16))
    return heard


def read_metrics(served: Served) -> dict[str, float]:
    """Return what the server counts, by name and bucket."""
    with urllib.request.urlopen(f"http://127.0.0.1:{served.port}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


def quantile(before: dict[str, float], after: dict[str, float], name: str, share: float) -> str:
    """Return the bound under which that share of a histogram lies."""
    buckets = [
        (found[1], after[key] - before.get(key, 0))
        for key in after
        if (found := re.fullmatch(rf'{name}_bucket{{le="(.*)"}}', key))
    ]
    total = buckets[-1][1]
    return next(bound for bound, made in buckets if made >= share * total)


def measure(served: Served, rooms: int, players: int, seconds: float, inputs: float) -> None:
    """Print the figures of one server."""
    people = enter(served, rooms, players)
    play(people, _SETTLE_SECONDS, inputs, 1)
    before, spent, began = read_metrics(served), served.read_spent(), time.monotonic()
    heard = play(people, seconds, inputs, 2)
    used, took, after = served.read_spent().since(spent), time.monotonic() - began, read_metrics(served)
    ticks = after["lobby_ticks_total"] - before["lobby_ticks_total"]
    told = (after["lobby_frames_sent_total"] - before["lobby_frames_sent_total"]) / took
    encoding = after["lobby_tick_encode_seconds_sum"] - before["lobby_tick_encode_seconds_sum"]
    size = after["lobby_tick_patch_bytes_sum"] - before["lobby_tick_patch_bytes_sum"]
    click.echo(f"{rooms} rooms of {players}, {inputs:g} inputs a second each, {took:.0f} s")
    click.echo(
        f"{used.all / took / 1e4:8.1f} % of a processor, {used.main / took / 1e4:.1f} % in the main thread"
    )
    click.echo(
        f"{ticks / took:8.0f} ticks a second of {rooms * 20}, {told:.0f} frames, {heard / took / 1e6:.2f} MB"
    )
    click.echo(f"{used.main / ticks:8.1f} µs of the main thread a tick, all included")
    click.echo(f"{encoding / ticks * 1e6:8.1f} µs to compare and encode, {size / ticks:.0f} bytes a patch")
    for share in (0.5, 0.99, 0.999):
        late = quantile(before, after, "lobby_tick_jitter_seconds", share)
        click.echo(f"{float(late) * 1000:8.2f} ms of jitter at most in {share * 100:g} % of the ticks")
    click.echo(
        f"{after['lobby_ticks_left_out_total'] - before['lobby_ticks_left_out_total']:8.0f} ticks left out"
    )


def measure_long_view(bytes_wanted: int) -> None:
    """Print what a tick costs whose view is long, of which little changes."""
    line: Value = {"number": 0, "text": "x" * 60, "value": None}
    lines = [dict(line, number=number) for number in range(bytes_wanted // len(pack(line)))]
    cells = {f"c{number:05}": [number, number % 7, 0] for number in range(bytes_wanted // 16)}
    numbers = list(range(bytes_wanted // 3))
    for name, view, change in (
        (
            "a list of maps that grows",
            {"log": lines},
            lambda old, n: {"log": [*old["log"], dict(line, number=n)]},
        ),
        ("a list of numbers that grows", {"log": numbers}, lambda old, n: {"log": [*old["log"], n]}),
        (
            "one cell of a map",
            {"cells": cells},
            lambda old, n: {"cells": {**old["cells"], "c00500": [n, 1, 1]}},
        ),
    ):
        _measure_view(name, view, change)


def _measure_view(name: str, view: Value, change: object, times: int = 50) -> None:
    topic = Topic("live/room", "e", 0, {"board": view, "notes": []}, Bounds(0, 0, Total(0)))
    budget = evolve(Budget(), view_bytes=1 << 24)
    live = LiveView.begin(topic, name, budget, tick_rate=20, hash_bytes=65_536)
    views = [view]
    for number in range(times):
        views.append(change(views[-1], number))  # type: ignore[operator]
    began, sizes = time.process_time(), 0
    for tick, after in zip(count(1), views[1:], strict=False):
        sizes += len(live.advance(tick, {"board": after, "notes": []}, more=False).payload)
    spent = time.process_time() - began
    cost, size = spent / times * 1e6, sizes / times
    click.echo(f"{len(pack(view)) / 1e6:5.2f} MB, {name}: {cost:.0f} µs, {size:.0f} bytes a tick")
    began = time.process_time()
    snapshot = topic.snapshot()
    click.echo(
        f"         its key frame: {(time.process_time() - began) * 1e6:.0f} µs, {len(snapshot.payload)} bytes"
    )


@click.command(help=__doc__)
@click.option("--rooms", default=100, show_default=True)
@click.option("--players", default=10, show_default=True)
@click.option("--seconds", default=20.0, show_default=True)
@click.option("--inputs", default=2.0, show_default=True, help="Inputs a second of each player.")
@click.option("--view", "view_bytes", default=1_000_000, show_default=True, help="Bytes of the long view.")
def main(rooms: int, players: int, seconds: float, inputs: float, view_bytes: int) -> None:
    """Start a server, measure it, end it; then measure long views, without a server."""
    with serving(_CONFIG, "--game", str(_GAME), core=0) as served:
        measure(served, rooms, players, seconds, inputs)
    measure_long_view(view_bytes)


if __name__ == "__main__":
    main()
