"""Signals of one in a room to all others: what may be lost, such as a cursor, a stroke or an emote."""

from lobby.core.ids import RoomId
from lobby.core.talk.chat import may_signal, reaches
from lobby.shell.manager import Manager
from lobby.shell.session import Session
from lobby.wire.codec import encode
from lobby.wire.frame import Frame
from lobby.wire.messages import Signal, Signalled
from lobby.wire.values import pack

_KIND_CHARACTERS = 16


def pass_on(manager: Manager, session: Session, signal: Signal) -> None:
    """Pass a signal on to all others in the room; one that is not allowed is dropped."""
    host = manager.rooms.hosts.get(RoomId(signal.room))
    if host is None or session.id not in host.audience.sessions or not _fits(manager, signal):
        return
    player, room, now_ms = session.player_id, host.told, host.now_ms()
    if manager.orders.find_mute(player) is not None or not may_signal(room, now_ms, player):
        return
    frame = Frame(encode(Signalled(signal.room, player, signal.kind, signal.value)))
    for other in host.audience.sessions.values():
        if other is not session and reaches(room, now_ms, player, other.player_id):
            other.deliver(frame)


def _fits(manager: Manager, signal: Signal) -> bool:
    is_kind = 1 <= len(signal.kind) <= _KIND_CHARACTERS
    return is_kind and len(pack(signal.value)) <= manager.config.limits.signal_bytes
