"""What an operator is shown of rooms, players, orders and deeds: rows of plain values, without a secret."""

from collections.abc import Iterator

from lobby.core.ids import PlayerId, RoomId
from lobby.core.summary import Summary, summarize
from lobby.shell.manager import Manager
from lobby.shell.records import KeepDeed, KeepOrder, KeepPlayer
from lobby.shell.session import Identity
from lobby.shell.watching.crowds import seated_in
from lobby.wire.values import Value

Row = dict[str, Value]


def list_rooms(manager: Manager, game: str | None) -> Iterator[Row]:
    """Yield all rooms that live, the oldest first, in memory or asleep; of one game or of all."""
    rooms = manager.rooms
    awake = [(summarize(host.told), host.audience.crowd) for host in list(rooms.hosts.values())]
    watching = {
        summary.id: crowd.count_watchers(seated_in(rooms.hosts[summary.id])) for summary, crowd in awake
    }
    found = [*(summary for summary, _ in awake), *rooms.sleepers.summaries()]
    for summary in sorted(found, key=lambda summary: (summary.zero_ms, summary.id)):
        if game in (None, summary.game):
            yield _room(manager, summary, watching.get(summary.id))


def list_players(manager: Manager, *, online: bool) -> Iterator[Row]:
    """Yield all players in memory, or only who is connected."""
    for identity in manager.registry.players:
        if identity.is_online or not online:
            yield _player(manager, identity)


def show_stranger(manager: Manager, kept: KeepPlayer) -> Row:
    """Return a player who is in the store only: nobody of whom an order speaks is among them."""
    return {
        "id": kept.id,
        "name": kept.name,
        "kind": kept.kind,
        "online": False,
        "sessions": 0,
        "rooms": [],
        "addresses": [],
        "muted": manager.orders.find_mute(kept.id) is not None,
    }


def show_order(order: KeepOrder) -> Row:
    """Return a ban, mute or notice."""
    return {
        "kind": order.kind,
        "target": order.target,
        "name": order.name,
        "since_ms": order.since_ms,
        "until_ms": order.until_ms,
        "reason": order.text,
        "by": order.by,
    }


def show_deed(deed: KeepDeed) -> Row:
    """Return what an operator has done."""
    return {"at_ms": deed.at_ms, "by": deed.by, "what": deed.what, "outcome": deed.outcome}


def _room(manager: Manager, summary: Summary, watching: int | None) -> Row:
    now_ms = int(manager.architect.wall_clock() * 1000)
    due_ms = None if summary.due_ms is None else summary.zero_ms + summary.due_ms
    return {
        "code": summary.code,
        "id": summary.id,
        "game": summary.game,
        "name": summary.name,
        "public": summary.public,
        "pace": summary.pace,
        "phase": summary.phase if watching is not None else f"{summary.phase}, asleep",
        "seats": summary.seats,
        "taken": len(summary.seated) + len(summary.reserved),
        "players": [name for _, name in summary.seated],
        "watchers": watching or 0,
        "age_ms": max(0, now_ms - summary.zero_ms),
        "due_ms": None if due_ms is None else max(0, due_ms - now_ms),
    }


def _player(manager: Manager, identity: Identity) -> Row:
    player, sessions = identity.player, list(identity.sessions.values())
    muted = manager.orders.find_mute(PlayerId(player.id))
    # The one that was connected last comes last.
    addresses = dict.fromkeys(session.address for session in sessions if session.address)
    return {
        "id": player.id,
        "name": player.name,
        "kind": player.kind,
        "online": identity.is_online,
        "sessions": len(sessions),
        "rooms": [_code(manager, room) for room in sorted(identity.rooms())],
        "addresses": list(addresses),
        "muted": muted is not None,
    }


def _code(manager: Manager, room: RoomId) -> str:
    host, asleep = manager.rooms.hosts.get(room), manager.rooms.sleepers.get(room)
    if host is not None:
        return host.told.code
    return asleep.code if asleep is not None else room
