"""A data folder full of rooms in the midst of a game, each with its log, as a server would have left it."""

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random

import trio
from attrs import evolve, frozen

from lobby.catalogue import load_catalogue
from lobby.core import inputs
from lobby.core.events import Opened, Row
from lobby.core.game import Game
from lobby.core.history.log import pack_row, unpack_row
from lobby.core.history.restore import Restored
from lobby.core.history.snapshot import pack_snapshot
from lobby.core.ids import Code, PlayerId, RoomId, SessionId
from lobby.core.room import Room, open_room
from lobby.core.step import Step, take
from lobby.core.summary import summarize
from lobby.settings import StoreSection
from lobby.shell.keeping.results import keep_room
from lobby.shell.records import KeepAnswer, KeepPlayer, KeepRoom, KeepSession, KeepSnapshot, Record
from lobby.shell.stores.sqlite import SqliteStore
from lobby.wire.messages import Player
from lobby.wire.values import pack

STEPS = 40
KEPT = STEPS - StoreSection().snapshot_steps // 2  # the step after which a host has kept the room, on average
LINES = 8  # of chat among them
PATTERNS = 20  # logs that are played out; the others are like them, with other names
PLAYERS_TOGETHER = 5000  # in one transaction
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


@frozen
class Log:
    """The rows of one room, who sits in it, the room after the last one, how it was kept before, and what is
    known of it without its log."""

    room: Room
    rows: tuple[bytes, ...]
    players: tuple[str, str]
    snapshot: bytes
    known: KeepRoom


def play_out(random: Random) -> Log:
    """Return the log of a game that is not over after so many steps."""
    while (log := _try(random)) is None:
        pass
    return log


def spread(patterns: list[Log], count: int, random: Random) -> Iterator[tuple[str, Log]]:
    """Yield so many logs, each with the id of its room, with ids of their own in place of the patterns'."""
    for number in range(count):
        log = patterns[number % len(patterns)]
        own = {old: _id(random, len(old)) for old in (log.room.id, log.room.code, *log.players)}
        rows, kept, data = log.rows, log.snapshot, log.known.data
        for old, new in own.items():
            rows = tuple(row.replace(old.encode(), new.encode()) for row in rows)
            kept, data = kept.replace(old.encode(), new.encode()), data.replace(old.encode(), new.encode())
        id_, players = own[log.room.id], (own[log.players[0]], own[log.players[1]])
        code, ids = own[log.room.code], (PlayerId(players[0]), PlayerId(players[1]))
        known = evolve(log.known, id=RoomId(id_), code=code, players=ids, data=data)
        yield id_, Log(log.room, rows, players, kept, known)


async def fill(folder: Path, count: int, seed: int) -> dict[str, Log]:
    """Write rooms, players, sessions and answers into a new folder; return the logs by the rooms' ids."""
    random = Random(seed)
    logs = dict(spread([play_out(random) for _ in range(PATTERNS)], count, random))
    store = SqliteStore(folder)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for number, (room, log) in enumerate(logs.items()):
            is_stored = trio.Event()
            _append(store, room, log, is_stored)
            if number % 100 == 99 or number == count - 1:
                await is_stored.wait()
        nursery.cancel_scope.cancel()
    return logs


async def fill_players(folder: Path, count: int) -> None:
    """Write so many players besides, who have no session and no seat."""
    random, store = Random(count), SqliteStore(folder)
    await store.load()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(store.run)
        for at in range(0, count, PLAYERS_TOGETHER):
            ids = [_id(random, 16) for _ in range(min(PLAYERS_TOGETHER, count - at))]
            is_stored, people = trio.Event(), [_make_player(id_) for id_ in ids]
            store.write(people, partial(_note, is_stored, True))
            await is_stored.wait()
        nursery.cancel_scope.cancel()


def token_of(player: str) -> bytes:
    """Return the secret by which a client is this player."""
    return player.encode().ljust(32, b".")


def _try(random: Random) -> Log | None:
    game = load_catalogue()["connect_four"]
    # Each is called as its id, which `spread` replaces everywhere: on a server no two have one name.
    players = [Player(id_, id_, "person") for id_ in (_id(random, 16), _id(random, 16))]
    opened = Opened(
        room=RoomId(_id(random, 12)),
        code=Code(_id(random, 5).upper()),
        name="A room in the midst of a game",
        public=True,
        game=game.id,
        version=game.version,
        options={},
        host=PlayerId(players[0].id),
        secret=random.randbytes(32),
        zero_ms=1_700_000_000_000,
        grace_ms=60_000,
        move_limit_ms=120_000,
        chat_lines=200,
        epoch=_id(random, 8),
    )
    room, rows = open_room(opened, game), [pack_row(Row(1, 0, (opened,)))]
    while len(rows) < STEPS:
        step = take(room, _next(room, players, len(rows), random), room.now_ms + random.randrange(5000))
        if not isinstance(step, Step) or step.room.phase == "over":
            return None
        room = step.room
        rows.append(pack_row(step.row))
    snapshot = _keep(opened, game, [unpack_row(row) for row in rows[1:KEPT]])
    known = keep_room(summarize(room), "awake", room.zero_ms + room.now_ms)
    return Log(room, tuple(rows), (players[0].id, players[1].id), snapshot, known)


def _keep(opened: Opened, game: Game, rows: list[Row]) -> bytes:
    """Return the room as its host has kept it last."""
    restored = Restored.begin(opened, game)
    for row in rows:
        restored = restored.advance(row)
    return pack_snapshot(restored.room, restored.shown())


def _next(room: Room, players: list[Player], steps: int, random: Random) -> inputs.Input:
    if steps <= 2:
        return inputs.TakeSeat(players[steps - 1], None)
    if steps <= 4:
        return inputs.SetReady(PlayerId(players[steps - 3].id), True)
    if steps % (STEPS // LINES) == 0:
        return inputs.SayLine(random.choice(players), "Well played, but have you seen what comes next?")
    game = room.match
    assert game is not None
    seat = next(seat for seat, turn in enumerate(game.turns) if turn.acting)
    turn = game.turns[seat]
    assert turn.moves is not None
    player = PlayerId(game.players[seat].id)
    return inputs.MakeMove(player, game.number, turn.position, random.choice(turn.moves))


def _append(store: SqliteStore, room: str, log: Log, is_stored: trio.Event) -> None:
    for number, row in enumerate(log.rows, start=1):
        records: list[Record] = [log.known] if number == 1 else []
        for player in log.players:
            session = SessionId(sha256(player.encode()).digest()[:16])
            if number == 1:
                token = sha256(token_of(player)).digest()
                records.append(KeepPlayer(PlayerId(player), token, player, "person"))
                secret = sha256(session).digest()
                records.append(KeepSession(session, secret, PlayerId(player), 0, (RoomId(room),), ()))
            records.append(KeepAnswer(session, number, pack(None)))
        if number == KEPT:
            records.append(KeepSnapshot(RoomId(room), number, log.snapshot))
        is_last = number == len(log.rows)
        store.append(RoomId(room), 1, number, row, partial(_note, is_stored, is_last), records=records)


def _make_player(id_: str) -> KeepPlayer:
    return KeepPlayer(PlayerId(id_), sha256(token_of(id_)).digest(), f"Guest {id_[:9]}", "person")


def _note(is_stored: trio.Event, is_last: bool, committed: bool) -> None:
    assert committed, "a new folder takes all"
    if is_last:
        is_stored.set()


def _id(random: Random, length: int) -> str:
    return "".join(random.choice(ALPHABET) for _ in range(length))
