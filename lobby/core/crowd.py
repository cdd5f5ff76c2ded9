"""Who is in a room right now: players, each present through one live session or more.

Kept beside the room, not in its log: a crowd of watchers costs neither rows nor copies.
"""

from attrs import define, field

from lobby.core.ids import PlayerId, SessionId
from lobby.wire.messages import Player
from lobby.wire.values import Value


@define
class Crowd:
    """The present members of one room, in the order in which they came."""

    named_max: int = 50  # who is named in the view; the others are counted
    changes: int = 0  # so often has somebody come, gone or got another name
    _present: dict[PlayerId, tuple[Player, dict[SessionId, None]]] = field(factory=dict)

    def enter(self, player: Player, session: SessionId) -> bool:
        """Note a live session; tell whether the player was absent until now."""
        known = self._present.get(PlayerId(player.id))
        self.changes += 1
        if known is None:
            self._present[PlayerId(player.id)] = (player, {session: None})
            return True
        known[1][session] = None
        return False

    def exit(self, player: PlayerId, session: SessionId) -> bool:
        """Forget a session; tell whether it was the player's last one here."""
        known = self._present.get(player)
        if known is None or session not in known[1]:
            return False
        self.changes += 1
        del known[1][session]
        if known[1]:
            return False
        del self._present[player]
        return True

    def rename(self, player: Player) -> None:
        """Show a present player under another name."""
        known = self._present.get(PlayerId(player.id))
        if known is not None:
            self.changes += 1
            self._present[PlayerId(player.id)] = (player, known[1])

    def find(self, player: PlayerId) -> Player | None:
        """Return a present player, None for who is not there."""
        known = self._present.get(player)
        return known[0] if known else None

    def sessions_of(self, player: PlayerId) -> list[SessionId]:
        """Return the live sessions of a player in this room, in the order in which they came."""
        known = self._present.get(player)
        return list(known[1]) if known else []

    def __contains__(self, player: PlayerId) -> bool:
        return player in self._present

    def __len__(self) -> int:
        return len(self._present)

    def players(self) -> set[PlayerId]:
        """Return all who are present."""
        return set(self._present)

    def view(self, seated: set[PlayerId]) -> Value:
        """Return the view of `crowd/<id>`: how many are present, and who of them has no seat."""
        watchers = [player for id_, (player, _) in self._present.items() if id_ not in seated]
        named = watchers[: self.named_max]
        return {
            "present": len(self._present),
            "watchers": [{"id": p.id, "name": p.name, "kind": p.kind} for p in named],
        }

    def view_late(self, seated: set[PlayerId]) -> Value:
        """Return the view where watchers see the room late: there are those who sit, as far as is known."""
        view = self.view(seated)
        return {**view, "present": self.count_watchers(seated) + len(seated)}

    def count_watchers(self, seated: set[PlayerId]) -> int:
        """Return how many are present without a seat."""
        return len(self._present.keys() - seated)
