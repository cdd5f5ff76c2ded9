"""How sessions come into a room and go out of it again.

Who is in the crowd changes at once, so that a command finds what the one before it has brought about;
what a session is told changes in its turn, behind the commits of all steps before.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

import trio
from attrs import frozen

from lobby.core.because import at_most
from lobby.core.ids import PlayerId, RoomId, is_bot
from lobby.core.inputs import Drop, Leave, Return, TakeSeat
from lobby.core.refusal import Refusal, Reply
from lobby.shell.audience import Subscriber
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.store import By
from lobby.wire.codec import encode
from lobby.wire.frame import Frame
from lobby.wire.messages import Gone, Offset, Player
from lobby.wire.values import Value

# Goes on once it is stored where a session is.
Keep = Callable[[Callable[[], None]], None]

# Sooner than what time brings is tried again, which might take the seat from who is back.
_PRESENCE_SECONDS = RETRY_SECONDS / 2


class Entrant(Subscriber, Protocol):
    """A session that comes and goes."""

    @property
    def connection(self) -> object:
        """What it is connected by now, None without."""

    @property
    def player(self) -> Player:
        """Who it is."""

    def enter_room(self, room: RoomId) -> None:
        """It is in a room now."""

    def leave_room(self, room: RoomId, reason: str, detail: str = "") -> None:
        """It is in a room no more, with one of GONE_REASONS."""


@frozen(eq=False)
class _Entry:
    """A session on its way in, behind the commits of all steps before."""

    entrant: Entrant
    asked_by: object  # its connection then
    offsets: dict[str, Offset]
    reply: Reply


def enter(
    host: Host, entrant: Entrant, offsets: dict[str, Offset], reply: Reply, *, members_max: int, keep: Keep
) -> None:
    """Let a live session in, and tell it all that it lacks, once `keep` has stored that it is in."""
    player, crowd = entrant.player_id, host.audience.crowd
    if host.room.phase == "closed":
        refusal = Refusal("room_closed", "the room has closed")
    elif player not in crowd and host.room.seat_of(player) is None and len(crowd) >= members_max:
        refusal = at_most("room_full", "people", members_max, "somebody must leave first")
    else:
        entrant.enter_room(host.room.id)
        crowd.enter(entrant.player, entrant.id)
        reconcile(host, player)
        _admit_when_kept(host, _Entry(entrant, entrant.connection, offsets, reply), keep)
        return
    entrant.leave_room(host.room.id, "closed" if refusal.code == "room_closed" else "not_allowed")
    reply(refusal)


def exit_live(host: Host, entrant: Entrant) -> None:
    """A session has lost its connection; with the last one its player is gone, for now."""
    host.audience.sessions.pop(entrant.id, None)
    host.audience.crowd.exit(entrant.player_id, entrant.id)
    reconcile(host, entrant.player_id)
    host.look_around()


def leave(host: Host, player: PlayerId, sessions: Sequence[Entrant], reply: Reply, by: By) -> None:
    """A player leaves with all sessions, and frees the seat."""
    topics = sorted(host.audience.topics_heard_by(player))
    for session in sessions:
        _take_out(host, session, "left")
    host.give(Leave(player), partial(_left, host, sessions, topics, reply), by)


def expel(host: Host, player: PlayerId, sessions: Sequence[Entrant], reason: str, detail: str = "") -> None:
    """Send the sessions of a player away, who is no longer a member; `detail`: in the host's words."""
    topics = sorted(host.audience.topics_heard_by(player))
    for session in sessions:
        _take_out(host, session, reason, detail)
        _tell_gone(session, topics, reason, detail)


def answer_of(host: Host) -> Value:
    """Return what who comes into the room is told."""
    return {"room": host.room.id, "code": host.room.code}


def reconcile(host: Host, player: PlayerId) -> None:
    """Tell the room whether a seated player is there, where it thinks otherwise.

    Who is there takes the seat that was kept for them: they have come for it.
    """
    seat, there = host.room.seat_of(player), host.audience.crowd.find(player)
    if there is not None and (kept := host.room.reserved_for(player)) is not None:
        host.give(TakeSeat(there, kept), partial(_try_again, host, player))
        return
    if (seat is None and host.room.host != player) or is_bot(player):
        return
    is_there = player in host.audience.crowd
    is_waited_for = host.room.host_until_ms is not None if seat is None else _is_away(host, seat)
    if is_there and is_waited_for:
        host.give(Return(player), partial(_try_again, host, player))
    elif not is_there and not is_waited_for:
        host.give(Drop(player), partial(_try_again, host, player))


