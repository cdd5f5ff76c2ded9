"""What an event does to a room: bookkeeping. It cannot refuse, and it replays the log."""

from typing import Any, assert_never

from lobby.core import (
    agreements,
    consent,
    departures,
    events,
    fairness,
    inviting,
    match,
    realtime,
    rules,
    takeback,
    timekeeper,
)
from lobby.core.blame import blame
from lobby.core.events import Event
from lobby.core.evolving import evolve
from lobby.core.finding import unrated
from lobby.core.game import Result
from lobby.core.hosting import house, setup
from lobby.core.hosting.access import Ban
from lobby.core.room import Room
from lobby.core.seats import OPEN, Seat, close_ranks, keep_longer, replace, swap, unready, wait_for_all
from lobby.core.talk import chat, mute
from lobby.wire.messages import Player


def apply(room: Room, event: Event) -> Room:
    """Return the room after the event; raise GameFailed where a hook of the game does."""
    after = _apply(room, event)
    return chat.cut(room, after) if after.talk and after.seats is not room.seats else after


def _apply(room: Room, event: Event) -> Room:
    match event:  # what comes most often is looked for first
        case events.Moved():
            return _move(room, event)
        case events.Ticked():
            return _tick(room, event)
        case events.Opened():
            raise ValueError("a room opens once")
        case events.Seated(seat, player, name, kind, bot):
            taken = Seat("taken", player, name, kind, ready=bool(bot), tenancy=room.step, bot=bot)
            seated = evolve(
                inviting.forget(room, player), seats=replace(room.seats, seat, taken), starts_ms=None
            )
            return evolve(seated, host_until_ms=None) if room.host == player else seated
        case events.Unreserved(seat):
            return evolve(room, seats=replace(room.seats, seat, OPEN))
        case events.StillReserved(seat, until_ms):
            return evolve(room, seats=keep_longer(room.seats, seat, until_ms))
        case events.Invited():
            return inviting.remember(room, event)
        case events.Uninvited(player):
            return inviting.forget(room, player)
        case events.Readied(seat, ready):
            return _change_seat(room, seat, ready=ready)
        case events.Swapped(seat, other):
            seats = swap(room.seats, seat, other, room.step)
            return departures.change_hands(evolve(room, seats=seats), seat, other)
        case events.CountdownSet(starts_ms):
            return evolve(room, starts_ms=starts_ms)
        case events.OptionsChanged(options):
            return evolve(room, plain_options=options, seats=unready(room.seats))
        case events.SetUp(changes):
            return setup.change(room, changes)
        case events.Started():
            return _start(room, event)
        case events.TimedOut(seat, lost):
            return _time_out(room, seat, lost=lost)
        case events.Expired():
            expired = match.expire(room.game, room.current_match, room.now_ms)
            offers = tuple(offer for offer in room.offers if offer.kind != "undo")
            return timekeeper.lapse(evolve(room, match=expired, offers=offers))
        case (
            events.Offered()
            | events.Agreed()
            | events.Declined()
            | events.Withdrawn()
            | events.Resigned()
            | events.TakenBack()
        ):
            return agreements.settle(room, event)
        case events.Ended():
            return _end(room, event)
        case events.WentAway(seat, until_ms):
            return _change_seat(room, seat, status="away", away_until_ms=until_ms)
        case events.Lent():
            return _lend(room, event)
        case events.CameBack(seat):
            back = _change_seat(room, seat, status="taken", away_until_ms=None, bot="")
            return timekeeper.release(back, seat)
        case events.Departed():
            return departures.depart(room, event)
        case events.Said(player, name, text, to):
            line = {"kind": "said", "player": player, "name": name, "text": text}
            return chat.say(room, player, line, to)
        case events.Renamed(seat, name):
            return _rename(_change_seat(room, seat, name=name), seat, name)
        case events.HostPassed(player):
            return evolve(room, host=player, host_until_ms=None)
        case events.HouseChanged(changes):
            return evolve(room, house=house.change(room.house, changes))
        case events.Removed():
            return departures.send_away(room, event, "operator" if event.by_operator else "kicked")
        case events.Banned(player, name, reason, marks):
            gone = departures.send_away(room, event, "banned")
            return evolve(gone, access=gone.access.ban(Ban(player, name, reason, marks)))
        case events.Unbanned(player):
            return evolve(room, access=room.access.unban(player))
        case events.Admitted(player, most):
            return evolve(room, access=room.access.admit(player, most))
        case events.HostAwaited(until_ms):
            return evolve(room, host_until_ms=until_ms)
        case events.Muted():
            return mute.mute(room, event)
        case events.Unmuted():
            return mute.unmute(room, event)
        case events.Restarted():
            return _restart(room, event)
        case events.TimeShifted(zero_ms):
            return evolve(room, zero_ms=zero_ms)
        case events.Upgraded(version):
            return _upgrade(room, version)
        case events.Closed():
            return evolve(room, phase="closed")
        case _:
            assert_never(event)


