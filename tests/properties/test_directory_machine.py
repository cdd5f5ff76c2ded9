"""A hypothesis state machine drives the directory against a plain list of rooms."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lobby.core.directory import Directory, Listing
from lobby.core.ids import Code, RoomId

LISTED_MAX = 3
rooms = st.integers(0, 7)


def make_listing(room: int, taken: int, phase: str, public: bool) -> Listing:
    game = "chess" if room % 2 else "go"
    id_, code = RoomId(f"room{room}"), Code(f"CODE{room}".upper())
    return Listing(id_, code, "a room", game, phase, 2, taken, 0, public, 0)


class DirectoryMachine(RuleBasedStateMachine):
    """Rooms open, change and close in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Directory(LISTED_MAX)
        self.rooms: dict[str, Listing] = {}

    @rule(room=rooms, taken=st.integers(0, 2), phase=st.sampled_from(["gathering", "playing", "over"]))
    def put(self, room: int, taken: int, phase: str) -> None:
        listing = make_listing(room, taken, phase, public=room < 6)
        changed = self.directory.put(listing)
        assert changed == (self.rooms.get(listing.id) != listing)
        self.rooms[listing.id] = listing

    @rule(room=rooms)
    def remove(self, room: int) -> None:
        self.directory.remove(RoomId(f"room{room}"))
        self.rooms.pop(f"room{room}", None)

    @invariant()
    def every_open_room_is_found_by_id_and_code_and_no_other(self) -> None:
        for room in range(8):
            expected = f"room{room}" if f"room{room}" in self.rooms else None
            assert self.directory.find(f"room{room}") == expected
            assert self.directory.find(f" code{room} ") == expected
            assert self.directory.has_code(Code(f"CODE{room}")) == (expected is not None)
        assert len(self.directory) == len(self.rooms)

    @invariant()
    def lists_are_bounded_public_and_show_first_what_can_be_joined(self) -> None:
        for game in ("chess", "go"):
            view = self.directory.view(game, 5)
            public = {r.id: r for r in self.rooms.values() if r.public and r.game == game}
            shown = [self.rooms[entry["id"]] for entry in view["rooms"]]
            assert len(shown) == min(LISTED_MAX, len(public))
            assert {listing.id for listing in shown} <= public.keys()
            joinable = [listing.can_be_joined for listing in shown]
            assert joinable == sorted(joinable, reverse=True)
            playing = sum(listing.phase == "playing" for listing in public.values())
            assert view["totals"] == {"rooms": len(public), "playing": playing, "online": 5}
            assert view["rooms"] == [listing.view() for listing in shown]


DirectoryMachine.TestCase.settings = settings(stateful_step_count=30, deadline=None)
test_the_directory_shows_what_is_open = DirectoryMachine.TestCase
