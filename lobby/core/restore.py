"""A room out of its log after a restart: the room, and what each of its topics showed last."""

from typing import Self

from attrs import evolve, frozen

from lobby.core import match
from lobby.core.announce import game_changed, room_changed
from lobby.core.apply import apply
from lobby.core.events import Moved, Opened, Row, Said
from lobby.core.game import Game
from lobby.core.outputs import Shown
from lobby.core.room import Room, begin_step, open_room
from lobby.core.views import game_topic, room_topic, seat_topic, view_game, view_room, view_seat


@frozen
class Restored:
    """A log, replayed up to some row. `people` and `play` are the room as it was at the last step that
    changed its own view and the game's: what is told later counts on those views, to the bit."""

    room: Room
    people: Room
    play: Room

    @classmethod
    def begin(cls, opened: Opened, game: Game) -> Self:
        """Return the room that its first row describes."""
        room = evolve(open_room(opened, game), replays=True)
        return cls(room, room, room)

    def advance(self, row: Row) -> Self:
        """Return it after one more row; raise GameFailed where a hook of the game does."""
        before = self.room
        if not all(isinstance(event, _PLAIN) for event in row.events):
            before = _settle(before)  # what becomes of seats and times depends on whose turn it is
        room = begin_step(before, row.at_ms)
        for event in row.events:
            room = apply(room, event)
        people = room if room_changed(before, room) else self.people
        play = room if game_changed(before, room) else self.play
        return evolve(self, room=room, people=people, play=play)

    def finish(self) -> Self:
        """Return it when there is no more row, with all that shows; raise GameFailed where a hook does."""
        room, play = _finish(self.room), self.play
        is_now = play.match is self.room.match
        play = evolve(play, match=room.match, replays=False) if is_now else _finish(play)
        # Of the game the room's own view shows its number.
        return evolve(self, people=evolve(self.people, replays=False), play=play, room=room)

    def shown(self) -> list[tuple[int, Shown]]:
        """Return the view of every topic, with the number of the step that changed it last.

        A number may be later than the one that was told, where a step changed nothing that shows: who is
        at the earlier one gets the same view again.
        """
        room = self.room
        views = [(self.people.step, Shown(room_topic(room.id), view_room(self.people), more=True))]
        for number, seat in enumerate(room.seats):
            if seat.player is not None:
                topic = seat_topic(room.id, number, seat.tenancy)
                shown = Shown(topic, view_seat(room, number), more=True, owner=seat.player)
                views.append((max(seat.tenancy, self.play.step), shown))
        return [*views, (self.play.step, Shown(game_topic(room.id), view_game(self.play), more=False))]


# These change the game, or nothing that depends on it: all the others look at whose turn it is.
_PLAIN = (Moved, Said)


def _settle(room: Room) -> Room:
    if room.match is None or not room.match.unasked:
        return room
    return evolve(room, match=match.settle(room.game, room.match))


def _finish(room: Room) -> Room:
    room = _settle(room)
    if room.match is not None and room.match.replays:
        room = evolve(room, match=evolve(room.match, replays=False))
    return evolve(room, replays=False)
