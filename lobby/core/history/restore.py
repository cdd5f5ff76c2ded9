"""A room out of its log after a restart: the room, and what each of its topics showed last."""

from typing import Self

from attrs import evolve, frozen

from lobby.core.announce import game_changed, room_changed, watched
from lobby.core.apply import apply
from lobby.core.backlog import Backlog, Seen, pack_entry
from lobby.core.events import Opened, Row
from lobby.core.game import Game
from lobby.core.history.snapshot import Snapshot, Told
from lobby.core.outputs import Shown, WatchBegun
from lobby.core.room import Room, begin_step, open_room
from lobby.core.talk.channel import view_talk
from lobby.core.views import (
    game_topic,
    room_topic,
    seat_topic,
    talk_topic,
    view_game,
    view_room,
    view_seat,
    view_watch,
    watch_topic,
)


@frozen
class Restored:
    """A log, replayed up to some row. `people` and `play` are the room as it was at the last step that
    changed its own view and the game's: what is told later counts on those views, to the bit. None: that
    was before the snapshot from which the replay began, which has those views in `told`."""

    room: Room
    people: Room | None
    play: Room | None
    told: tuple[Told, ...] = ()
    backlog: Backlog | None = None  # of who watches late; it goes on with each row

    @classmethod
    def begin(cls, opened: Opened, game: Game) -> Self:
        """Return the room that its first row describes."""
        room = open_room(opened, game)
        is_late = room.house.watching == "delayed"
        seen = Seen(room.step, view_watch(view_room(room), view_game(room)))
        return cls(room, room, room, backlog=Backlog(seen) if is_late else None)

    @classmethod
    def resume(cls, snapshot: Snapshot) -> Self:
        """Return the room that a snapshot holds, for the rows after it."""
        watch = watch_topic(snapshot.room.id)
        seen = [Seen(number, shown.view) for number, shown in snapshot.told if shown.topic == watch]
        backlog = Backlog(seen[0]) if seen else None
        if backlog is not None:
            for entry in snapshot.late:
                backlog.push(entry)
        return cls(snapshot.room, None, None, snapshot.told, backlog)

    def advance(self, row: Row) -> Self:
        """Return it after one more row; raise GameFailed where a hook of the game does."""
        room = begin_step(self.room, row.at_ms)
        for event in row.events:
            room = apply(room, event)
        people = room if room_changed(self.room, room) else self.people
        play = room if game_changed(self.room, room) else self.play
        return evolve(self, room=room, people=people, play=play, backlog=self._watched(room))

    def shown(self) -> list[Told]:
        """Return the view of every topic, with the number of the step that changed it last.

        A number may be later than the one that was told, where a step changed nothing that shows: who is
        at the earlier one gets the same view again.
        """
        return [
            *self._room_shown(),
            *self._seats_shown(),
            *self._watch_shown(),
            *self._talk_shown(),
            *self._game_shown(),
        ]

    def _watched(self, room: Room) -> Backlog | None:
        """Return the backlog after a step, as it was in the process before: what is due is seen."""
        later = watched(self.room, room)
        if isinstance(later, WatchBegun):
            return Backlog(Seen(later.number, later.view))
        backlog = self.backlog if room.house.watching == "delayed" else None
        if backlog is not None:
            if later is not None:
                backlog.push(pack_entry(later.number, later.due_ms, later.room, later.game))
            for _ in backlog.pop_due(room.now_ms):
                pass
        return backlog

    def _talk_shown(self) -> list[Told]:
        if self.room.phase == "closed":
            return []
        return [
            (talk.number, Shown(talk_topic(self.room.id, talk.name), view_talk(talk), more=True))
            for talk in self.room.talk
        ]

    def _watch_shown(self) -> list[Told]:
        if self.backlog is None:
            return []
        seen = self.backlog.seen
        return [(seen.number, Shown(watch_topic(self.room.id), seen.view, more=True))]

    def _room_shown(self) -> list[Told]:
        topic = room_topic(self.room.id)
        if self.people is None:
            return self._told_of(topic)
        return [(self.people.step, Shown(topic, view_room(self.people), more=True))]

    def _game_shown(self) -> list[Told]:
        topic = game_topic(self.room.id)
        if self.play is None:
            return self._told_of(topic)
        return [(self.play.step, Shown(topic, view_game(self.play), more=False))]

    def _seats_shown(self) -> list[Told]:
        views: list[Told] = []
        for number, seat in enumerate(self.room.seats):
            if seat.person is None:
                continue
            topic = seat_topic(self.room.id, number, seat.tenancy)
            told = self._told_of(topic) if self.play is None else []
            shown = Shown(topic, view_seat(self.room, number), more=True, owner=seat.person)
            changed = seat.tenancy if self.play is None else max(seat.tenancy, self.play.step)
            views += told or [(changed, shown)]
        return views

    def _told_of(self, topic: str) -> list[Told]:
        return [told for told in self.told if told[1].topic == topic]
