"""What happened in a room, in words: one line for each event of its log, and one for an input."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from lobby.core import events, inputs
from lobby.core.events import Event, Row
from lobby.core.inputs import Input
from lobby.core.room import Room
from lobby.shell.reporting.readable import clean, cut, to_json
from lobby.wire.values import Value

_VALUE_CHARACTERS = 300
_LINE_CHARACTERS = 100


def tell_input(room: Room, asked: Input) -> str:
    """Return who did what, as the second half of a sentence that begins with "when"."""
    match asked:
        case inputs.MakeMove(player, _, _, move):
            return f"{_player(room, player)} played {_value(move)}"
        case inputs.SetReady(player, ready):
            return f"{_player(room, player)} was {'' if ready else 'no longer '}ready, which starts the game"
        case inputs.TakeSeat(player, _) | inputs.SayLine(player, _):
            return f"{clean(player.name)} did {type(asked).__name__}"
        case inputs.MakeOffer(player, kind):
            return f"{_player(room, player)} made an offer ({kind})"
        case inputs.AnswerOffer(player, offer, agree):
            return f"{_player(room, player)} {'agreed to' if agree else 'declined'} offer {offer}"
        case inputs.Resign(player, _):
            return f"{_player(room, player)} resigned"
        case inputs.ChangeOptions(_, options):
            return f"the host chose the options {_value(options)}"
        case inputs.ChangeSetup(_, changes):
            return f"the host set the room up anew: {_value(changes)}"
        case inputs.Decline(player):
            return f"{_player(room, player)} did not want to come"
        case inputs.Invite(by, player):
            return f"{clean(by.name)} invited player {player}"
        case inputs.GiveSeatUp(player) | inputs.Leave(player):
            return f"{_player(room, player)} left"
        case inputs.AddBot(_, _, kind):
            return f"the host added a bot ({kind})"
        case inputs.RemoveBot(_, seat):
            return f"the bot of seat {seat} was removed by the host"
        case inputs.DrawMove(player):
            return f"a move was drawn for {_player(room, player)}"
        case inputs.ChangeHouse(_, changes):
            return f"the host changed {', '.join(changes)}"
        case inputs.RemovePlayer(_, player):
            return f"{_player(room, player)} was removed by the host"
        case inputs.Expel(player):
            return f"{_player(room, player)} was removed by the operator"
        case inputs.MutePlayer(_, player, _) | inputs.UnmutePlayer(_, player):
            return f"the host did {type(asked).__name__} to {_player(room, player)}"
        case inputs.BanPlayer(_, player) | inputs.Unban(_, player) | inputs.PassHost(_, player):
            return f"the host did {type(asked).__name__} to {_player(room, player)}"
        case inputs.Rename(player) | inputs.Admit(player) | inputs.Drop(player) | inputs.Return(player):
            return f"{_player(room, player)} did {type(asked).__name__}"
        case inputs.RunTicks(first, ticks, came):
            return f"{tell_ticks(first, ticks)}, with {_value([list(one) for one in came])}"
        case inputs.TimeCame():
            return "the time was up"
        case inputs.Restart():
            return "the server started again"
        case inputs.ShiftTime():
            return "the store worked again"
        case inputs.Upgrade():
            return "the game was of another version"
        case inputs.Close():
            return "the room closed"
        case _:
            assert_never(asked)


def tell_rows(rows: Sequence[Row], count: int) -> Iterator[str]:
    """Yield a line for each of the last `count` events."""
    happened = [(row, event) for row in rows for event in row.events]
    if len(happened) > count:
        yield f"({len(happened) - count} earlier events are in the evidence)"
    for row, event in happened[-count:]:
        yield f"step {row.number:<4} {row.at_ms / 1000:8.1f} s   {tell_event(event)}"


def tell_event(event: Event) -> str:
    """Return what has happened."""
    match event:
        case events.Opened(_, code, name, _, game, version):
            return f"the room {code} {_quote(name)} opened, for {game}, version {version}"
        case events.Seated(seat, _, name, kind, bot):
            return f"{clean(name)} ({kind}{bot and ' of the server, ' + bot}) took seat {seat}"
        case events.Unreserved(seat, player):
            return f"seat {seat} was kept for player {player} no longer"
        case events.StillReserved(seat, until_ms):
            return f"seat {seat} is kept until {until_ms} ms for its player, whom the server turned away"
        case events.Invited(player, _, name):
            return f"{clean(name)} invited player {player}"
        case events.Uninvited(player):
            return f"player {player} was invited no longer"
        case events.Readied(seat, ready):
            return f"seat {seat} is {'' if ready else 'no longer '}ready"
        case events.Swapped(seat, other):
            return f"seats {seat} and {other} were swapped"
        case events.CountdownSet(starts_ms):
            return "the countdown stopped" if starts_ms is None else "the countdown began"
        case events.OptionsChanged(options):
            return f"the host chose the options {_value(options)}"
        case events.SetUp(changes):
            return f"the host set the room up anew: {_value(changes)}"
        case events.Started(first):
            return "a game started" + (f", with who was at {first} on seat 0" if first else "")
        case events.Moved(seat, move, drawn):
            return f"seat {seat} played {_value(move)}" + (", made for it" if drawn else "")
        case events.Ticked(first, ticks, came):
            return tell_ticks(first, ticks) + (f", {len(came)} inputs" if came else "")
        case events.TimedOut(seat, lost):
            return f"the time of seat {seat} was up" + (", and it lost" if lost else "")
        case events.Expired():
            return "the game's time was up"
        case events.Offered(kind, seat, asked):
            return f"seat {seat} made an offer ({kind}) to {list(asked)}"
        case events.Agreed(offer, seat):
            return f"seat {seat} agreed to offer {offer}"
        case events.Declined(offer, seat):
            return f"seat {seat} declined offer {offer}"
        case events.Withdrawn(offer):
            return f"offer {offer} was withdrawn"
        case events.Resigned(seat):
            return f"seat {seat} resigned"
        case events.TakenBack(seat):
            return f"the moves from the last one of seat {seat} on were taken back"
        case events.Ended(places, scores):
            return f"the game ended, places {list(places)}, scores {list(scores)}"
        case events.WentAway(seat):
            return f"the player of seat {seat} went away"
        case events.Lent(seat, bot):
            return f"seat {seat} was lent to a bot ({bot})"
        case events.CameBack(seat):
            return f"the player of seat {seat} came back"
        case events.Departed(seat, _, name, reason):
            return f"{clean(name)} left seat {seat} ({reason})"
        case events.Said(_, name, text):
            return f"{clean(name)} said {_quote(text)}"
        case events.Renamed(seat, name):
            return f"the player of seat {seat} is called {clean(name)} now"
        case events.HostPassed(player):
            return f"the host is {player} now"
        case events.HouseChanged(changes):
            return f"the host changed {', '.join(changes)}"
        case events.Removed(player, by_operator=by_operator):
            return f"the {'operator' if by_operator else 'host'} removed {player}"
        case events.Muted(player):
            return f"the host muted {player}"
        case events.Unmuted(player):
            return f"the host let {player} speak again"
        case events.Banned(player):
            return f"the host banned {player}"
        case events.Unbanned(player):
            return f"the host lifted the ban of {player}"
        case events.Admitted(player):
            return f"{player} said the password"
        case events.HostAwaited(until_ms):
            return "the host is back" if until_ms is None else "the host went away"
        case events.Restarted():
            return "the server started again, and everybody was away"
        case events.TimeShifted():
            return "the store worked again, and time went on"
        case events.Upgraded(version):
            return f"the game was of version {version} from then on"
        case events.Closed(reason):
            return f"the room closed ({reason})"
        case _:
            assert_never(event)


def tell_ticks(first: int, ticks: int) -> str:
    if not ticks:
        return f"no ticks after {first - 1} were made"
    return f"tick {first} was made" if ticks == 1 else f"ticks {first} to {first + ticks - 1} were made"


def _player(room: Room, player: str) -> str:
    seat = next((number for number, taken in enumerate(room.seats) if taken.player == player), None)
    return f"player {player}" if seat is None else f"seat {seat} ({clean(room.seats[seat].name)})"


def _value(value: Value) -> str:
    return cut(clean(to_json(value)), _VALUE_CHARACTERS)


def _quote(text: str) -> str:
    return cut(clean(to_json(text)), _LINE_CHARACTERS)
