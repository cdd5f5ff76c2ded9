"""What is wrong after a round: what clients were told, held against what lies on the disk."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import trio
from attrs import frozen

from lobby.catalogue import load_catalogue
from lobby.core.events import Departed
from lobby.core.ids import RoomId
from lobby.shell.records import KeepPlayer
from lobby.shell.stores.sqlite import SqliteStore
from lobby.wire.messages import Create, Kick, Leave, SetName
from tests.delivery.checks import LOST, REFUSALS, TWICE, Evidence, check_delivery
from tests.delivery.truth import Truth, read_truth
from tests.kill.play import Round
from tests.kill.ratings import Rated, check_ratings, read_ratings

UNSEATED = "unseated"
READ_SECONDS = 60.0

# Nobody is away for longer than the seats are kept, and nobody is waited for so long.
SEAT_LOST = frozenset({"lost", "idle"})
# Whoever is in a room no more has left or has been sent out, and is told so, if not by the next server.
TOLD = frozenset({"left", "kicked"})
# A refusal is not stored: whose answer a kill has taken along is told that nothing was done.
# All rooms are rated, and nobody is in two rated games.
ALLOWED = REFUSALS | {"not_done", "in_match"}


@frozen(eq=False)
class Stored:
    """What lies in a data folder that no server uses."""

    players: list[KeepPlayer]
    rated: Rated
    rows: dict[str, list[bytes]]  # of each room that has not closed


async def read_folder(folder: Path) -> Stored:
    """Return what is stored, as a server that starts would read it."""
    store, rows, is_read = SqliteStore(folder), dict[str, list[bytes]](), trio.Event()
    kept = await store.load()

    def take(room: str, read: list[bytes]) -> None:
        rows[room] = read
        if len(rows) == len(kept.rooms):
            is_read.set()

    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for room in kept.rooms:
            store.read(RoomId(room.id), partial(take, room.id))
        if kept.rooms:
            with trio.fail_after(READ_SECONDS):
                await is_read.wait()
        nursery.cancel_scope.cancel()
    return Stored(list(kept.players), read_ratings(folder), rows)


def check(play: Round, stored: Stored) -> tuple[list[str], dict[str, Truth]]:
    """Return what is wrong, each as a kind, a colon and the details; and what happened in each room."""
    games = load_catalogue()
    truths = {room: read_truth(rows, games) for room, rows in stored.rows.items()}
    known = {room: truth for room, truth in truths.items() if room in play.rooms}
    faults = [
        *play.faults,
        *_check_rooms(play, truths),
        *check_delivery(Evidence(play.everybody, known, ALLOWED)),
        *_check_seats(truths),
        *_check_members(play),
        *_check_names(play, stored),
        *check_ratings(stored.rated, truths),
    ]
    return faults, truths


def _check_rooms(play: Round, truths: dict[str, Truth]) -> Iterator[str]:
    """Each room of which its creator knows is there, and no other."""
    created = [
        a.answer.result["room"] for a in play.keeper.asked if isinstance(a.command, Create) and a.is_done
    ]
    yield from (f"{LOST}: room {room}" for room in created if room not in truths)
    yield from (f"{TWICE}: room {room}, which nobody was told of" for room in truths.keys() - set(created))


def _check_seats(truths: dict[str, Truth]) -> Iterator[str]:
    for room, truth in truths.items():
        for event in (event for row in truth.rows for event in row.events):
            if isinstance(event, Departed) and event.reason in SEAT_LOST:
                yield f"{UNSEATED}: {event.name} in {room}: {event.reason}"


def _check_members(play: Round) -> Iterator[str]:
    """Nobody is in a room no more who has not left it, and was not sent out."""
    asked = [(watched, asked.command) for watched in play.everybody for asked in watched.asked]
    ended = {(command.room, watched.player) for watched, command in asked if isinstance(command, Leave)}
    ended |= {(command.room, command.player) for _, command in asked if isinstance(command, Kick)}
    for watched in play.everybody:
        for gone in watched.gone:
            kind, _, room = gone.topic.partition("/")
            if kind == "room" and gone.reason not in TOLD and (room, watched.player) not in ended:
                yield f"{LOST}: {watched.name} is not in {room} any more: {gone.reason}"


def _check_names(play: Round, stored: Stored) -> Iterator[str]:
    """Who has one client only is called what it was told last."""
    names = {str(player.id): player.name for player in stored.players}
    clients = Counter(watched.player for watched in play.everybody)
    for watched in play.everybody:
        given = [
            a.answer.result["name"] for a in watched.asked if isinstance(a.command, SetName) and a.is_done
        ]
        if clients[watched.player] == 1 and given and names.get(watched.player) != given[-1]:
            yield f"{LOST}: {watched.name} was named {given[-1]}, and is {names.get(watched.player)}"
