"""Who may say what to whom in a room: channels, and when watchers and seats do not hear each other."""

from lobby.core import because
from lobby.core.events import Said
from lobby.core.evolving import evolve
from lobby.core.ids import PlayerId
from lobby.core.inputs import SayLine
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.core.talk.channel import Talk
from lobby.core.talk.hush import keeps_secrets
from lobby.core.talk.mute import why_mute
from lobby.core.watching import is_held, roll_of, team_channel
from lobby.wire.messages import Channel
from lobby.wire.values import Value

DEPARTURES_MAX = 10  # lines of who has gone that a chat keeps


def decide_line(room: Room, asked: SayLine) -> Decision | Refusal:
    """Return what it causes that a member says something."""
    player = PlayerId(asked.player.id)
    if room.access.ban_of(player) is not None:
        return because.YOU_ARE_BANNED
    if (why := why_mute(room, player, room.now_ms)) is not None:
        return why
    to = _find_channel(room, player, asked.to)
    if isinstance(to, Refusal):
        return to
    return Decision((Said(player, asked.player.name, asked.text, to),), {"to": to})


def _find_channel(room: Room, player: PlayerId, to: Channel) -> Channel | Refusal:
    """Return to whom a line is told that is meant for `to`: of a watcher perhaps to watchers only."""
    is_seated = room.seat_of(player) is not None
    match to:
        case "all":
            return "watchers" if not is_seated and is_deaf(room, room.now_ms) else "all"
        case "seats" if not is_seated:
            return Refusal("no_channel", "only who has a seat speaks to the seats")
        case "watchers" if is_seated:
            return Refusal("no_channel", "only who has no seat speaks to the watchers")
        case "team" if team_channel(room, player) is None:
            return Refusal("no_channel", "you have no seat in a team")
        case _:
            return to


def is_deaf(room: Room, now_ms: int) -> bool:
    """Tell whether what watchers say does not reach the seats now: the host does not want it, they may see
    more than a seat does, or speak of what was long ago."""
    return keeps_secrets(room) or not room.house.watchers_heard or is_held(room, now_ms)


def may_signal(room: Room, now_ms: int, sender: PlayerId) -> bool:
    """Tell whether anything of a member is told to others now."""
    return why_mute(room, sender, now_ms) is None


def reaches(room: Room, now_ms: int, sender: PlayerId, hearer: PlayerId) -> bool:
    """Tell whether a signal of one member may be told to another now."""
    is_late = is_held(room, now_ms)
    if not is_late and not is_deaf(room, now_ms):
        return True
    seated = roll_of(room).seated
    if sender in seated:
        return hearer in seated or not is_late
    return hearer not in seated


def say(room: Room, player: PlayerId, line: Value, to: Channel) -> Room:
    """Return the room with one more line of chat in a channel, of which the last ones are kept."""
    if to == "all":
        return evolve(room, chat=_add(room, room.chat, _numbered(room, room.step, line)))
    name = (team_channel(room, player) or to) if to == "team" else to
    known = next((talk for talk in room.talk if talk.name == name), Talk(name, 0))
    # Counted by itself: the number of the step would tell who watches late how often seats have moved.
    number = known.number + 1
    return _put(room, Talk(name, number, _add(room, known.lines, _numbered(room, number, line))))


def cut(before: Room, after: Room) -> Room:
    """Return the room with all channels empty that somebody new hears of: what was said was not for them.

    Who stands up may read what watchers have said: it tells no secret of any seat.
    """
    old, new = roll_of(before), roll_of(after)
    for talk in after.talk:
        joined = new.members(talk.name) - old.members(talk.name)
        if talk.lines and joined and talk.name != "watchers":
            after = _put(after, Talk(talk.name, talk.number + 1, ()))
    return after


def _numbered(room: Room, number: int, line: Value) -> Value:
    return {"number": number, "at_ms": room.now_ms, **line}


def _add(room: Room, lines: tuple[Value, ...], line: Value) -> tuple[Value, ...]:
    if line["kind"] != "said":
        # Sitting down and leaving again and again must not wash away what people have said.
        went = [number for number, known in enumerate(lines) if known["kind"] != "said"]
        if len(went) >= DEPARTURES_MAX:
            lines = (*lines[: went[0]], *lines[went[0] + 1 :])
    kept = lines[-(room.settings.chat_lines - 1) :] if room.settings.chat_lines > 1 else ()
    return (*kept, line)


def _put(room: Room, talk: Talk) -> Room:
    others = {known.name: known for known in room.talk}
    return evolve(room, talk=tuple({**others, talk.name: talk}.values()))
