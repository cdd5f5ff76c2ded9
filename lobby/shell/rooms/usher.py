"""The usher: opens rooms, brings sessions into them and back after a cut, and lets players leave.

What comes of it in one room is `entrance`'s; here it is which room, whether it is awake, and who may go in.
"""

from collections.abc import Callable
from functools import partial

from attrs import evolve, frozen

from lobby.core import because
from lobby.core.events import Opened
from lobby.core.ids import RoomId
from lobby.core.refusal import Refusal, Reply
from lobby.core.summary import Summary, summarize
from lobby.settings import LimitsSection
from lobby.shell.access.gatekeeper import Gatekeeper
from lobby.shell.admin.orders import Orders
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.keeping.results import keep_room
from lobby.shell.rooms import entrance
from lobby.shell.rooms.roster import Roster
from lobby.shell.session import Session
from lobby.shell.store import By
from lobby.shell.timing.timers import Timers
from lobby.wire.messages import Create, Offset
from lobby.wire.values import Value

_GONE = Refusal("not_member", "you are not in this room any more")


@frozen(eq=False)
class Usher:
    """Whoever comes in or leaves for good passes here; who is cut off is the manager's (`lost`)."""

    limits: LimitsSection
    roster: Roster
    access: Gatekeeper
    orders: Orders
    timers: Timers

    def create(self, session: Session, wish: Create, reply: Reply, like: Summary | None = None) -> None:
        """Open a room with its creator in it; `like`: for the people of that one, which has closed."""
        opened = self.plan(session, wish, like)
        if isinstance(opened, Refusal):
            reply(opened)
        else:
            self.open(session, opened, By(session.id, wish.number), reply, like)

    def plan(self, session: Session, wish: Create, like: Summary | None = None) -> Opened | Refusal:
        """Return the first event of the room that is wished for; `like`: for the people of that one."""
        if (refusal := self.orders.find_new()) is not None:
            return refusal
        rooms, limit = self.roster.rooms, self.limits.rooms
        if len(rooms) >= limit:
            return because.at_most("too_many_rooms", "rooms_of_server", limit, "one must close first")
        opened = rooms.architect.plan(wish, session.player, rooms.has_code, like=like)
        if isinstance(opened, Refusal):
            return opened
        return self.roster.find_too_many(session) or self.access.find_opening_refusal(session) or opened

    def open(
        self, session: Session, opened: Opened, by: By, reply: Reply, like: Summary | None = None
    ) -> None:
        """Open a room that is planned, with a session in it."""
        host = self.roster.rooms.open(opened)
        self.access.opened(session, opened.room)
        outcome: list[Value | Refusal] = []
        by = evolve(
            by, records=self.roster.registry.saving.records_of(session, {*session.rooms, opened.room})
        )
        kept = keep_room(summarize(host.room), "awake", opened.zero_ms)
        follows = self.roster.rooms.past.follow(like, opened)
        host.open(opened, outcome.append, (*by.keep(entrance.answer_of(host)), kept, *follows))

        def told(result: Value | Refusal) -> None:
            if not outcome:  # who has lost the connection is let in at once, before it is stored
                host.when_told(partial(told, result))
            elif outcome != [None]:
                reply(outcome[0])
            else:
                reply(result if isinstance(result, Refusal) else by.tell(result))

        self.bring_in(host, session, {}, told)

    def join(self, session: Session, room: str, number: int, reply: Reply, password: str = "") -> None:
        """Bring a session into a room, by id or code."""
        rooms = self.roster.rooms
        found = rooms.lobby.directory.find(room)
        if found is None:
            reply(because.unknown_room(room))
        elif found in rooms.sleepers:
            rooms.when_awake(found, reply, partial(self.join, session, found, number, reply, password))
        else:
            self._join(rooms.hosts[found], session, number, reply, password)

    def leave(self, session: Session, room: str, number: int, reply: Reply) -> None:
        """Take a player out of a room, with all sessions."""
        player, roster = session.player_id, self.roster
        host = roster.rooms.hosts.get(RoomId(room))
        if host is None:
            roster.rooms.when_awake(room, reply, partial(self.leave, session, room, number, reply))
        elif not roster.is_member(room, player):
            reply(Refusal("not_member", "you are not in this room"))
        else:
            sessions = roster.sessions_in(host.room.id, player)
            records = (
                *roster.registry.saving.unsaved(session),
                *roster.records_without(player, host.room.id),
            )
            left = partial(roster.save_then, sessions, By(session.id, number), reply)
            entrance.leave(host, player, sessions, left, By(session.id, number, records))

    def bring_back(self, room: RoomId, session: Session, offsets: dict[str, Offset], reply: Reply) -> None:
        """Bring a session back into one of its rooms, after a cut."""
        rooms = self.roster.rooms
        host = rooms.hosts.get(room)
        if host is None and room in rooms.sleepers and not rooms.sleepers.rests(room):
            asked_by = session.connection
            session.returning.add(room)

            def again() -> None:
                # Another connection that has come meanwhile resumes with offsets of its own.
                if session.connection is asked_by:
                    self._bring_back_late(room, session, offsets, reply)

            rooms.sleepers.wake(room, partial(self._go_on_woken, room, session, again))
        elif host is None and room in rooms.sleepers:
            session.leave_room(room, "halted")
            reply(because.halted())
        elif host is None:
            session.leave_room(room, "closed")
            reply(Refusal("room_closed", "the room has closed"))
        else:
            # Whatever leaves from now on comes after what the session is about to be told.
            host.audience.sessions.pop(session.id, None)
            save = partial(self.roster.registry.saving.save_entry, session, room, None)
            keep = save if room in session.coming else entrance.at_once
            self.bring_in(host, session, offsets, reply, keep)

    def _bring_back_late(
        self, room: RoomId, session: Session, offsets: dict[str, Offset], reply: Reply
    ) -> None:
        """Bring a session back into a room that had to be waited for.

        Who has left by a command meanwhile stays away, who has come in again hears all from there on.
        """
        host = self.roster.rooms.hosts.get(room)
        if room in session.returning:
            self.bring_back(room, session, offsets, reply)
        elif room not in session.rooms or host is None:
            reply(_GONE)
        else:
            host.when_told(lambda: reply(entrance.answer_of(host)))

    def bring_in(
        self,
        host: Host,
        session: Session,
        offsets: dict[str, Offset],
        reply: Reply,
        keep: entrance.Keep = entrance.at_once,
    ) -> None:
        """Bring a session into a room that is in memory, if it may come in; `keep` stores that it has."""
        if (refusal := self.access.find_refusal(host, session)) is not None:
            session.leave_room(host.room.id, "banned" if refusal.code == "banned" else "not_allowed")
            self.access.refuse(host, session, reply, refusal)
            return
        if session.connection is None:
            # It has gone while the room woke, and comes in when it is back.
            session.enter_room(host.room.id)
            keep(lambda: reply(entrance.answer_of(host)))
            return
        self.roster.rooms.deserted.disturb(host)
        members_max = self.limits.members_per_room
        entrance.enter(host, session, offsets, reply, members_max=members_max, keep=keep)

    def _join(self, host: Host, session: Session, number: int, reply: Reply, password: str) -> None:
        room, by = host.room.id, By(session.id, number)
        if room in session.rooms:
            # Also what was said before may not be stored yet: then it would not be so after a crash.
            saved = partial(self.roster.save_then, [session], by, reply)
            # A kick may be among it: who is sent away just now is not in the room any more then.
            host.when_told(lambda: saved(entrance.answer_of(host) if room in session.rooms else _GONE))
        elif (refusal := self.roster.find_too_many(session, room)) is not None:
            reply(refusal)
        else:
            answer = by.answer(entrance.answer_of(host))
            keep = partial(self.roster.registry.saving.save_entry, session, room, answer)
            enter = partial(self.bring_in, host, session, {}, reply, keep)
            self.access.let_in(host, session, password, enter, reply)

    def _go_on_woken(self, room: RoomId, session: Session, again: Callable[[], None], is_awake: bool) -> None:
        """Go on with a resume; one that the store keeps waiting is tried again while its client waits."""
        sleepers = self.roster.rooms.sleepers
        if is_awake or room not in sleepers or sleepers.rests(room):
            again()
        elif session.connection is not None:
            # A second resume of the connection does not replace the first one, which has to end as well.
            self.timers.set(("enter", room, again), self.timers.now() + RETRY_SECONDS, again)
