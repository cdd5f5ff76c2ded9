"""What an input causes: events, or a refusal. The only place that refuses."""

from collections.abc import Iterator
from typing import assert_never

from lobby.core import (
    agreements,
    because,
    chat,
    hosting,
    house,
    inputs,
    lineup,
    match,
    mute,
    rules,
    shape,
    timekeeper,
    watching,
)
from lobby.core.events import (
    CameBack,
    Closed,
    Event,
    Expired,
    HostPassed,
    HouseChanged,
    Invited,
    Lent,
    Moved,
    OptionsChanged,
    Readied,
    Reason,
    Renamed,
    Restarted,
    Said,
    Seated,
    StillReserved,
    Ticked,
    TimedOut,
    TimeShifted,
    Uninvited,
    Unreserved,
    Upgraded,
    WentAway,
)
from lobby.core.hosting import freed, host_passed, unreserved
from lobby.core.ids import PlayerId, bot_id
from lobby.core.inputs import Input
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.core.unfit import find_unfit
from lobby.wire.values import Value

_BANNED = because.refuse("banned", "the host has banned you", "banned", reason="")

__all__ = ["NEVER_MS", "Decision", "Refusal", "away_until_ms", "decide", "move_due_ms"]


def decide(room: Room, asked: Input) -> Decision | Refusal:
    """Return what `asked` causes in the room; `room.now_ms` is the time."""
    if room.phase == "closed":
        return Refusal("room_closed", "the room has closed")
    match asked:
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
        case inputs.MakeMove():
            return _make_move(room, asked)
        case inputs.RunTicks():
            return _run_ticks(room, asked)
        case inputs.SayLine():
            return _say(room, asked)
        case inputs.MakeOffer():
            return agreements.offer(room, asked)
        case inputs.AnswerOffer():
            return agreements.answer(room, asked)
        case inputs.Resign():
            return agreements.resign(room, asked)
        case inputs.ChangeOptions(by, options):
            return _change_options(room, by, options)
        case inputs.AddBot():
            return _add_bot(room, asked)
        case inputs.RemoveBot():
            return _remove_bot(room, asked)
        case inputs.DrawMove():
            return _draw_move(room, asked)
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
            return Decision(_time_came(room, owed))
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
        return because.refuse("no_such_bot", "no bot plays in a rated room", "no_bots_in_rated")
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


def _make_move(room: Room, asked: inputs.MakeMove) -> Decision | Refusal:
    seat = room.seat_of(asked.player)
    if seat is None:
        return Refusal("not_seated", "only who has a seat may move")
    game = room.match
    if game is None or room.phase != "playing" or asked.game != game.number or not room.in_game(seat):
        return Refusal("no_game", _explain_game(room, asked.game))
    if room.game.is_real_time:
        return Refusal("no_game", "the game is about to go on; its ticks take no input yet")
    return _check_move(room, game, seat, asked)


def _check_move(room: Room, game: match.Match, seat: int, asked: inputs.MakeMove) -> Decision | Refusal:
    turn, move = game.turns[seat], asked.move
    try:
        shape.structure_move(room.game, move)
    except shape.BadValue as error:
        return Refusal("malformed", f"move: {error}")
    if asked.position != turn.position and not _is_anytime(room, move):
        return Refusal("stale", _explain_position(asked.position, turn.position, seat))
    if not turn.acting:
        return Refusal("not_your_turn", f"seat {seat} has no move now")
    lag_ms = timekeeper.lag_given(room, game, seat, asked.lag_ms)
    if (overdue_ms := timekeeper.overdue_ms(room, game, seat, lag_ms)) is not None:
        return Refusal("time_up", f"the time of seat {seat} was up {overdue_ms} ms before")
    fault = match.judge(room.game, game, seat, move)
    return Refusal("illegal_move", fault.detail) if fault else Decision((Moved(seat, move, False, lag_ms),))


def _run_ticks(room: Room, asked: inputs.RunTicks) -> Decision | Refusal:
    game = room.match
    if game is None or room.phase != "playing" or asked.first != game.ticks + 1:
        return Refusal("no_game", f"tick {asked.first} is not the next one here")
    return Decision((Ticked(asked.first, asked.ticks, asked.inputs),))


def _draw_move(room: Room, asked: inputs.DrawMove) -> Decision | Refusal:
    """A move that the room draws, as for who is gone: the bot need not see the state for it."""
    seat, game = room.seat_of(asked.player), room.match
    if seat is None or game is None or asked.game != game.number or not room.in_game(seat):
        return Refusal("no_game", _explain_game(room, asked.game))
    turn = game.turns[seat]
    if not turn.acting or turn.position != asked.position:
        return Refusal("stale", _explain_position(asked.position, turn.position, seat))
    return Decision((Moved(seat, match.draw_move(room.game, game, seat)),))


def _explain_game(room: Room, named: int) -> str:
    last = room.match.number if room.match is not None else 0
    if named > last or named < 1:
        there_are = f"the last one is game {last}" if last else "none has been played"
        return f"there is no game {named} here, {there_are}"
    return f"game {named} is not running here"


def _explain_position(named: int, position: int, seat: int) -> str:
    fault = "has passed" if 0 <= named < position else "has not come yet" if named >= 0 else "does not exist"
    return f"position {named} {fault}, seat {seat} is at {position}"


def _is_anytime(room: Room, move: Value) -> bool:
    return match.blame(room.game, lambda: rules.is_anytime(room.game, move))


def _change_house(room: Room, by: PlayerId, changes: dict[str, Value]) -> Decision | Refusal:
    if by != room.host:
        return Refusal("not_host", "only the host decides about the room")
    if fixed := sorted(house.FIXED & changes.keys()):
        return Refusal("malformed", f"house: {fixed[0]} can't be changed any more")
    if room.is_match:
        return Refusal("in_match", "the room of a match stays as it is until everybody is there")
    if (why := watching.find_fixed(room, by, changes)) is not None:
        return why
    after = house.change(room.house, changes)
    if (clash := house.find_clash(after)) is not None:
        return because.refuse("malformed", f"house: {clash}", "rated_not_late")
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


def _time_came(room: Room, owed: tuple[PlayerId, ...]) -> tuple[Event, ...]:
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
            yield StillReserved(number, room.now_ms + room.settings.grace_ms)
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


NEVER_MS = 2**53 - 1


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
    return Decision((Invited(player, PlayerId(asked.by.id), asked.by.name, room.now_ms + asked.keep_ms),))


def _uninvited(room: Room, player: PlayerId) -> tuple[Event, ...]:
    return (Uninvited(player),) if player in room.invited else ()