def _restart(room: Room, event: events.Restarted) -> Room:
    lived_ms = room.zero_lived_ms if event.zero_lived_ms is None else event.zero_lived_ms
    seats = wait_for_all(room.seats, event.until_ms)
    away = evolve(room, zero_ms=event.zero_ms, zero_lived_ms=lived_ms, seats=seats)
    return _release_bots(timekeeper.hold(_wait_for_host(away, event.until_ms)))


def _change_seat(room: Room, number: int, **changes: Any) -> Room:
    return evolve(room, seats=replace(room.seats, number, evolve(room.seats[number], **changes)))


def _start(room: Room, event: events.Started) -> Room:
    seats = close_ranks(room.seats, room.step, event.first)
    players = tuple(Player(seat.player, seat.name, seat.kind) for seat in seats if seat.player and seat.kind)
    number = room.match.number + 1 if room.match else 1
    started = match.start_match(
        room.game,
        secret=fairness.secret_for(room.secret, number),
        number=number,
        players=players,
        options=room.plain_options,
        now_ms=room.now_ms,
    )
    if event.unrated:
        started = evolve(started, unrated=event.unrated)
    begun = evolve(room, seats=seats, match=started, phase="playing")
    return timekeeper.begin(evolve(begun, starts_ms=None, offers=(), offered=()))


def _move(room: Room, event: events.Moved) -> Room:
    seat, plain = event.seat, event.move
    before = room.current_match
    past = takeback.remember(room, before, seat)
    played = match.play(room.game, before, seat, plain, room.now_ms, past=past)
    offers = consent.after_move(room.offers, seat) if room.offers else ()
    if room.house.rated and not event.drawn:
        played = unrated.note_moves(room, played, (seat,))
    after = evolve(room, match=played, offers=offers)
    if room.clock is None:
        return after
    if event.drawn:
        is_gone = seat in room.current_match.absent
        return timekeeper.follow(after) if is_gone else timekeeper.moved_for(after, seat)
    # A stroke of a pen does not end a turn: the clock goes on, and gives nothing for it.
    counts = not blame(room.game, lambda: rules.is_anytime(room.game, plain))
    return timekeeper.moved(after, seat, event.lag_ms, counts=counts)


def _tick(room: Room, event: events.Ticked) -> Room:
    ticked = realtime.replay(room.game, room.current_match, event, room.now_ms)
    return evolve(room, match=unrated.note_moves(room, ticked, event.seats))


def _time_out(room: Room, seat: int, *, lost: bool) -> Room:
    room = timekeeper.run_out(room, seat)
    if not lost:
        return room
    without = match.lose_on_time(room.game, room.current_match, seat, room.now_ms)
    offers = consent.after_change(room.offers, (seat,))
    return timekeeper.follow(evolve(room, match=without, offers=offers))


def _upgrade(room: Room, version: int) -> Room:
    game = room.match
    if game is not None and room.phase == "playing":
        game = match.upgrade(room.game, game, room.version, room.now_ms)
    offers = tuple(offer for offer in room.offers if offer.kind != "undo")
    return evolve(room, version=version, match=game, offers=offers)


def _end(room: Room, ended: events.Ended) -> Room:
    result = Result(ended.places, ended.scores) if ended.places else None
    over = match.finish(room.current_match, result, room.now_ms)
    if over.unrated != ended.unrated:
        over = evolve(over, unrated=ended.unrated)
    finished = evolve(room, match=over, phase="over")
    return timekeeper.follow(evolve(finished, offers=consent.after_game(room.offers)))


def _lend(room: Room, lent: events.Lent) -> Room:
    """Let a bot play on; it has all the time for its move that the player would have had."""
    room = _change_seat(room, lent.seat, status="lent", away_until_ms=None, bot=lent.bot)
    if room.phase != "playing":
        return room  # of a film that passes over the game
    game = match.give_time(room.current_match, lent.seat, room.now_ms)
    return timekeeper.release(evolve(room, match=game), lent.seat)


def _release_bots(room: Room) -> Room:
    """Bots are there at once after a restart, and their clocks run."""
    for number, seat in enumerate(room.seats):
        if seat.bot:
            room = timekeeper.release(room, number)
    return room


def _wait_for_host(room: Room, until_ms: int) -> Room:
    """After a restart a host without a seat is waited for as seats are."""
    if room.host is None or room.seat_of(room.host) is not None:
        return room
    return evolve(room, host_until_ms=max(room.host_until_ms or 0, until_ms))


def _rename(room: Room, seat: int, name: str) -> Room:
    """Show the new name in the game that the player is in, or was in last, as well."""
    game = room.match
    if game is None or seat >= len(game.players) or game.players[seat].id != room.seats[seat].player:
        return room
    renamed = evolve(game.players[seat], name=name)
    players = (*game.players[:seat], renamed, *game.players[seat + 1 :])
    return evolve(room, match=evolve(game, players=players))
