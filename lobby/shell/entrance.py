"""How sessions come into a room and go out of it again."""

from collections.abc import Callable, Iterable
from typing import Protocol

from lobby.core.decide import Refusal
from lobby.core.ids import PlayerId
from lobby.core.inputs import Drop, Leave, Return
from lobby.shell.audience import Subscriber
from lobby.shell.host import Host, Reply
from lobby.wire.messages import Offset, Player


class Visitor(Subscriber, Protocol):
    """A live session that wants in."""

    @property
    def player(self) -> Player:
        """Who it is."""


def enter(host: Host, visitor: Visitor, offsets: dict[str, Offset], members_max: int, reply: Reply) -> None:
    """Let a session in and tell it all that it lacks, once what has happened so far is told."""
    player = visitor.player_id
    crowd = host.audience.crowd
    if host.room.phase == "closed":
        reply(Refusal("room_closed", "the room has closed"))
        return
    if player not in crowd and host.room.seat_of(player) is None and len(crowd) >= members_max:
        reply(Refusal("room_full", f"the room holds {members_max} people, the most allowed"))
        return
    if crowd.enter(visitor.player, visitor.id):
        host.give(Return(player))
    host.when_told(lambda: _admit(host, visitor, offsets, reply))


def exit_live(host: Host, visitor: Visitor) -> None:
    """A session has lost its connection; with the last one its player is gone, for now."""
    host.audience.sessions.pop(visitor.id, None)
    if host.audience.crowd.exit(visitor.player_id, visitor.id):
        host.give(Drop(visitor.player_id))
        host.when_told(_nothing)


def leave(host: Host, player: PlayerId, sessions: Iterable[Visitor], reply: Reply) -> None:
    """A player leaves with all sessions, and frees the seat."""
    host.give(Leave(player))
    host.when_told(lambda: _dismiss(host, list(sessions), "left", reply))


def expel(host: Host, sessions: Iterable[Visitor], reason: str) -> None:
    """Send the sessions of a player away, who is no longer a member."""
    _dismiss(host, list(sessions), reason, lambda _: None)


def _admit(host: Host, visitor: Visitor, offsets: dict[str, Offset], reply: Reply) -> None:
    if host.told.phase == "closed":
        reply(Refusal("room_closed", "the room has closed"))
    elif visitor.id not in host.audience.crowd.sessions_of(visitor.player_id):
        reply(Refusal("not_member", "you have left the room meanwhile"))
    else:
        host.audience.sessions[visitor.id] = visitor
        host.audience.catch_up(visitor, offsets)
        reply({"room": host.room.id, "code": host.room.code})


def _dismiss(host: Host, sessions: list[Visitor], reason: str, reply: Reply) -> None:
    for session in sessions:
        host.audience.dismiss(session, reason)
        host.audience.crowd.exit(session.player_id, session.id)
    host.when_told(_nothing)
    reply(None)


_nothing: Callable[[], None] = lambda: None  # noqa: E731 - nothing to do but to look around
