"""Who watches rooms late: what is held back for them is told when it is due."""

from functools import partial

from attrs import define

from lobby.core.ids import PlayerId, RoomId
from lobby.core.shown import seated_shown
from lobby.core.views import watch_topic
from lobby.shell.host import Host
from lobby.shell.timing.timers import Timers
from lobby.shell.watching.crowds import seated_in


@define(eq=False)
class Galleries:
    """The topics watch/<id> of all rooms that have one."""

    timers: Timers

    def begin(self, host: Host) -> None:
        """A room is in memory from now on."""
        host.audience.when_late = partial(self._look, host)
        self._look(host)

    def end(self, room: RoomId) -> None:
        """The room is not in memory any more."""
        self.timers.cancel(("watch", room))

    def _look(self, host: Host, at_ms: int = 0) -> None:
        """Tell what is due, now and at a time that a timer was set for, and come again when the next step is.

        Timers ring up to a hair early, which in whole milliseconds would be one: the step would be waited for
        again and again.
        """
        audience, key = host.audience, ("watch", host.room.id)
        backlog = audience.backlog
        if backlog is None:
            self.timers.cancel(key)
            return
        topic = audience.topic(watch_topic(host.room.id))
        for seen in backlog.pop_due(max(host.now_ms(), at_ms)):
            audience.publish(topic.draft(seen.number, seen.view, more=False))
        if backlog.due_ms is None:
            self.timers.cancel(key)
        else:
            again = partial(self._come_again, host, backlog.due_ms)
            self.timers.set(key, host.look_at(backlog.due_ms), again)

    def _come_again(self, host: Host, at_ms: int) -> None:
        # Time may have stood still meanwhile; else it is that time, to a hair.
        is_early = host.now_ms() < at_ms - 1
        self._look(host, 0 if is_early else at_ms)
        host.look_around()  # what the lobby tells of the room is what watchers see


def seated_for_all(host: Host) -> set[PlayerId]:
    """Return who has a seat, as far as everybody may know."""
    seen = host.audience.seen
    return seated_in(host) if seen is None else seated_shown(seen)
