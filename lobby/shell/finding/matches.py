"""The matches that the queue has made: who is on the way to each, and who is bound to one until it ends."""

from collections.abc import Sequence

from attrs import Factory, define, field

from lobby.core.finding.called_off import judge
from lobby.core.finding.groups import Ticket
from lobby.core.finding.queue import Group
from lobby.core.ids import PlayerId, RoomId
from lobby.core.room import Room
from lobby.settings import FindingSection
from lobby.shell.finding.kept_out import KeptOut
from lobby.shell.host import Host
from lobby.shell.watching.crowds import seated_in


@define(eq=False)
class Matches:
    """A match is a room with all its seats kept; `now` is the time of timers, in seconds."""

    settings: FindingSection
    kept_out: KeptOut = field(  # who has let a match down
        default=Factory(lambda self: KeptOut(self.settings.missed_seconds), takes_self=True)
    )
    _waiting: dict[RoomId, Group] = field(factory=dict)  # whose players are on the way
    _came: dict[RoomId, set[PlayerId]] = field(factory=dict)  # who of them has been there
    _playing: dict[PlayerId, RoomId] = field(factory=dict)  # who is in a match that has not ended
    _bound: dict[RoomId, frozenset[PlayerId]] = field(factory=dict)  # the same by rooms

    def find(self, player: PlayerId) -> RoomId | None:
        """Return the room of the match that a player is bound to, None without one."""
        return self._playing.get(player)

    def begin(self, room: RoomId, group: Group) -> None:
        """A room is being opened for a group."""
        self._bind(room, frozenset(ticket.player for ticket in group.tickets))
        self._waiting[room] = group

    def drop(self, room: RoomId) -> None:
        """The room could not be opened."""
        self._waiting.pop(room, None)
        self._bind(room, frozenset())

    def changed(self, host: Host, now: float) -> None:
        """A room is like this now; only those of matches matter."""
        room = host.told
        if not room.matched:
            return
        if not room.is_match:
            self._waiting.pop(room.id, None)
            self._came.pop(room.id, None)
        elif room.id in self._waiting:
            self._came.setdefault(room.id, set()).update(seated_in(host))
        if room.id in self._bound and not room.matched_players:
            self.kept_out.add(_find_dodgers(room), now)
        self._bind(room.id, room.matched_players)

    def closed(self, room: Room, now: float) -> Sequence[Ticket]:
        """A room has closed. Return who waits on: of a match that is off, who can't help it."""
        if not room.matched or room.step == 1:
            return ()  # one that could not even be stored has its own way back
        group, came = self._waiting.pop(room.id, None), self._came.pop(room.id, set())
        self._bind(room.id, frozenset())
        if group is None:
            return ()
        patience_ms = int(self.settings.patience_seconds * 1000)
        verdict = judge(room, [ticket.player for ticket in group.tickets], came, patience_ms)
        self.kept_out.add(sorted(verdict.at_fault), now)
        return [ticket for ticket in group.tickets if ticket.player in verdict.back]

    def _bind(self, room: RoomId, players: frozenset[PlayerId]) -> None:
        """Note who is in the match of a room, and can't be in another one."""
        for player in self._bound.pop(room, frozenset()) - players:
            if self._playing.get(player) == room:
                del self._playing[player]
        if players:
            self._bound[room] = players
            self._playing.update(dict.fromkeys(players, room))


def _find_dodgers(room: Room) -> list[PlayerId]:
    """Return who was out of the game of a match before their first move, so that it does not count."""
    game = room.match
    if game is None or not game.over or game.unrated != "unmoved":
        return []
    return [PlayerId(game.players[seat].id) for seat in game.absent if seat not in game.moved]