def reconcile_all(host: Host) -> None:
    """Tell the room of all whose seats, or whose place as the host, it may be wrong about."""
    players = {seat.player for seat in host.room.seats} | {host.room.host}
    for player in sorted(player for player in players if player is not None):
        reconcile(host, player)


def reconcile_later(host: Host) -> None:
    """The same after a while: where the store fails, it would be lost again at once, and again."""
    at_seconds = trio.current_time() + _PRESENCE_SECONDS
    host.parts.timers.set(("presence", host.room.id), at_seconds, partial(reconcile_all, host))


def _is_away(host: Host, seat: int) -> bool:
    return host.room.seats[seat].status in ("away", "lent")


def at_once(go_on: Callable[[], None]) -> None:
    """It is stored already."""
    go_on()


def _admit_when_kept(host: Host, entry: _Entry, keep: Keep) -> None:
    host.entering[entry.entrant.id] = entry
    keep(lambda: host.when_told(partial(_admit, host, entry)))


def _admit(host: Host, entry: _Entry) -> None:
    entrant, reply = entry.entrant, entry.reply
    is_latest = host.entering.get(entrant.id) is entry
    if is_latest:
        del host.entering[entrant.id]
    if host.told.phase == "closed":
        entrant.leave_room(host.room.id, "closed")
        reply(Refusal("room_closed", "the room has closed"))
        return
    # It may have left meanwhile, even to come again, or have another connection: what it is told then goes
    # on from other offsets.
    is_inside = entrant.id in host.audience.crowd.sessions_of(entrant.player_id)
    if is_latest and is_inside and entrant.connection is entry.asked_by:
        host.audience.sessions[entrant.id] = entrant
        host.audience.catch_up(entrant, entry.offsets)
    reply(answer_of(host))


def _left(
    host: Host, sessions: Sequence[Entrant], topics: Sequence[str], reply: Reply, result: Value | Refusal
) -> None:
    is_refused = isinstance(result, Refusal) and result.code != "room_closed"
    if is_refused and host.told.phase != "closed":
        _take_back(host, sessions)
        reply(result)
        return
    for session in sessions:
        if session.id in host.audience.crowd.sessions_of(session.player_id):
            # It has joined again meanwhile, and hears the room anew; only the seat is gone.
            heard = host.audience.topics_heard_by(session.player_id)
            _tell_gone(session, [name for name in topics if name not in heard], "left")
        else:
            host.audience.sessions.pop(session.id, None)
            _tell_gone(session, topics, "left")
    reply(result if is_refused else None)


def _take_back(host: Host, sessions: Sequence[Entrant]) -> None:
    """Nobody has left after all: the step could not be stored."""
    for session in sessions:
        session.enter_room(host.room.id)
        if session.connection is not None:
            host.audience.crowd.enter(session.player, session.id)
            _admit_when_kept(host, _Entry(session, session.connection, {}, _ignore), at_once)


def _take_out(host: Host, session: Entrant, reason: str, detail: str = "") -> None:
    host.entering.pop(session.id, None)
    session.leave_room(host.room.id, reason, detail)
    host.audience.sessions.pop(session.id, None)
    host.audience.crowd.exit(session.player_id, session.id)


def _tell_gone(session: Entrant, topics: Sequence[str], reason: str, detail: str = "") -> None:
    for name in topics:
        session.deliver(Frame(encode(Gone(name, reason, detail)), topic=name))


def _try_again(host: Host, player: PlayerId, result: Value | Refusal) -> None:
    """A seat whose player is gone must not stay taken because the store failed just then."""
    if isinstance(result, Refusal) and result.code != "room_closed":
        key = ("presence", host.room.id, player)
        at_seconds = trio.current_time() + RETRY_SECONDS
        host.parts.timers.set(key, at_seconds, lambda: reconcile(host, player))


def _ignore(_: Value | Refusal) -> None:
    """Nobody asked."""
