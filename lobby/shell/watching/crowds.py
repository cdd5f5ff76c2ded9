"""Who watches in each room, told at most once a second: a crowd costs neither rows nor copies."""

from collections.abc import Callable
from itertools import count

from attrs import define, field

from lobby.core.ids import PlayerId, RoomId
from lobby.core.shown import seated_shown
from lobby.core.talk.hush import keeps_secrets
from lobby.core.topic import Topic
from lobby.core.views import crowd_topic
from lobby.core.watching import is_held
from lobby.shell.host import Host
from lobby.shell.timing.throttle import Throttle
from lobby.shell.timing.timers import Timers
from lobby.wire.values import Value


@define(eq=False)
class Crowds:
    """The topics crowd/<id> of all rooms."""

    timers: Timers
    seconds: float
    epoch: str  # of this process: who was there is not in the log, nor is it when a room has slept
    notice_in: Callable[[RoomId], Value]  # of the operator, None without
    still_ms: Callable[[Host], int | None]  # room time at which it stands still, None where it goes on
    _topics: dict[RoomId, tuple[Topic, Throttle]] = field(factory=dict)
    _serial: "count[int]" = field(factory=count)

    def begin(self, host: Host) -> None:
        """Add the topic to a room that has just opened, or woken up: then its numbers begin anew, and so must
        its epoch."""
        audience, room = host.audience, host.room.id
        name, epoch = crowd_topic(room), f"{self.epoch}.{next(self._serial)}"
        topic = Topic(name, epoch, 0, self._noted(host, audience.crowd.view(set())), audience.bounds)
        audience.begin(topic)
        throttle = Throttle(self.timers, name, self.seconds, lambda: self._publish(host, topic))
        self._topics[room] = (topic, throttle)

    def touch(self, room: RoomId) -> None:
        """Somebody came or went, sat down or stood up."""
        if room in self._topics:
            self._topics[room][1].touch()

    def end(self, room: RoomId) -> None:
        """The room has closed."""
        self._topics.pop(room)[1].cancel()

    def _publish(self, host: Host, topic: Topic) -> None:
        seen = host.audience.seen
        if seen is None:
            view = host.audience.crowd.view(seated_in(host))
        else:
            # Who comes and goes at the table tells of the game: watchers hear of it when they see it.
            view = host.audience.crowd.view_late(seated_shown(seen))
        if keeps_secrets(host.told) or is_held(host.told, host.now_ms()):
            view = _as_named(view, topic.view)
        noted = self._noted(host, view)
        host.audience.publish(topic.draft(topic.number + 1, noted, more=False))

    def _noted(self, host: Host, view: Value) -> Value:
        beside = {"notice": self.notice_in(host.room.id), "still_ms": self.still_ms(host)}
        beside["waits"] = host.waits
        return {**view, **{name: value for name, value in beside.items() if value is not None}}


def _as_named(view: Value, before: Value) -> Value:
    """Return a view with the names that were told before, and nobody who has come or been renamed since.

    While a game with secrets runs, or one that is seen late, a name would be a line.
    """
    named = {watcher["id"]: watcher for watcher in before["watchers"]}
    watchers = (named.get(watcher["id"]) for watcher in view["watchers"])
    return {**view, "watchers": [watcher for watcher in watchers if watcher is not None]}


def seated_in(host: Host) -> set[PlayerId]:
    """Return the players who have a seat."""
    return {seat.player for seat in host.told.seats if seat.player is not None and seat.is_held}
