"""What becomes of wishes for seats, and of seats whose player is ready, gone or back; bots have some, too."""

from lobby.core import because, inputs, lineup, watching
from lobby.core.events import CameBack, HostPassed, Readied, Seated, WentAway
from lobby.core.hosting import people as hosting
from lobby.core.hosting.people import freed, host_passed, unreserved
from lobby.core.ids import PlayerId, bot_id
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room


def take_seat(room: Room, asked: inputs.TakeSeat) -> Decision | Refusal:
    """Return what it causes that a member wants a seat."""
    player = asked.player
    if room.access.ban_of(PlayerId(player.id)) is not None:
        # Who is being banned is still there until that is stored.
        return because.YOU_ARE_BANNED
    held = room.seat_of(PlayerId(player.id))
    if held is not None:
        return lineup.move(room, held, asked.seat)
    kept = room.reserved_for(PlayerId(player.id))
    if kept is None and (bar := watching.find_bar(room, PlayerId(player.id))) is not None:
        return because.shown_later(bar)
    wanted = _find_seat(room, asked.seat, kept)
    if isinstance(wanted, Refusal):
        return wanted
    seated = Seated(wanted, PlayerId(player.id), player.name, player.kind)
    left = () if kept in (None, wanted) else unreserved(room, PlayerId(player.id))
    host = () if room.host is not None else (HostPassed(PlayerId(player.id)),)
    # Whoever comes to a match has come to play it: nobody can hold it up by not being ready.
    ready = (Readied(wanted, True),) if room.is_match else ()
    return Decision((*left, seated, *ready, *host), {"seat": wanted})


def give_seat_up(room: Room, player: PlayerId) -> Decision | Refusal:
    """Return what it causes that a player stands up."""
    if room.seat_of(player) is None:
        return Refusal("not_seated", "you have no seat to give up")
    return Decision(freed(room, player, "left"))


def set_ready(room: Room, player: PlayerId, ready: bool) -> Decision | Refusal:
    """Return what it causes that a player is ready, or no longer."""
    seat = room.seat_of(player)
    if seat is None:
        return Refusal("not_seated", "take a seat first")
    if room.phase == "playing" and room.in_game(seat):
        return Refusal("game_running", "the game is running")
    if room.seats[seat].ready == ready:
        return Decision()
    if room.is_match:
        return Refusal("in_match", "the match begins as soon as everybody is there")
    return Decision((Readied(seat, ready),))


def drop(room: Room, player: PlayerId) -> Decision:
    """Return what it causes that a player's last connection is gone: the seat waits for the grace."""
    seat = room.seat_of(player)
    if seat is None:
        return Decision(hosting.host_dropped(room, player))
    if room.seats[seat].status != "taken" or room.seats[seat].bot:
        return Decision()
    if room.settings.grace_ms == 0:
        return Decision((*freed(room, player, "lost"), *host_passed(room, player)))
    return Decision((WentAway(seat, room.now_ms + room.settings.grace_ms),))


def come_back(room: Room, player: PlayerId) -> Decision:
    """Return what it causes that a player is there again."""
    seat = room.seat_of(player)
    if seat is None:
        return Decision(hosting.host_returned(room, player))
    if room.seats[seat].status not in ("away", "lent"):
        return Decision()
    host = () if room.host is not None else (HostPassed(player),)
    return Decision((CameBack(seat), *host))


def add_bot(room: Room, asked: inputs.AddBot) -> Decision | Refusal:
    """Return what it causes that the host wants a bot on a seat."""
    if asked.by != room.host:
        return Refusal("not_host", "only the host may add a bot")
    if (veil := watching.find_veil(room, asked.by, room.now_ms)) is not None:
        return because.shown_later(veil)
    if room.house.rated:
        return because.refuse("no_such_bot", "the server's bots play in no rated room", "no_bots_in_rated")
    wanted = _find_seat(room, asked.seat)
    if isinstance(wanted, Refusal):
        return wanted
    names = {seat.name for seat in room.seats}
    named = (f"{asked.title} {number}" for number in range(2, len(room.seats) + 2))
    name = next(name for name in (asked.title, *named) if name not in names)
    return Decision((Seated(wanted, bot_id(room.id, room.step), name, "bot", asked.kind),), {"seat": wanted})


def remove_bot(room: Room, asked: inputs.RemoveBot) -> Decision | Refusal:
    """Return what it causes that the host wants a bot away."""
    number = asked.seat
    if asked.by != room.host:
        return Refusal("not_host", "only the host may remove a bot")
    if (veil := watching.find_veil(room, asked.by, room.now_ms)) is not None:
        return because.shown_later(veil)
    if not 0 <= number < len(room.seats):
        return because.no_seat(number, len(room.seats))
    seat = room.seats[number]
    if seat.player is None or seat.person is not None:
        return Refusal("no_such_bot", f"no bot has seat {number}")
    return Decision(freed(room, seat.player, "kicked"))


def _find_seat(room: Room, asked: int | None, kept: int | None = None) -> int | Refusal:
    """Return the seat that is asked for, or the one `kept` for who asks, or the first open one."""
    free = [number for number in range(len(room.seats)) if number == kept or _can_be_taken(room, number)]
    first = kept if kept is not None else next(iter(free), None)
    wanted = asked if asked is not None else first
    if wanted is None:
        return because.match_for_others() if room.is_match else because.no_free_seat(len(room.seats))
    if not 0 <= wanted < len(room.seats):
        return because.no_seat(wanted, len(room.seats))
    if wanted != kept and room.seats[wanted].player is not None:
        is_coming = not room.seats[wanted].is_held
        return because.seat_taken(wanted, room.seats[wanted].name or "", "coming" if is_coming else "there")
    if wanted not in free and room.is_match:
        return because.match_for_others()
    if wanted not in free:
        return because.seat_in_game(wanted)
    return wanted


def _can_be_taken(room: Room, number: int) -> bool:
    """A seat whose player departed in a running game stays the game's until the game is over."""
    if room.seats[number].player is not None or room.is_match:
        return False
    return room.phase != "playing" or room.match is None or number >= len(room.match.players)
