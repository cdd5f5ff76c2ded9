"""What an input causes: events, or a refusal. The only place that refuses."""

from typing import assert_never

from lobby.core import agreements, because, inputs, lineup, match, moving, overdue, shape, watching
from lobby.core.events import (
    CameBack,
    Closed,
    Event,
    HostPassed,
    HouseChanged,
    Invited,
    OptionsChanged,
    Readied,
    Renamed,
    Restarted,
    Said,
    Seated,
    TimeShifted,
    Uninvited,
    Upgraded,
    WentAway,
)
from lobby.core.hosting import house, setup
from lobby.core.hosting import people as hosting
from lobby.core.hosting.people import freed, host_passed, unreserved
from lobby.core.ids import PlayerId, bot_id
from lobby.core.inputs import Input
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.core.talk import chat, mute
from lobby.core.talk.hush import find_hush
from lobby.core.unfit import find_unfit
from lobby.wire.values import Value

_BANNED = because.refuse("banned", "the host has banned you", "banned", reason="")


def decide(room: Room, asked: Input) -> Decision | Refusal:
    """Return what `asked` causes in the room; `room.now_ms` is the time."""
    if room.phase == "closed":
        return Refusal("room_closed", "the room has closed")
    match asked:  # what comes most often is looked for first
        case inputs.MakeMove():
            return moving.make_move(room, asked)
        case inputs.RunTicks():
            return moving.run_ticks(room, asked)
        case inputs.SayLine():
            return _say(room, asked)
        case inputs.TakeSeat():
            return _take_seat(room, asked)
        case inputs.GiveSeatUp(player):
            return _give_seat_up(room, player)
        case inputs.Decline(player):
            return Decision((*unreserved(room, player), *_uninvited(room, player)))
        case inputs.Invite():
            return _invite(room, asked)
        case inputs.SetReady(player, ready):
            return _set_ready(room, player, ready)
        case inputs.MakeOffer():
            return agreements.offer(room, asked)
        case inputs.AnswerOffer():
            return agreements.answer(room, asked)
        case inputs.Resign():
            return agreements.resign(room, asked)
        case inputs.ChangeOptions(by, options, keep):
            return _change_options(room, by, {**room.plain_options, **options} if keep else options)
        case inputs.ChangeSetup(by, changes):
            return setup.decide(room, by, changes)
        case inputs.AddBot():
            return _add_bot(room, asked)
        case inputs.RemoveBot():
            return _remove_bot(room, asked)
        case inputs.DrawMove():
            return moving.draw_move(room, asked)
        case inputs.ChangeHouse(by, changes):
            return _change_house(room, by, changes)
        case inputs.MutePlayer(by, player, minutes):
            return _decided(mute.decide_mute(room, by, player, minutes))
        case inputs.UnmutePlayer(by, player):
            return _decided(mute.decide_unmute(room, by, player))
        case inputs.RemovePlayer():
            return hosting.remove(room, asked)
        case inputs.Expel():
            return hosting.expel(room, asked)
        case inputs.BanPlayer():
            return hosting.ban(room, asked)
        case inputs.Unban(by, player):
            return hosting.unban(room, by, player)
        case inputs.Admit():
            return hosting.admit(room, asked)
        case inputs.PassHost(by, player):
            return hosting.pass_host(room, by, player)
        case inputs.Rename(player, name):
            seat = room.seat_of(player)
            return Decision() if seat is None else Decision((Renamed(seat, name),))
        case inputs.Leave(player):
            gone = (*unreserved(room, player), *freed(room, player, "left"))
            return Decision((*gone, *host_passed(room, player)))
        case inputs.Drop(player):
            return _drop(room, player)
        case inputs.Return(player):
            return _return(room, player)
        case inputs.TimeCame(owed):
            return Decision(overdue.time_came(room, owed))
        case inputs.Restart(zero_ms, grace_ms, zero_lived_ms):
            return Decision((Restarted(zero_ms, room.now_ms + grace_ms, zero_lived_ms),))
        case inputs.ShiftTime(zero_ms):
            return Decision((TimeShifted(zero_ms),) if zero_ms != room.zero_ms else ())
        case inputs.Upgrade():
            return Decision((Upgraded(room.game.version),))
        case inputs.Close(reason, text):
            return _close(room, reason, text)
        case _:
            assert_never(asked)


def _take_seat(room: Room, asked: inputs.TakeSeat) -> Decision | Refusal:
    player = asked.player
    if room.access.ban_of(PlayerId(player.id)) is not None:
        # Who is being banned is still there until that is stored.
        return _BANNED
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


def _add_bot(room: Room, asked: inputs.AddBot) -> Decision | Refusal:
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


def _remove_bot(room: Room, asked: inputs.RemoveBot) -> Decision | Refusal:
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


def _decided(found: Event | Refusal | None) -> Decision | Refusal:
    if isinstance(found, Refusal):
        return found
    return Decision() if found is None else Decision((found,))


