"""Who may watch a room's games, and how late: who hears which topic, and what is held back until when."""

from attrs import frozen

from lobby.core.house import Watching
from lobby.core.ids import PlayerId
from lobby.core.room import Room
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

    def circle(self, topic: str) -> Circle:
        """Return who hears a topic of the room, but for those of seats, which have an owner each."""
        kind = topic.partition("/")[0]
        match kind:
            case "room":
                return EVERYBODY if self.watching != "delayed" else Circle(self.seated)
            case "game":
                return EVERYBODY if self.watching == "open" else Circle(self.seated)
            case "watch":
                return Circle(self.seated, is_inside=False) if self.watching == "delayed" else NOBODY
            case _:
                return EVERYBODY

    def moved(self, after: "Roll") -> Circle:
        """Return whose topics may differ between this roll and a later one."""
        if self.watching != after.watching:
            return EVERYBODY
        return Circle(self.seated ^ after.seated)


def roll_of(room: Room) -> Roll:
    """Return who sits in the room as it is now."""
    seated = frozenset(seat.player for seat in room.seats if seat.player is not None and seat.is_held)
    return Roll(room.house.watching, seated)


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
        return None
    is_over_unseen = is_held(room, room.now_ms) and room.phase != "playing"
    knows = room.match is not None and any(other.id == player for other in room.match.players)
    if room.phase == "playing" or (is_over_unseen and not knows):
        return "seats can be taken when the game is over for all who watch"
    return None


def find_fixed(room: Room, changes: dict[str, Value]) -> str | None:
    """Return why the host may not change who watches now; None: that is not asked for, or allowed."""
    if not {"watching", "delay_ms"} & changes.keys():
        return None
    if room.phase == "playing":
        return "who watches can't be changed while a game runs"
    if is_held(room, room.now_ms):
        wait_ms = _end_shown_ms(room) - room.now_ms
        return f"who watches has not seen the end of the game yet; try again in {wait_ms} ms"
    return None


def _end_shown_ms(room: Room) -> int:
    """Return the room time at which watchers see the end of the last game; 0 where none has ended."""
    if room.match is None or room.match.ended_ms is None or room.house.watching != "delayed":
        return 0
    return room.match.ended_ms + room.house.delay_ms + _CUT_OFF_MS
