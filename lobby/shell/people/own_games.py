"""The topics player/<id>: own games and invitations of each player, for whoever of them listens."""

from collections.abc import Callable

import structlog
from attrs import define, field, frozen

from lobby.core.history.finished import unpack_finished
from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.core.own import concerned, own_topic, view_own, view_result
from lobby.core.room import Room, looks_alike
from lobby.core.shown import summarize_shown
from lobby.core.summary import Summary, summarize
from lobby.core.topic import Bounds, Topic
from lobby.settings import LobbySection
from lobby.shell.audience import Subscriber
from lobby.shell.questions import ListResults, Unreadable
from lobby.shell.records import KeepResult
from lobby.shell.store import Store
from lobby.shell.timing.throttle import Throttle
from lobby.shell.timing.timers import Timers
from lobby.wire.messages import Offset
from lobby.wire.values import Value

log = structlog.get_logger()

KEEP_SECONDS = 60.0  # the topic of a player who has gone


def _is_in_none(_: PlayerId) -> Value:
    return None


@define(eq=False)
class _Own:
    """The topic of one player, while somebody hears it."""

    topic: Topic
    throttle: Throttle
    subscribers: dict[SessionId, Subscriber] = field(factory=dict)
    results: list[Value] = field(factory=list)  # newest first


@frozen
class _Known:
    """What there is to know of a room, and what who has no seat in it may know."""

    room: Summary
    shown: Summary

    def players(self) -> set[PlayerId]:
        """Return whose views the room is in."""
        return {id_ for id_, _ in self.room.seated} | concerned(self.shown)

    def of(self, player: PlayerId) -> Summary:
        """Return what this player may know."""
        return self.room if player in {id_ for id_, _ in self.room.seated} else self.shown


