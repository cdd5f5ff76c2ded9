"""A hypothesis state machine drives quick play against rooms that decide late, refuse, fill up and close."""

from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lobby.core.directory import Listing
from lobby.core.finding.quick import Proposer, Wish
from lobby.core.ids import Code, RoomId

SEATS = 3


@define
class Room:
    """A room that decides in its own time, and then alone."""

    id: RoomId
    created_ms: int
    seated: list[int] = field(factory=list)
    is_playing: bool = False

    def listing(self) -> Listing:
        phase = "playing" if self.is_playing else "gathering"
        return Listing(
            self.id, Code(self.id), "", "chess", phase, SEATS, len(self.seated), 0, True, self.created_ms
        )


class QuickMachine(RuleBasedStateMachine):
    """Players press; what rooms decide and tell arrives in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.proposer = Proposer()
        self.rooms: dict[RoomId, Room] = {}
        self.asking: list[tuple[int, RoomId, set[RoomId]]] = []  # who asks which room, and has asked before
        self.seated: dict[int, RoomId] = {}
        self.players = 0
        self.opened = 0

    def look(self, player: int, tried: set[RoomId]) -> None:
        room = self.proposer.propose(Wish("chess"), tried)
        if room is None:
            opened = Room(RoomId(f"room{self.opened}"), self.opened, [player])
            self.opened += 1
            self.rooms[opened.id] = opened
            self.seated[player] = opened.id
            self.proposer.put(opened.listing())
        else:
            assert room not in tried, "a room that refused is not asked again"
            self.asking.append((player, room, tried | {room}))

    @rule()
    def press(self) -> None:
        self.players += 1
        self.look(self.players, set())

    @precondition(lambda self: self.asking)
    @rule(data=st.data())
    def a_room_decides(self, data: st.DataObject) -> None:
        player, id_, tried = self.asking.pop(data.draw(st.integers(0, len(self.asking) - 1)))
        room = self.rooms.get(id_)
        takes = room is not None and not room.is_playing and len(room.seated) < SEATS
        if room is not None and takes:
            room.seated.append(player)
            assert player not in self.seated, "nobody has two seats"
            self.seated[player] = id_
            self.proposer.put(room.listing())
        self.proposer.settle(id_)
        if not takes:
            self.look(player, tried)

    @precondition(lambda self: self.rooms)
    @rule(data=st.data(), change=st.sampled_from(["start", "close", "leave"]))
    def a_room_changes(self, data: st.DataObject, change: str) -> None:
        room = self.rooms[data.draw(st.sampled_from(sorted(self.rooms)))]
        if change == "close":
            del self.rooms[room.id]
            self.proposer.remove(room.id)
            return
        room.is_playing = change == "start"
        if change == "leave" and room.seated:
            room.seated.pop()
        self.proposer.put(room.listing())

    @invariant()
    def no_seat_is_sold_twice_nor_promised_beyond_what_there_is(self) -> None:
        for room in self.rooms.values():
            assert len(room.seated) <= SEATS

    def teardown(self) -> None:
        """When all rooms have decided everybody has a seat, and no promise is left."""
        while self.asking:
            player, id_, tried = self.asking.pop()
            self.proposer.settle(id_)
            if (room := self.rooms.get(id_)) and not room.is_playing and len(room.seated) < SEATS:
                room.seated.append(player)
                self.seated[player] = id_
                self.proposer.put(room.listing())
            else:
                self.look(player, tried)
        assert set(self.seated) == set(range(1, self.players + 1))
        assert not self.proposer._promised


QuickMachine.TestCase.settings = settings(stateful_step_count=40, deadline=None)
test_quick_play_seats_everybody_once = QuickMachine.TestCase


def test_while_rooms_only_fill_nobody_is_refused_and_no_room_is_left_over() -> None:
    proposer, rooms, asking = Proposer(), list[Room](), list[RoomId]()
    for player in range(300):
        room = proposer.propose(Wish("chess"))
        if room is None:
            rooms.append(Room(RoomId(f"room{len(rooms)}"), len(rooms), [player]))
            proposer.put(rooms[-1].listing())
        else:
            asking.append(room)

    assert len(rooms) == 100
    assert all(asking.count(room.id) == SEATS - 1 for room in rooms)
