"""Quick play: a seat at once, in the best open room or in a new one."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from lobby.core.directory import list_room
from lobby.core.finding.quick import Wish
from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import TakeSeat
from lobby.core.refusal import Refusal, Reply
from lobby.shell.host import Host
from lobby.shell.rooms import entrance
from lobby.shell.session import Session
from lobby.shell.store import By
from lobby.shell.watching.crowds import seated_in
from lobby.wire.messages import Create, QuickPlay
from lobby.wire.values import Value

if TYPE_CHECKING:
    from lobby.shell.manager import Manager

# That these happened says nothing about the next room: it would be the same there, or has to be told.
_FINAL = frozenset({"store", "game_failed", "too_many_rooms"})


@frozen(eq=False)
class _Attempt:
    """A player who looks for a seat, and where there was none."""

    session: Session
    asked: QuickPlay
    wish: Wish
    reply: Reply
    tried: set[RoomId] = field(factory=set)


@define(eq=False)
class QuickSeating:
    """Asks rooms for a seat, one after the other. Only the room decides."""

    manager: "Manager"
    _busy: dict[PlayerId, list[Callable[[], None]]] = field(
        factory=dict
    )  # who is being seated, and what waits

    def play(self, session: Session, asked: QuickPlay, reply: Reply) -> None:
        """Give a player a seat; `reply` hears which, or why there is none."""
        if (waiting := self._busy.get(session.player_id)) is not None:
            # What is asked for twice must not become two seats: it waits for what becomes of the first.
            waiting.append(partial(self.play, session, asked, reply))
            return
        self._busy[session.player_id] = []
        self._begin(session, asked, partial(self._answer, session.player_id, reply))

    def _answer(self, player: PlayerId, reply: Reply, result: Value | Refusal) -> None:
        reply(result)
        for again in self._busy.pop(player):
            again()

    def _begin(self, session: Session, asked: QuickPlay, reply: Reply) -> None:
        rooms = self.manager.rooms
        for room in filter(rooms.sleepers.is_returning, sorted(self._known(session))):
            rooms.when_awake(room, reply, partial(self._begin, session, asked, reply))
            return
        wish = Wish(asked.game, asked.options, asked.pace, asked.clock)
        if (asleep := self._seated_asleep(session, wish)) is not None:
            self.manager.rooms.when_awake(asleep, reply, partial(self._begin, session, asked, reply))
            return
        held = self._seated_already(session, wish)
        refusal = self.manager.roster.find_too_many(session, held.room.id if held else None)
        if held is not None:
            seat = held.room.seat_of(session.player_id)
            by = By(session.id, asked.number, more={"seat": seat})
            self._come_in(held, session, by, reply, save=True)
        elif refusal is not None:
            reply(refusal)
        else:
            self._try(_Attempt(session, asked, wish, reply))

    def _seated_already(self, session: Session, wish: Wish) -> Host | None:
        """Return the room where the player waits already: pressing twice must not take two seats."""
        player, hosts = session.player_id, self.manager.rooms.hosts
        for host in (hosts[room] for room in sorted(self._known(session) & hosts.keys())):
            waits = host.room.phase == "gathering" and host.room.seat_of(player) is not None
            if waits and host.room.game.id == wish.game and wish.fits(list_room(host.room, 0)):
                return host
        return None

    def _known(self, session: Session) -> set[RoomId]:
        own = {summary.id for summary in self.manager.own.rooms_of(session.player_id)}
        return own | session.identity.rooms()

    def _seated_asleep(self, session: Session, wish: Wish) -> RoomId | None:
        """Return a room not in memory where the player may wait already; only the room itself knows."""
        player, rooms = session.player_id, self.manager.rooms
        waits = (
            summary.id
            for summary in self.manager.own.rooms_of(player)
            if summary.id in rooms.sleepers
            and not rooms.sleepers.is_held(summary.id)
            and summary.phase == "gathering"
            and player in summary.people
            and summary.game == wish.game
            and wish.fits(summary.list(0))
        )
        return next(waits, None)

    def _try(self, attempt: _Attempt) -> None:
        proposer = self.manager.lobby.proposer
        may_try = len(attempt.tried) < self.manager.config.finding.quick_tries
        room = proposer.propose(attempt.wish, attempt.tried) if may_try else None
        if room is None:
            self._open(attempt)
            return
        attempt.tried.add(room)
        if room in self.manager.rooms.sleepers:
            self.manager.rooms.when_awake(
                room, partial(self._settled, attempt, room), partial(self._ask, attempt, room)
            )
        else:
            self._ask(attempt, room)

    def _ask(self, attempt: _Attempt, room: RoomId) -> None:
        session, host = attempt.session, self.manager.rooms.hosts.get(room)
        if host is None:
            self._settled(attempt, room, Refusal("room_closed", "the room has closed"))
            return
        if (refusal := self.manager.access.find_refusal(host, session)) is not None:
            self._settled(attempt, room, refusal)
            return
        if self._is_with_somebody_apart(host, session.player_id):
            self._settled(attempt, room, Refusal("not_allowed", "somebody there is not to be met"))
            return
        records = self.manager.registry.saving.records_of(session, {*session.rooms, room})
        by = By(session.id, attempt.asked.number, records, more=entrance.answer_of(host))
        host.give(TakeSeat(session.player, None), partial(self._decided, attempt, host, by), by)
        # Who comes next must see it at once, and not when it is stored.
        self._list(host)

    def _is_with_somebody_apart(self, host: Host, player: PlayerId) -> bool:
        there = (seat.player for seat in host.room.seats if seat.player is not None)
        return any(self.manager.talk.are_apart(player, other) for other in there)

    def _decided(self, attempt: _Attempt, host: Host, by: By, result: Value | Refusal) -> None:
        if isinstance(result, Refusal):
            self._settled(attempt, host.room.id, result)
            return
        self.manager.lobby.proposer.settle(host.room.id)
        self._list(host)
        more = {**by.more, **result}
        self._come_in(host, attempt.session, evolve(by, more=more), attempt.reply, save=False)

    def _settled(self, attempt: _Attempt, room: RoomId, result: Value | Refusal) -> None:
        """There is no seat: look for another one, unless that would end the same way."""
        self.manager.lobby.proposer.settle(room)
        if isinstance(result, Refusal) and result.code in _FINAL:
            attempt.reply(result)
        else:
            self._try(attempt)

    def _open(self, attempt: _Attempt) -> None:
        session, asked, manager = attempt.session, attempt.asked, self.manager
        wish = Create(
            asked.number, asked.game, options=asked.options or {}, pace=asked.pace, clock=asked.clock
        )
        opened = manager.usher.plan(session, wish)
        if isinstance(opened, Refusal):
            attempt.reply(opened)
            return
        # The first step keeps the seat, and so what the player is told now can't be lost.
        player = session.player
        reserved_ms = int(manager.config.finding.reserved_seconds * 1000)
        opened = evolve(opened, reserved=((player.id, player.name, player.kind),), reserved_ms=reserved_ms)
        manager.usher.open(session, opened, By(session.id, asked.number, more={"seat": 0}), attempt.reply)

    def _come_in(self, host: Host, session: Session, by: By, reply: Reply, *, save: bool) -> None:
        def entered(result: Value | Refusal) -> None:
            # It may have dropped off meanwhile: the room must know, to begin the grace of its seat.
            entrance.reconcile(host, session.player_id)
            reply(result if isinstance(result, Refusal) else by.tell(result))

        answer = by.answer(entrance.answer_of(host))
        keep = partial(self.manager.registry.saving.save_entry, session, host.room.id, answer)
        self.manager.usher.bring_in(host, session, {}, entered, keep if save else entrance.at_once)

    def _list(self, host: Host) -> None:
        watchers = host.audience.crowd.count_watchers(seated_in(host))
        self.manager.lobby.proposer.put(list_room(host.room, watchers))
