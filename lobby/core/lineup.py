"""Between games: who moves to which seat, the countdown once all are ready, and who begins the next game."""

from lobby.core import because
from lobby.core.events import CountdownSet, Event, Started, Swapped
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room


def move(room: Room, held: int, wanted: int | None) -> Decision | Refusal:
    """Return what it causes that a player who has a seat wants another one: both in one event, or neither."""
    if wanted is None or wanted == held:
        return Refusal("already_seated", f"you have seat {held}")
    if not 0 <= wanted < len(room.seats):
        return because.no_seat(wanted, len(room.seats))
    if room.seats[wanted].player is not None:
        is_kept = room.seats[wanted].status == "reserved"
        return because.seat_taken(wanted, room.seats[wanted].name or "", "reserved" if is_kept else "there")
    if fault := find_fault(room, held, wanted):
        return fault
    return Decision((Swapped(held, wanted),), {"seat": wanted})


def find_fault(room: Room, *seats: int) -> Refusal | None:
    """Return why these seats can't change hands now, None where they can."""
    if room.is_match:
        detail = "in a match everybody has the seat that was drawn"
        return because.refuse("not_allowed", detail, "fixed_in_match")
    for seat in seats:
        if belongs_to_game(room, seat):
            return because.seat_in_game(seat)
    return None


def belongs_to_game(room: Room, seat: int) -> bool:
    """Tell whether a seat is the running game's, also if its player has departed."""
    return room.phase == "playing" and room.match is not None and seat < len(room.match.players)


def consequence(room: Room) -> Event | None:
    """Return what follows by itself while no game runs: the countdown begins, stops, or is over."""
    if not _all_ready(room):
        return None if room.starts_ms is None else CountdownSet(None)
    wait_ms = _countdown_ms(room)
    if wait_ms and room.starts_ms is None:
        return CountdownSet(room.now_ms + wait_ms)
    if room.starts_ms is not None and room.now_ms < room.starts_ms:
        return None
    return Started(_first(room))


def _all_ready(room: Room) -> bool:
    """Whether a game can begin. In a slow room two people need not be there at the same time.

    Bots are always ready; so one person at least must want it, or they would play for ever.
    """
    if any(seat.status == "reserved" for seat in room.seats):
        return False  # somebody is on the way
    seated = [seat for seat in room.seats if seat.is_held]
    has_person = any(seat.person is not None for seat in seated)
    return (
        has_person
        and len(seated) >= room.game.seats_min
        and all(seat.ready and (room.settings.is_slow or seat.status == "taken") for seat in seated)
    )


def _countdown_ms(room: Room) -> int:
    """Return how long the start waits: two people or more may be looking elsewhere, one has just pressed."""
    people = sum(seat.kind == "person" for seat in room.seats if seat.is_held)
    return room.house.countdown_ms if people > 1 and not room.settings.is_slow else 0


def _first(room: Room) -> int:
    """Return which of those who sit, in order, has seat 0 in the next game.

    Where the same people sit as they did in the last game, who was second begins: seats are swapped for the
    rematch. Where somebody has come, gone or moved, they sit as they have chosen.
    """
    game = room.match
    if game is None or not room.game.rotate or not room.house.rotate:
        return 0
    seated = [seat.player for seat in room.seats if seat.is_held]
    return int(len(seated) > 1 and seated == [player.id for player in game.players])
