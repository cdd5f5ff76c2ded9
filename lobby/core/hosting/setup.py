"""What the host of a room may set anew: the house, the options, and name, listing, turn clock and pace."""

from typing import Any, Final, get_args

import attrs

from lobby.core import because, clocks, shape, watching
from lobby.core.blame import blame
from lobby.core.events import HouseChanged, OptionsChanged, SetUp
from lobby.core.evolving import evolve
from lobby.core.hosting import house
from lobby.core.hosting.wished import Checks, check_wished
from lobby.core.ids import PlayerId
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.core.seats import Seat, unready
from lobby.core.talk.hush import find_hush
from lobby.core.unfit import find_unfit
from lobby.wire.messages import Pace
from lobby.wire.strict import BadValue
from lobby.wire.values import Value

# The rest counts for a game that runs. A name, which a host who watches could fill with what the seats must
# not know, waits as well.
AT_ANY_TIME: Final = frozenset({"public"})
_OF_THE_GAME: Final = frozenset({"clock", "pace"})  # with others nobody is ready yet
_TIMES: Final = frozenset({"grace_ms", "move_limit_ms"})  # that come with a pace


def structure(wish: Value, limits: clocks.ClockLimits) -> dict[str, Value]:
    """Return what a host wishes for, checked; raise BadValue. The name is cleaned elsewhere."""
    wished = check_wished(wish, _CHECKS, _ALLOWED)
    if "clock" not in wished:
        return wished
    try:
        return {**wished, "clock": clocks.plain(clocks.structure(wished["clock"], limits))}
    except BadValue as error:
        raise BadValue(f"clock: {error}") from None


def decide(room: Room, by: PlayerId, changes: dict[str, Value]) -> Decision | Refusal:
    """Return what it causes that somebody wants the room otherwise; a pace comes with its times."""
    if by != room.host:
        return Refusal("not_host", "only the host sets the room up")
    if room.matched:
        detail = "the room of a match is as the match was made"
        return because.refuse("not_allowed", detail, "fixed_in_match")
    if changes.keys() - AT_ANY_TIME and (refusal := _find_running(room, by)) is not None:
        return refusal
    known = _now(room)
    wanted = {name: value for name, value in changes.items() if name in known and value != known[name]}
    if "pace" in wanted:
        wanted |= {name: changes[name] for name in sorted(_TIMES)}
    after = change(room, wanted)
    pace, has_clock = after.settings.pace, after.clock is not None
    if (unfit := find_unfit(room.game, room.house, pace, has_clock=has_clock)) is not None:
        return unfit
    return Decision((SetUp(wanted),)) if wanted else Decision()


def _find_running(room: Room, by: PlayerId) -> Refusal | None:
    """Return why nothing that counts for a game can be set now; who watches late learns nothing by it."""
    if (veil := watching.find_veil(room, by, room.now_ms)) is not None:
        return because.shown_later(veil)
    if room.phase == "playing":
        return Refusal("game_running", "name, clock and pace can be set when the game is over")
    return None


def decide_house(room: Room, by: PlayerId, changes: dict[str, Value]) -> Decision | Refusal:
    """Return what it causes that somebody wants the house otherwise."""
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


def decide_options(room: Room, by: PlayerId, options: dict[str, Value]) -> Decision | Refusal:
    """Return what it causes that somebody wants the next game with other options."""
    if by != room.host:
        return Refusal("not_host", "only the host chooses the options")
    if (veil := watching.find_veil(room, by, room.now_ms)) is not None:
        return because.shown_later(veil)
    if room.phase == "playing":
        return Refusal("game_running", "the options are those of the running game")
    if room.matched:
        detail = "the options of a match are those that it was made for"
        return because.refuse("not_allowed", detail, "fixed_in_match")
    if fault := blame(room.game, lambda: _find_options_fault(room, options)):
        return Refusal("malformed", f"options: {fault}")
    return Decision((OptionsChanged(options),)) if options != room.plain_options else Decision()


def _find_options_fault(room: Room, options: dict[str, Value]) -> str | None:
    try:
        shape.structure_options(room.game, options)
    except shape.BadValue as error:
        return str(error)
    return None


def change(room: Room, changes: dict[str, Value]) -> Room:
    """Return the room after changes that `decide` has let through."""
    known: dict[str, Any] = {name: changes[name] for name in ("name", "public") if name in changes}
    if "clock" in changes:
        known["clock"] = clocks.load(changes["clock"])
    if "pace" in changes:
        room = _change_pace(room, changes)
    if changes.keys() & _OF_THE_GAME:
        known["seats"] = unready(room.seats)
    return evolve(room, **known)


def _change_pace(room: Room, changes: dict[str, Any]) -> Room:
    """Who is away is waited for as the new pace has it, from now on: in a live room not for days."""
    times = {name: changes[name] for name in ("pace", *sorted(_TIMES))}
    settings = attrs.evolve(room.settings, **times)
    until_ms = room.now_ms + settings.grace_ms
    host_until_ms = None if room.host_until_ms is None else until_ms
    seats = tuple(_wait(seat, until_ms) for seat in room.seats)
    return evolve(room, settings=settings, seats=seats, host_until_ms=host_until_ms)


def _wait(seat: Seat, until_ms: int) -> Seat:
    return seat if seat.away_until_ms is None else evolve(seat, away_until_ms=until_ms)


def _now(room: Room) -> dict[str, Value]:
    return {
        "name": room.name,
        "public": room.public,
        "clock": clocks.plain(room.clock),
        "pace": room.settings.pace,
    }


_CHECKS: Final[Checks] = {
    "name": (lambda value: type(value) is str, "a text"),
    "public": (lambda value: type(value) is bool, "true or false"),
    "clock": (lambda value: value is None or type(value) is dict, "null, or a map as `create` takes it"),
    "pace": (lambda value: value in get_args(Pace), " or ".join(get_args(Pace))),
}
_ALLOWED: Final = ", ".join(_CHECKS)
