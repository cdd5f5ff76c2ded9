"""What really happened in a room, from the rows in its store: what everybody must have been shown."""

from typing import Any

from attrs import define, field, frozen

from lobby.core.apply import apply
from lobby.core.events import Moved, Opened, Row, Said, Seated
from lobby.core.game import Game
from lobby.core.history.log import unpack_row
from lobby.core.ids import PlayerId
from lobby.core.room import Room, begin_step, open_room
from lobby.core.views import seat_topic, view_game, view_room, view_seat
from lobby.wire.patch import diff
from lobby.wire.values import Value, pack, unpack
from tests.delivery.watched import Display


@frozen
class Move:
    """A move that took effect, with the position that it took effect on."""

    player: str
    room: str
    game: int
    position: int
    move: str


@define(eq=False)
class Truth:
    """One room, step by step."""

    rows: list[Row]
    rooms: list[Room] = field(factory=list)  # rooms[n - 1] is the room after step n
    moves: list[Move] = field(factory=list)
    said: list[Said] = field(factory=list)
    seated: list[Seated] = field(factory=list)
    _views: dict[tuple[str, int], Value] = field(factory=dict)
    _good: set[tuple[str, int, int]] = field(factory=set)

    @property
    def last(self) -> Room:
        """The room after its last step."""
        return self.rooms[-1]

    def find_fault(self, display: Display, player: str) -> str | None:
        """Return what a client showed that was never so; None where it showed one whole step."""
        step = display.step
        if not 1 <= step <= len(self.rooms):
            return f"step {step} of {len(self.rooms)}"
        due = set(self._topics(step, player))
        if due != display.told.keys():
            return f"at step {step}: shows {sorted(display.told)}, not {sorted(due)}"
        for topic, told in display.told.items():
            key = (topic, step, id(told.view))
            if key in self._good:
                continue
            if told.view != self.view(topic, step):
                change = diff(told.view, self.view(topic, step))
                return f"at step {step}: {topic} at {told.number} lacks {change}"
            self._good.add(key)
        return None

    def view(self, topic: str, step: int) -> Value:
        """Return what a topic showed after a step."""
        if (topic, step) not in self._views:
            self._views[topic, step] = unpack(pack(_view(self.rooms[step - 1], topic)))
        return self._views[topic, step]

    def _topics(self, step: int, player: str) -> list[str]:
        room = self.rooms[step - 1]
        seat = room.seat_of(PlayerId(player))
        own = [] if seat is None else [seat_topic(room.id, seat, room.seats[seat].tenancy)]
        return [f"room/{room.id}", f"game/{room.id}", *own]


def read_truth(packed: list[bytes], games: dict[str, Game]) -> Truth:
    """Return what the rows of a room tell."""
    rows = [unpack_row(data) for data in packed]
    truth = Truth(rows)
    opened = rows[0].events[0]
    assert isinstance(opened, Opened)
    room = open_room(opened, games[opened.game])
    truth.rooms.append(room)
    for row in rows[1:]:
        room = begin_step(room, row.at_ms)
        for event in row.events:
            _note(truth, room, event)
            room = apply(room, event)
        truth.rooms.append(room)
    return truth


def _note(truth: Truth, room: Room, event: Any) -> None:
    match event:
        case Moved(seat, move, drawn=False):
            assert room.match is not None
            player, turn = room.match.players[seat].id, room.match.turns[seat]
            truth.moves.append(Move(player, room.id, room.match.number, turn.position, repr(move)))
        case Said():
            truth.said.append(event)
        case Seated():
            truth.seated.append(event)
        case _:
            pass


def _view(room: Room, topic: str) -> Value:
    kind, _, rest = topic.partition("/")
    match kind:
        case "room":
            return view_room(room)
        case "game":
            return view_game(room)
        case _:
            return view_seat(room, int(rest.split("/")[1]))