@define(eq=False)
class OwnGames:
    """Knows of every room that lives, asleep or not, whose it is; a projection, never the rooms' truth."""

    settings: LobbySection
    epoch: str
    bounds: Bounds
    timers: Timers
    store: Store
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    queue_of: Callable[[PlayerId], Value] = field(
        default=_is_in_none
    )  # the ticket of a player, as it is shown
    blocked_by: Callable[[PlayerId], list[Value]] = lambda _: []  # whom a player does not want to hear
    _rooms: dict[RoomId, _Known] = field(factory=dict)
    _seen: dict[RoomId, tuple[Room, Value]] = field(factory=dict)  # of which the summaries were made
    _of: dict[PlayerId, dict[RoomId, None]] = field(factory=dict)
    _heard: dict[PlayerId, _Own] = field(factory=dict)
    _serial: int = 0

    def look_at(self, room: Room, seen: Value) -> None:
        """A room is like this now, and watchers see that of it; most steps change nothing here."""
        before, seen_before = self._seen.get(room.id, (None, None))
        if before is None or not looks_alike(before, room) or seen is not seen_before:
            summary = summarize(room)
            self.put(summary, summarize_shown(summary, seen))
            self._seen[room.id] = (room, seen)

    def put(self, summary: Summary, shown: Summary | None = None) -> None:
        """A room is like this now; `shown`: as who has no seat there may know it."""
        before = self._rooms.get(summary.id)
        known = self._rooms[summary.id] = _Known(summary, shown or summary)
        were, are = before.players() if before else set[PlayerId](), known.players()
        for player in were - are:
            self._drop(player, summary.id)
        for player in are - were:
            self._of.setdefault(player, {})[summary.id] = None
        self._touch(were | are)

    def remove(self, room: RoomId) -> None:
        """A room has closed."""
        self._seen.pop(room, None)
        known = self._rooms.pop(room, None)
        players = known.players() if known else set[PlayerId]()
        for player in players:
            self._drop(player, room)
        self._touch(players)

    def finished(self, result: KeepResult) -> None:
        """A game is over, and its result is stored; who watched late knows nothing of it yet."""
        if (wait_seconds := self._held_seconds(result)) > 0:
            at_seconds = self.timers.now() + wait_seconds
            self.timers.set(("result", result.id), at_seconds, lambda: self._add(result))
        else:
            self._add(result)

    def _held_seconds(self, result: KeepResult) -> float:
        return unpack_finished(result.data).shown_ms / 1000 - self.wall_clock()

    def _add(self, result: KeepResult) -> None:
        for player in result.players:
            own = self._heard.get(player)
            if own is not None and all(known["result"]["id"] != result.id for known in own.results):
                own.results.insert(0, _view(player, result))
                del own.results[self.settings.own_games :]
        self._touch(set(result.players))

    def has(self, player: PlayerId) -> bool:
        """Tell whether the player is in any room that lives."""
        return player in self._of

    def rooms_of(self, player: PlayerId) -> list[Summary]:
        """Return the rooms that live and are the player's."""
        return [self._rooms[room].of(player) for room in self._of.get(player, {})]

    def touch(self, player: PlayerId) -> None:
        """What the player is shown besides rooms is another now."""
        self._touch({player})

    def tell_now(self, player: PlayerId) -> None:
        """Tell what can't wait for the next publication: somebody has to come within seconds."""
        if (own := self._heard.get(player)) is not None:
            own.throttle.cancel()
            self._publish(player)

    def subscribe(self, session: Subscriber, offset: Offset | None) -> None:
        """Let a session hear of its player's games, from its offset on."""
        own = self._heard.get(session.player_id) or self._begin(session.player_id)
        own.subscribers[session.id] = session
        self.timers.cancel(("own", session.player_id))
        for _, frame in own.topic.missing(offset):
            session.deliver(frame)

    def forget(self, session: Subscriber) -> None:
        """A session has lost its connection."""
        player = session.player_id
        own = self._heard.get(player)
        if own is None or own.subscribers.pop(session.id, None) is None:
            return
        if not own.subscribers:
            # Who comes back soon goes on where they were, without asking the store again.
            at_seconds = self.timers.now() + KEEP_SECONDS
            self.timers.set(("own", player), at_seconds, lambda: self._end(player))

    def retell(self, session: Subscriber, missed: dict[str, int]) -> None:
        """Go on from the frames that a session has missed."""
        own = self._heard.get(session.player_id)
        if own is not None and session.id in own.subscribers and own.topic.name in missed:
            for _, frame in own.topic.missing((own.topic.epoch, missed[own.topic.name])):
                session.deliver(frame)

    def _begin(self, player: PlayerId) -> _Own:
        """Make the topic. Its numbers begin anew each time, so that its epoch must be another one."""
        self._serial += 1
        name = own_topic(player)
        topic = Topic(name, f"{self.epoch}{self._serial}", 0, self._view(player, []), self.bounds)
        seconds = self.settings.own_publish_ms / 1000
        own = _Own(topic, Throttle(self.timers, name, seconds, lambda: self._publish(player)))
        self._heard[player] = own
        question = ListResults(player=player, limit=self.settings.own_games)
        self.store.ask(question, lambda answer: self._take_results(player, own, answer))
        return own

    def _end(self, player: PlayerId) -> None:
        own = self._heard.pop(player)
        own.throttle.cancel()
        own.topic.end()

    def _take_results(self, player: PlayerId, own: _Own, answer: tuple[KeepResult, ...] | Unreadable) -> None:
        if isinstance(answer, Unreadable):
            log.warning("results not read", why=answer.reason)
        elif self._heard.get(player) is own and answer:
            shown = [result for result in answer if self._held_seconds(result) <= 0]
            own.results = [_view(player, result) for result in shown]
            own.throttle.touch()
            for result in answer:
                if self._held_seconds(result) > 0:
                    self.finished(result)

    def _touch(self, players: set[PlayerId]) -> None:
        for player in sorted(players & self._heard.keys()):
            self._heard[player].throttle.touch()

    def _publish(self, player: PlayerId) -> None:
        own = self._heard[player]
        draft = own.topic.draft(own.topic.number + 1, self._view(player, own.results), more=False)
        if draft is not None:
            own.topic.tell(draft)
            for session in list(own.subscribers.values()):
                session.deliver(draft.frame)

    def _view(self, player: PlayerId, results: list[Value]) -> Value:
        rooms = (self._rooms[room].of(player) for room in self._of.get(player, {}))
        view = view_own(player, rooms, results, self.settings.own_games, self.queue_of(player))
        return {**view, "blocked": self.blocked_by(player)}

    def _drop(self, player: PlayerId, room: RoomId) -> None:
        rooms = self._of.get(player, {})
        rooms.pop(room, None)
        if not rooms:
            self._of.pop(player, None)


def _view(player: PlayerId, result: KeepResult) -> Value:
    return view_result(player, result.room, result.game, result.id, unpack_finished(result.data))
