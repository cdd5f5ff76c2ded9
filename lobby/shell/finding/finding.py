"""All that helps people to find a game, behind one door: each command goes to the part that knows it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

from attrs import define, field

from lobby.core import because, inputs
from lobby.core.finding.search import BadCursor, Query, find_fault, view_page
from lobby.core.ids import PlayerId, RoomId
from lobby.core.refusal import Refusal, Reply
from lobby.core.talk.hush import find_hush
from lobby.shell.access.veil import is_known_here, is_veiled_for
from lobby.shell.finding.bars import Bars
from lobby.shell.finding.matchmaker import Matchmaker
from lobby.shell.finding.once import Once
from lobby.shell.finding.people import People
from lobby.shell.finding.quick import QuickSeating
from lobby.shell.limits import PerAddress
from lobby.shell.session import Session
from lobby.shell.watching.crowds import seated_in
from lobby.wire.messages import Decline, Dequeue, Enqueue, Invite, Leaders, Profile, QuickPlay, Search
from lobby.wire.values import Value
from lobby.wire.whys import What

if TYPE_CHECKING:
    from lobby.shell.manager import Manager

Command = Search | QuickPlay | Profile | Leaders | Enqueue | Dequeue | Invite | Decline


@define(eq=False)
class GameFinder:
    """Search, quick play, and how good people are, each within the allowance of who asks."""

    manager: "Manager"
    quick: QuickSeating = field(init=False)
    people: People = field(init=False)
    matchmaker: Matchmaker = field(init=False)
    once: Once = field(init=False)
    bars: Bars = field(init=False)
    _entries: PerAddress = field(init=False)
    _invitations: PerAddress = field(init=False)
    _searches: PerAddress = field(init=False)
    _looks: PerAddress = field(init=False)
    _quick_plays: PerAddress = field(init=False)

    def __attrs_post_init__(self) -> None:
        # Not `limits.players`: of those many have gone meanwhile who are counted all the same.
        settings, most = self.manager.config.finding, self.manager.config.talk.players
        self._searches = PerAddress(settings.searches_per_second, settings.searches_burst, most)
        self._quick_plays = PerAddress(settings.quick_per_second, settings.quick_burst, most)
        self._looks = PerAddress(settings.profiles_per_second, settings.profiles_burst, most)
        self._invitations = PerAddress(settings.invites_per_minute / 60, settings.invites_burst, most)
        self._entries = PerAddress(settings.queue_per_second, settings.queue_burst, most)
        self.quick = QuickSeating(self.manager)
        self.matchmaker = Matchmaker(self.manager)
        self.once = Once(self.manager)
        wall_clock = self.manager.architect.wall_clock
        registry, store = self.manager.registry, self.manager.store
        self.people = People(settings, store, registry, wall_clock)
        self.bars = Bars(settings, registry, store, self.manager.timers, wall_clock)

    def carry_out(self, session: Session, command: Command, reply: Reply) -> None:
        """Carry out a command; `reply` hears its result or refusal, now or later."""
        if (refusal := self._find_refusal(session, command)) is not None:
            reply(refusal)
        else:
            self._act(session, command, reply)

    def _find_refusal(self, session: Session, command: Command) -> Refusal | None:
        """Return why a command has to wait: there were too many of its kind, or the server drains."""
        match command:
            case Search():
                return self._too_many(self._searches, session, "searches")
            case QuickPlay():
                found = self.manager.orders.find_new()
                return found or self._too_many(self._quick_plays, session, "quick_plays")
            case Enqueue():
                found = self.manager.orders.find_new()
                return found or self._too_many(self._entries, session, "queue_entries")
            case Invite():
                return self._too_many(self._invitations, session, "invitations")
            case Profile() | Leaders():
                return self._too_many(self._looks, session, "profiles")
            case Dequeue() | Decline():
                return None
            case _:
                assert_never(command)

    def _act(self, session: Session, command: Command, reply: Reply) -> None:
        match command:
            case Search():
                reply(self._search(command))
            case QuickPlay():
                self.quick.play(session, command, reply)
            case Enqueue():
                self.matchmaker.enter(session, command, reply)
            case Dequeue():
                self.matchmaker.leave(session.player_id)
                reply(None)
            case Invite():
                self._invite(session, command, reply)
            case Decline():
                self._decline(session, command, reply)
            case Profile() | Leaders():
                self.people.answer(session, command, self._with_invitable(session, command, reply))
            case _:
                assert_never(command)

    def _invite(self, session: Session, asked: Invite, reply: Reply) -> None:
        """Ask the room, if who is invited is here or was met: strangers are left alone."""
        manager, settings = self.manager, self.manager.config.finding
        player = manager.registry.find(asked.player)
        if player is None or player.id == session.player_id:
            reply(because.nobody())
            return
        keep_ms = int(settings.invite_seconds * 1000)
        invited = PlayerId(player.id)
        # Also asked now, since who is not there may be in memory no more when their games are read.
        was_blocked = manager.talk.blocks(invited, session.player_id)

        def take(is_allowed: bool) -> None:
            # Who is blocked need not find out: it is answered like any other invitation, and nobody is told.
            is_wanted = not (was_blocked or manager.talk.blocks(invited, session.player_id))
            invite = inputs.Invite(session.player, invited, keep_ms, settings.invites_per_room, is_wanted)
            if is_allowed:
                manager.ask(asked.room, invite, reply, session, manager.by(session, asked.number))
            else:
                reply(because.not_met(player.name))

        if (hush := self._find_hush(session.player_id, invited)) is not None:
            reply(hush)
            return
        asked_in = manager.rooms.hosts.get(RoomId(asked.room))
        is_veiled = asked_in is not None and is_veiled_for(asked_in, session.player_id)
        self._ask_invitable(session, invited, take, is_known=is_veiled)

    def _find_hush(self, by: PlayerId, player: PlayerId) -> Refusal | None:
        """Return why somebody may not invite a player now: they watch that one's game, which has secrets."""
        hosts = self.manager.rooms.hosts
        for room in self.manager.own.rooms_of(player):
            host = hosts.get(room.id)
            if (
                host is None
                or not self.manager.roster.is_member(room.id, by)
                or player not in seated_in(host)
            ):
                continue
            if (hush := find_hush(host.room, by)) is not None:
                return hush
        return None

    def _ask_invitable(
        self, session: Session, player: PlayerId, tell: Callable[[bool], None], is_known: bool = False
    ) -> None:
        """Tell whether a player may be invited: who is here or was met (`is_known`: whoever that may be)."""
        rooms = self.manager.rooms.hosts
        hosts = [rooms[room] for room in sorted(session.rooms & rooms.keys())]
        if is_known or any(is_known_here(host, player) for host in hosts):
            tell(True)
        else:
            self.people.ask_met(session.player_id, player, tell)

    def _with_invitable(self, session: Session, asked: Profile | Leaders, reply: Reply) -> Reply:
        """Return what adds to a profile whether its player may be invited: nobody need try and fail."""
        player = PlayerId(asked.player) if isinstance(asked, Profile) else session.player_id
        if player in {"", session.player_id}:
            return reply

        def complete(profile: Value | Refusal) -> None:
            if isinstance(profile, dict):
                self._ask_invitable(session, player, lambda may: reply({**profile, "invitable": may}))
            else:
                reply(profile)

        return complete

    def _decline(self, session: Session, asked: Decline, reply: Reply) -> None:
        rooms = self.manager.rooms
        host = rooms.hosts.get(RoomId(asked.room))
        if host is not None:
            host.give(inputs.Decline(session.player_id), reply, self.manager.by(session, asked.number))
        else:
            rooms.when_awake(asked.room, reply, lambda: self._decline(session, asked, reply))

    def _search(self, asked: Search) -> Value | Refusal:
        settings = self.manager.config.finding
        query = Query(
            asked.game,
            asked.text,
            asked.pace,
            asked.clock,
            asked.phase,
            asked.free,
            asked.rated,
            asked.guarded,
        )
        if (fault := find_fault(query)) is not None:
            return Refusal("malformed", fault)
        try:
            return view_page(self.manager.lobby.shelf.find(query, asked.cursor, settings.search_rooms))
        except BadCursor as error:
            return Refusal("malformed", str(error))

    def _too_many(self, allowed: PerAddress, session: Session, what: What) -> Refusal | None:
        wait_seconds = allowed.take(session.player_id, self.manager.timers.now())
        if not wait_seconds:
            return None
        return because.too_often(what, because.Rate(*allowed.rate), wait_seconds)
