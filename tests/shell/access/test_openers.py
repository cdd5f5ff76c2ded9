"""From which address rooms were opened is known while they are open, and no longer."""

from lobby.core.ids import RoomId
from lobby.shell.access.openers import Openers


def test_rooms_of_an_address_count_while_they_are_open() -> None:
    alive = {RoomId("one"), RoomId("two")}
    openers = Openers(alive.__contains__)
    for room in sorted(alive):
        openers.note("198.51.100.7", room)

    assert (openers.count("198.51.100.7"), openers.count("203.0.113.1")) == (2, 0)
    alive.remove(RoomId("one"))
    assert openers.count("198.51.100.7") == 1


def test_addresses_of_rooms_that_are_over_are_forgotten_and_others_kept() -> None:
    alive = {RoomId("lasting")}
    openers = Openers(alive.__contains__)
    openers.note("198.51.100.7", RoomId("lasting"))

    for number in range(1000):
        room = RoomId(f"room {number}")
        alive.add(room)
        openers.note(f"2001:db8:{number:x}::/64", room)
        openers.note(f"2001:db8:{number:x}::/64", room)
        alive.remove(room)

    assert openers.count("198.51.100.7") == 1
    assert len(openers) <= 3
