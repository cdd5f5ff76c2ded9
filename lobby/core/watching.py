"""Who may watch a room's games, and how late: who hears which topic, and what is held back until when."""

from attrs import frozen

from lobby.core import because
from lobby.core.hosting.house import Watching
from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.talk.hush import keeps_secrets
from lobby.wire.values import Value

# Room time is in whole ms, cut off: a step is up to one later than it says.
_CUT_OFF_MS = 1


@frozen
class Circle:
    """Who hears a topic: these players, or with `is_inside` False all others."""

    players: frozenset[PlayerId]
    is_inside: bool = True

    def __contains__(self, player: PlayerId) -> bool:
        return (player in self.players) is self.is_inside


EVERYBODY = Circle(frozenset(), is_inside=False)
NOBODY = Circle(frozenset())


@frozen
class Roll:
    """Who sits in a room, as far as that decides who hears what; asked for each frame."""

    watching: Watching
    seated: frozenset[PlayerId]
    teams: tuple[tuple[str, frozenset[PlayerId]], ...] = ()  # by the names of their channels

    def circle(self, topic: str) -> Circle:
        """Return who hears a topic of the room, but for those of seats, which have an owner each."""
        kind = topic.partition("/")[0]
        match kind:
            case "room":
                return EVERYBODY if self.watching != "delayed" else Circle(self.seated)
            case "game" | "live":
                return EVERYBODY if self.watching == "open" else Circle(self.seated)
            case "watch":
                return Circle(self.seated, is_inside=False) if self.watching == "delayed" else NOBODY
            case "talk":
                name = topic.rpartition("/")[2]
                return Circle(self.members(name), is_inside=name != "watchers")
            case _:
                return EVERYBODY

    def members(self, channel: str) -> frozenset[PlayerId]:
        """Return who of those that sit there hears a channel; of watchers, who does not."""
        return dict(self.teams).get(channel, frozenset()) if channel.startswith("team") else self.seated

    def moved(self, after: "Roll") -> Circle:
        """Return whose topics may differ between this roll and a later one."""
        if self.watching != after.watching:
            return EVERYBODY
        moved = self.seated ^ after.seated
        for name, _ in (*self.teams, *after.teams):
            moved |= self.members(name) ^ after.members(name)
        return Circle(moved)


def roll_of(room: Room) -> Roll:
    """Return who sits in the room as it is now."""
    seated = frozenset(seat.player for seat in room.seats if seat.player is not None and seat.is_held)
    return Roll(room.house.watching, seated, _teams_of(room))


def team_channel(room: Room, player: PlayerId) -> str | None:
    """Return the name of the channel of a player's team, None without one."""
    return next((name for name, members in _teams_of(room) if player in members), None)


def _teams_of(room: Room) -> tuple[tuple[str, frozenset[PlayerId]], ...]:
    members: dict[int, set[PlayerId]] = {}
    for seat, team in zip(room.seats, room.game.teams, strict=False):
        if seat.player is not None and seat.is_held:
            members.setdefault(team, set()).add(seat.player)
    return tuple((f"team{team}", frozenset(members[team])) for team in sorted(members))


def is_held(room: Room, now_ms: int) -> bool:
    """Tell whether there is something of a game that watchers may not know yet, at a room time."""
    return room.house.watching == "delayed" and (room.phase == "playing" or now_ms < _end_shown_ms(room))


def shown_ms(room: Room) -> int:
    """Return the room time at which watchers may know of the room's last step.

    What happens while no game runs they hear at once, but not before all that came earlier.
    """
    if room.phase == "playing":
        return room.now_ms + room.house.delay_ms + _CUT_OFF_MS
    return max(room.now_ms, _end_shown_ms(room))


def find_bar(room: Room, player: PlayerId) -> str | None:
    """Return why a player may not sit down now, for to sit is to see more than watchers do; None: they may.

    Whoever asks hears the same for each seat, and the same while a game runs as when it is over but not shown
    yet: seats are no way to find out. Who was in the game knows how it went.
    """
    if room.house.watching == "open":
        # Who sits is heard by those who play, and so is the name.
        return "in a game with secrets seats are taken when it is over" if keeps_secrets(room) else None
    is_over_unseen = is_held(room, room.now_ms) and room.phase != "playing"
    knows = room.match is not None and any(other.id == player for other in room.match.players)
    if room.phase == "playing" or (is_over_unseen and not knows):
        return "seats can be taken when the game is over for all who watch"
    return None


def find_veil(room: Room, player: PlayerId, now_ms: int) -> str | None:
    """Return why a player is not told now how the table stands, None where nothing is held back.

    What a room answers tells of the phase, of seats and of departures: for who has no seat it is the same
    from the start of a game until its end is shown, whatever happens in it.
    """
    if not is_held(room, now_ms) or player in roll_of(room).seated:
        return None
    return "without a seat this can be done when the game is over for all who watch"


def find_fixed(room: Room, player: PlayerId, changes: dict[str, Value]) -> Refusal | None:
    """Return why the host may not change who watches now; None: that is not asked for, or allowed."""
    if not {"watching", "delay_ms"} & changes.keys():
        return None
    if (veil := find_veil(room, player, room.now_ms)) is not None:
        return because.shown_later(veil)
    if room.phase == "playing":
        detail = "who watches can't be changed while a game runs"
        return because.refuse("game_running", detail, "watching_fixed")
    if is_held(room, room.now_ms):
        wait_ms = _end_shown_ms(room) - room.now_ms
        return because.shown_later("who watches has not seen the end of the game yet", wait_ms)
    return None


def _end_shown_ms(room: Room) -> int:
    """Return the room time at which watchers see the end of the last game; 0 where none has ended."""
    if room.match is None or room.match.ended_ms is None or room.house.watching != "delayed":
        return 0
    return room.match.ended_ms + room.house.delay_ms + _CUT_OFF_MS