def _say(room: Room, asked: inputs.SayLine) -> Decision | Refusal:
    player = PlayerId(asked.player.id)
    if room.access.ban_of(player) is not None:
        return _BANNED
    if (why := mute.why_mute(room, player, room.now_ms)) is not None:
        return why
    to = chat.find_channel(room, player, asked.to)
    if isinstance(to, chat.NoChannel):
        return Refusal("no_channel", to.detail)
    return Decision((Said(player, asked.player.name, asked.text, to),), {"to": to})


def _can_be_taken(room: Room, number: int) -> bool:
    """A seat whose player departed in a running game stays the game's until the game is over."""
    if room.seats[number].player is not None or room.is_match:
        return False
    return room.phase != "playing" or room.match is None or number >= len(room.match.players)


def _give_seat_up(room: Room, player: PlayerId) -> Decision | Refusal:
    if room.seat_of(player) is None:
        return Refusal("not_seated", "you have no seat to give up")
    return Decision(freed(room, player, "left"))


def _set_ready(room: Room, player: PlayerId, ready: bool) -> Decision | Refusal:
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


def _change_house(room: Room, by: PlayerId, changes: dict[str, Value]) -> Decision | Refusal:
    if by != room.host:
        return Refusal("not_host", "only the host decides about the room")
    if fixed := sorted(house.FIXED & changes.keys()):
        return Refusal("malformed", f"house: {fixed[0]} can't be changed any more")
    if room.is_match:
        return Refusal("in_match", "the room of a match stays as it is until everybody is there")
    if (why := watching.find_fixed(room, by, changes)) is not None:
        return why
    # Who may come in can't wait; a number that everybody reads, as that of the countdown, can.
    if changes.keys() - house.OF_THE_DOOR and (hush := find_hush(room, by)) is not None:
        return hush
    after = house.change(room.house, changes)
    if (clash := house.find_clash(after)) is not None:
        return clash
    if (unfit := find_unfit(room.game, after)) is not None:
        return unfit
    return Decision((HouseChanged(changes),)) if after != room.house else Decision()


def _change_options(room: Room, by: PlayerId, options: dict[str, Value]) -> Decision | Refusal:
    if by != room.host:
        return Refusal("not_host", "only the host chooses the options")
    if (veil := watching.find_veil(room, by, room.now_ms)) is not None:
        return because.shown_later(veil)
    if room.phase == "playing":
        return Refusal("game_running", "the options are those of the running game")
    if room.matched:
        detail = "the options of a match are those that it was made for"
        return because.refuse("not_allowed", detail, "fixed_in_match")
    if fault := match.blame(room.game, lambda: _find_options_fault(room, options)):
        return Refusal("malformed", f"options: {fault}")
    return Decision((OptionsChanged(options),)) if options != room.plain_options else Decision()


def _find_options_fault(room: Room, options: dict[str, Value]) -> str | None:
    try:
        shape.structure_options(room.game, options)
    except shape.BadValue as error:
        return str(error)
    return None


def _drop(room: Room, player: PlayerId) -> Decision:
    seat = room.seat_of(player)
    if seat is None:
        return Decision(hosting.host_dropped(room, player))
    if room.seats[seat].status != "taken" or room.seats[seat].bot:
        return Decision()
    if room.settings.grace_ms == 0:
        return Decision((*freed(room, player, "lost"), *host_passed(room, player)))
    return Decision((WentAway(seat, room.now_ms + room.settings.grace_ms),))


def _return(room: Room, player: PlayerId) -> Decision:
    seat = room.seat_of(player)
    if seat is None:
        return Decision(hosting.host_returned(room, player))
    if room.seats[seat].status not in ("away", "lent"):
        return Decision()
    host = () if room.host is not None else (HostPassed(player),)
    return Decision((CameBack(seat), *host))


def _close(room: Room, reason: str, text: str) -> Decision | Refusal:
    if reason == "empty" and not room.is_forsaken:
        return Refusal("seat_taken", "somebody has a seat, or may come back to one")
    return Decision((Closed(reason, text),))


def _invite(room: Room, asked: inputs.Invite) -> Decision | Refusal:
    player = asked.player
    if refusal := hosting.find_invite_refusal(room, PlayerId(asked.by.id), player):
        return refusal
    if (veil := watching.find_veil(room, PlayerId(asked.by.id), room.now_ms)) is not None:
        return because.shown_later(veil)
    if room.seat_of(player) is not None or room.reserved_for(player) is not None:
        return because.refuse("already_seated", "that player has a seat here", "other_seated")
    if room.is_match:
        return because.match_for_others()
    if len([one for one in room.asked if one.player != player]) >= asked.most:
        return because.at_most("rate_limited", "invited", asked.most, "one of them must answer first")
    if not asked.is_wanted:
        return Decision()
    return Decision((Invited(player, PlayerId(asked.by.id), asked.by.name, room.now_ms + asked.keep_ms),))


def _uninvited(room: Room, player: PlayerId) -> tuple[Event, ...]:
    return (Uninvited(player),) if player in room.invited else ()
