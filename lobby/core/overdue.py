"""What follows when a time is up: of a seat's player, of a reserved seat, of an invitation, of a move."""

from collections.abc import Iterator

from lobby.core import match, timekeeper
from lobby.core.events import (
    Event,
    Expired,
    Lent,
    Moved,
    Reason,
    StillReserved,
    TimedOut,
    Uninvited,
    Unreserved,
    WentAway,
)
from lobby.core.hosting import people as hosting
from lobby.core.hosting.people import freed, host_passed
from lobby.core.ids import PlayerId
from lobby.core.room import Room
from lobby.wire.values import Value

NEVER_MS = 2**53 - 1
_STILL_MS = 60_000  # a seat is reserved so much longer at most; the grace of a slow room is days


def time_came(room: Room, owed: tuple[PlayerId, ...]) -> tuple[Event, ...]:
    """One thing at a time: what is due after it is asked for again at once.

    Who is owed a return has the whole grace again.
    """
    for number, until_ms in away_until_ms(room):
        player = room.seats[number].player
        if player is not None and until_ms <= room.now_ms:
            if player in owed and room.settings.grace_ms:
                return (WentAway(number, room.now_ms + room.settings.grace_ms),)
            return _lost(room, player, number, "lost")
    if late_ones := tuple(_reserved_overdue(room, owed)):
        return late_ones
    if passed := hosting.host_overdue(room, owed):
        return passed
    if too_late := tuple(Uninvited(one.player) for one in room.asked if one.until_ms <= room.now_ms):
        return too_late
    game = room.match
    if game is None or room.phase != "playing":
        return ()
    if game.expires_ms is not None and game.expires_ms <= room.now_ms:
        return (Expired(),)
    if room.clock is not None:
        return _clocks_came(room, game)
    late = [seat for seat in match.acting(game) if move_due_ms(room, game, seat) <= room.now_ms]
    if not late:
        return ()
    if room.game.expire is not None:
        return (Expired(),)
    player = room.seats[late[0]].player
    assert player is not None, "a seat that must act has a player, or its moves are drawn"
    return _lost(room, player, late[0], "idle")


def _reserved_overdue(room: Room, owed: tuple[PlayerId, ...]) -> Iterator[Event]:
    """Yield what becomes of the seats whose players have not come: open, but to who is owed a return."""
    for number, seat in enumerate(room.seats):
        if seat.player is None or seat.reserved_until_ms is None or seat.reserved_until_ms > room.now_ms:
            continue
        if seat.player in owed and room.settings.grace_ms:
            yield StillReserved(number, room.now_ms + min(room.settings.grace_ms, _STILL_MS))
        else:
            yield Unreserved(number, seat.player)


def _lost(room: Room, player: PlayerId, number: int, reason: Reason) -> tuple[Event, ...]:
    """What it means that the time of a seat is up: where the host wishes a bot plays on for who is away.

    Not in a rated room: its results are of people.
    """
    lend = "" if room.house.rated else room.house.lend
    is_lent = lend and room.in_game(number) and room.seats[number].status == "away"
    gone = (Lent(number, lend),) if is_lent else freed(room, player, reason)
    return (*gone, *host_passed(room, player))


def _clocks_came(room: Room, game: match.Match) -> tuple[Event, ...]:
    late = timekeeper.late(room, game)
    if not late or room.game.time_out == "lose":
        return tuple(TimedOut(seat, lost=True) for seat in late)
    seat, most = late[0], room.settings.time_outs_max
    player = room.seats[seat].player
    assert player is not None, "only the clock of a seat with a player runs"
    if most and game.clocks[seat].missed >= most:
        return (*freed(room, player, "idle"), *host_passed(room, player))
    return (TimedOut(seat, lost=False), Moved(seat, _move_for(room, game, seat), drawn=True))


def _move_for(room: Room, game: match.Match, seat: int) -> Value:
    """Return the move that is made for a seat whose time is up."""
    passing = room.game.pass_move if room.game.time_out == "pass" else None
    if passing is not None and match.judge(room.game, game, seat, passing) is None:
        return passing
    return match.draw_move(room.game, game, seat)


def move_due_ms(room: Room, game: match.Match, seat: int) -> int:
    """Return the room time by which a seat must act; without a limit, a time that never comes.

    Who is away has the whole grace to come back, whatever the limit; in a slow room everybody is, mostly. A
    clock goes on for them, or pulling the plug would buy time; only after a restart, which is nobody's fault,
    it waits for who is away.
    """
    if room.clock is not None:
        due = timekeeper.due_ms(room, game, seat)
        return due if due is not None else room.seats[seat].away_until_ms or NEVER_MS
    limit = room.settings.move_limit_ms
    due_ms = game.turns[seat].since_ms + limit if limit else NEVER_MS
    return due_ms if room.settings.is_slow else max(due_ms, room.seats[seat].away_until_ms or 0)


def away_until_ms(room: Room) -> Iterator[tuple[int, int]]:
    """Return the seats whose players are away and lose them for it, each with the room time of that."""
    for number, seat in enumerate(room.seats):
        if seat.away_until_ms is not None and not room.keeps_seat(number):
            yield number, seat.away_until_ms
