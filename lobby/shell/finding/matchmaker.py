"""The rated queue at work: tickets come and go, matches are opened as soon as they are possible."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import structlog
from attrs import define, evolve, field

from lobby.core import because
from lobby.core.finding.groups import QueueWish, Ticket, Widening
from lobby.core.finding.queue import Group, Queue
from lobby.core.finding.ratings import NEW
from lobby.core.game import Game
from lobby.core.ids import PlayerId, RoomId
from lobby.core.refusal import Refusal, Reply
from lobby.core.summary import summarize
from lobby.shell.finding import busy
from lobby.shell.finding.matches import Matches
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.keeping.results import keep_room
from lobby.shell.questions import ListRatings, Standing, Unreadable
from lobby.shell.session import Session
from lobby.shell.timing.throttle import Throttle
from lobby.shell.watching.crowds import seated_in
from lobby.wire.messages import Create, Enqueue, Player
from lobby.wire.values import Value

if TYPE_CHECKING:
    from lobby.shell.manager import Manager

log = structlog.get_logger()

_FULL_RETRY_MS = 10_000


@define(eq=False)
class Matchmaker:
    """Holds the queue, which lives as long as the process, and opens a room for each match."""

    manager: "Manager"
    queue: Queue = field(init=False)
    _entering: set[PlayerId] = field(factory=set)  # whose rating is being read
    _opening: dict[PlayerId, Ticket] = field(factory=dict)  # whose match is not stored yet: they still wait
    _matches: Matches = field(init=False)
    _known: dict[PlayerId, busy.Games] = field(factory=dict)  # that ran when who waits came
    _places: dict[PlayerId, tuple[int, int]] = field(factory=dict)  # as they were told
    _looked_at: float = float("-inf")
    _told: Throttle = field(init=False)

    def __attrs_post_init__(self) -> None:
        settings, timers = self.manager.config.finding, self.manager.timers
        self._matches = Matches(settings)
        self.queue = Queue(Widening(settings.queue_window, settings.queue_widening), self._are_apart)
        self._told = Throttle(timers, "queue places", settings.queue_publish_ms / 1000, self._tell_places)
        self.manager.own.queue_of = self.view

    def enter(self, session: Session, asked: Enqueue, reply: Reply) -> None:
        """Let a player wait; `reply` hears that it does, or why not."""
        wish = self._structure(session, asked)
        refusal = wish if isinstance(wish, Refusal) else self._why_not(session.player_id)
        if refusal is not None or isinstance(wish, Refusal):
            reply(refusal)
            return
        self._entering.add(session.player_id)
        take = partial(self._take_rating, session, wish, reply)
        self.manager.store.ask(ListRatings(session.player_id), take)

    def leave(self, player: PlayerId) -> Ticket | None:
        """Let a player wait no more; return their ticket, None where there was none.

        A match that is about to be told is told all the same.
        """
        if self._opening.pop(player, None) is not None:
            self._forget(player)
        if (ticket := self.queue.leave(player)) is not None:
            self._forget(player)
            self._look()
        return ticket

    def _give_up(self, player: PlayerId) -> None:
        """A player has been gone for too long."""
        self.leave(player)

    def take_back(self, ticket: Ticket) -> None:
        """What a player has left the queue for was refused: let them wait as long as they have."""
        self._put_back([ticket])

    def look_at(self, session: Session) -> None:
        """A session has got or lost its connection: who is not there is not matched, and goes in the end."""
        player, timers = session.player_id, self.manager.timers
        if player not in self.queue:
            return
        is_there = session.identity.is_online
        if is_there:
            timers.cancel(("queue", player))
        elif ("queue", player) not in timers:
            at_seconds = timers.now() + self.manager.config.finding.queue_grace_seconds
            timers.set(("queue", player), at_seconds, partial(self._give_up, player))
        if self.queue.set_there(player, is_there):
            self._look()

    def changed(self, host: Host) -> None:
        """A room is like this now."""
        self._let_play(host)
        self._matches.changed(host, self.manager.timers.now())

    def _let_play(self, host: Host) -> None:
        """Whose game begins waits no more; who came to the queue while it ran wanted both."""
        if host.told.phase != "playing" or not len(self.queue):
            return
        for player in sorted(seated_in(host)):
            if player in self.queue and not self._games_of(player) <= self._known.get(player, frozenset()):
                self.leave(player)

    def _games_of(self, player: PlayerId) -> busy.Games:
        return busy.games(busy.running(player, self.manager.own.rooms_of(player)))

    def closed(self, host: Host) -> None:
        """A room has closed. Of a match that is off, who can't help it waits on, as if nothing had been."""
        if tickets := self._matches.closed(host.told, self.manager.timers.now()):
            self._put_back(tickets)

    def blocks_changed(self, player: PlayerId) -> None:
        """A player blocks others than before."""
        if self.queue.look_anew(player):
            self._look()

    def go_on(self) -> None:
        """The server takes new rooms again."""
        self._look()

    def view(self, player: PlayerId) -> Value:
        """Return what a player is shown of the own ticket, None without one."""
        ticket = self.queue.find(player) or self._opening.get(player)
        if ticket is None:
            return None
        wish, waited_ms = ticket.wish, self._now_ms() - ticket.since_ms
        place, waiting = self._places.get(player) or self.queue.position(player) or (1, 1)
        return {
            "game": wish.game,
            "title": self.manager.architect.games[wish.game].title,
            "seats": wish.seats,
            "pace": wish.pace,
            "clock": wish.clock,
            "rating": ticket.rating,
            "since_ms": int(self.manager.architect.wall_clock() * 1000) - waited_ms,
            "place": place,
            "waiting": waiting,
            "expected_ms": self.queue.expected_ms(wish),
        }

    # --- coming in -------------------------------------------------------------------------------

    def _structure(self, session: Session, asked: Enqueue) -> QueueWish | Refusal:
        game = self.manager.architect.games.get(asked.game)
        opened = self.manager.architect.plan(_creation(asked), session.player, self.manager.rooms.has_code)
        if game is None or isinstance(opened, Refusal):
            return opened if isinstance(opened, Refusal) else Refusal("no_such_game", asked.game[:40])
        seats = asked.seats or max(2, game.seats_min)
        if not max(2, game.seats_min) <= seats <= game.seats_max:
            return Refusal("malformed", f"seats: {seats}, allowed are {_allowed(game)}")
        are_apart = self.manager.config.finding.rated_bots == "apart"
        company = session.player.kind if are_apart else "all"
        return QueueWish(game.id, seats, asked.pace, asked.clock, company)

    def _why_not(self, player: PlayerId) -> Refusal | None:
        if player in self.queue or player in self._entering or player in self._opening:
            return Refusal("queued", "you wait in the queue already; leave it first")
        if (refusal := self.find_bond(player)) is not None:
            return refusal
        if (refusal := self._matches.kept_out.find_refusal(player, self.manager.timers.now())) is not None:
            return refusal
        limit = self.manager.config.finding.queue_entries
        if len(self.queue) + len(self._entering) >= limit:
            return because.at_most("queue_full", "queue", limit, retry_ms=_FULL_RETRY_MS)
        return None

    def find_bond(self, player: PlayerId, here: RoomId | None = None) -> Refusal | None:
        """Return to which rated game a player is bound, other than `here`; None where there is none."""
        if (refusal := self.manager.finding.once.find_refusal(player, here)) is not None:
            return refusal
        is_elsewhere = self._matches.find(player) not in {None, here}
        if is_elsewhere or self._is_awaited(player):  # the room of the match need not know it yet
            return Refusal("in_match", "you are in a match that has not ended")
        return None

    def _is_awaited(self, player: PlayerId) -> bool:
        """Tell whether a match of the player's is not in memory: after a start rooms come back one by one."""
        rooms = self.manager.own.rooms_of(player)
        return any(player in room.matched for room in rooms if room.id not in self.manager.rooms.hosts)

    def _take_rating(
        self, session: Session, wish: QueueWish, reply: Reply, known: tuple[Standing, ...] | Unreadable
    ) -> None:
        player = session.player
        self._entering.discard(session.player_id)
        if isinstance(known, Unreadable):
            reply(because.unreadable("your rating"))
            return
        if (refusal := self.find_bond(session.player_id)) is not None:
            reply(refusal)
            return
        rating = next((standing.rating for standing in known if standing.game == wish.game), NEW)
        ticket = Ticket(session.player_id, player.name, player.kind, wish, rating.estimate, self._now_ms())
        self.queue.enter(ticket)
        self._known[session.player_id] = self._games_of(session.player_id)
        self.manager.own.tell_now(session.player_id)
        reply(None)
        self.look_at(session)
        self._look()

    # --- matches ---------------------------------------------------------------------------------

    def _look(self) -> None:
        """Look for matches very soon: a burst of entries is one look, and none waits longer than the gap."""
        timers, gap = self.manager.timers, self.manager.config.finding.queue_gap_ms / 1000
        timers.set("queue", max(timers.now(), self._looked_at + gap), self._match)

    def _match(self) -> None:
        self._looked_at = self.manager.timers.now()
        if self.manager.orders.is_draining:
            return  # who waits is told why; `go_on` comes if the server stays
        for group in self.queue.match(self._now_ms()):
            self._open(group)
        due_ms = self.queue.due_ms()
        if due_ms is not None:
            self.manager.timers.set("queue", due_ms / 1000, self._match)
        if len(self.queue):
            self._told.touch()

    def _open(self, group: Group) -> None:
        """Open a room with a seat kept for each: one event, so that all are in the match or none is."""
        self._opening.update({ticket.player: ticket for ticket in group.tickets})
        manager, first = self.manager, group.tickets[0]
        creator = Player(first.player, first.name, first.kind)
        wish = Create(
            0,
            first.wish.game,
            " – ".join(ticket.name for ticket in group.tickets),
            pace=first.wish.pace,
            clock=first.wish.clock,
            house={"rated": True},
        )
        opened = manager.architect.plan(wish, creator, manager.rooms.has_code)
        if isinstance(opened, Refusal) or len(manager.rooms) >= manager.config.limits.rooms:
            log.warning("no room for a match", game=first.wish.game)
            self._put_back_later(group.tickets)
            return
        reserved = tuple((ticket.player, ticket.name, ticket.kind) for ticket in group.tickets)
        reserved_ms = int(manager.config.finding.reserved_seconds * 1000)
        opened = evolve(opened, reserved=reserved, reserved_ms=reserved_ms)
        host = manager.rooms.open(opened)
        self._matches.begin(opened.room, group)
        kept = keep_room(summarize(host.room), "awake", opened.zero_ms)
        host.open(opened, partial(self._opened, host, group), (kept,))

    def _opened(self, host: Host, group: Group, result: Value | Refusal) -> None:
        if isinstance(result, Refusal):
            self._matches.drop(host.room.id)
            self._put_back_later(group.tickets)
            return
        self.manager.own.look_at(host.told, host.audience.seen)
        for ticket in group.tickets:
            self._opening.pop(ticket.player, None)
            self._forget(ticket.player)
            self.manager.own.tell_now(ticket.player)

    def _put_back(self, tickets: Sequence[Ticket]) -> None:
        for ticket in tickets:
            if ticket.player in self.queue or self._matches.find(ticket.player) is not None:
                continue
            if self._games_of(ticket.player) or self.find_bond(ticket.player):
                self._forget(ticket.player)  # a game has begun meanwhile
                continue
            self.queue.enter(ticket)
            for session in self.manager.registry.sessions_of(ticket.player):
                self.look_at(session)
            self.manager.own.touch(ticket.player)
        self._look()

    def _put_back_later(self, tickets: Sequence[Ticket]) -> None:
        """What could not be opened is not tried again at once: it would go wrong in the same way."""
        timers = self.manager.timers
        key = ("put back", tickets[0].player)

        def put_back() -> None:
            # Who has left the queue meanwhile has no ticket any more.
            self._put_back([one for one in tickets if self._opening.pop(one.player, None) is one])

        timers.set(key, timers.now() + RETRY_SECONDS, put_back)

    def _are_apart(self, one: PlayerId, other: PlayerId) -> bool:
        return self.manager.talk.are_apart(one, other)

    # --- what is told ----------------------------------------------------------------------------

    def _tell_places(self) -> None:
        """Tell some of those whose place has changed; the others come next."""
        left = self.manager.config.finding.queue_told
        for ticket, place, waiting in self.queue.positions():
            if self._places.get(ticket.player) == (place, waiting):
                continue
            self._places[ticket.player] = (place, waiting)
            self.manager.own.touch(ticket.player)
            left -= 1
            if not left:
                self._told.touch()
                return

    def _forget(self, player: PlayerId) -> None:
        self._places.pop(player, None)
        self._known.pop(player, None)
        self.manager.timers.cancel(("queue", player))
        self.manager.own.touch(player)

    def _now_ms(self) -> int:
        return int(self.manager.timers.now() * 1000)


def _creation(asked: Enqueue) -> Create:
    return Create(0, asked.game, pace=asked.pace, clock=asked.clock, house={"rated": True})


def _allowed(game: Game) -> str:
    return f"{max(2, game.seats_min)} to {game.seats_max} players"
