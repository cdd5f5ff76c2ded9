"""How the rooms of the process before come back: each from its log, or not at all, and alone."""

from collections.abc import Callable

import structlog
from attrs import frozen

from lobby.core.budget import OverBudget
from lobby.core.events import Opened, Row
from lobby.core.ids import RoomId
from lobby.core.inputs import Restart
from lobby.core.log import unpack_row
from lobby.core.match import GameFailed
from lobby.core.restore import Restored
from lobby.shell.host import Host, Parts
from lobby.shell.opening import Architect
from lobby.shell.store import KeptRoom, Store

log = structlog.get_logger()


class CantRestore(Exception):
    """The room can't go on; the text says why."""


@frozen(eq=False)
class Restorer:
    """Makes hosts out of logs."""

    architect: Architect
    store: Store
    parts: Parts

    def restore(self, kept: KeptRoom) -> Host | None:
        """Return the host of a room; None where it can't go on, which costs no other room."""
        try:
            opened, restored = self._replay(kept)
            if restored.room.phase != "closed":
                return self.architect.rebuild(opened, restored, kept.incarnation, self.parts)
        except CantRestore as reason:
            self._set_aside(kept, str(reason))
        except Exception as error:
            log.exception("room not restored", room=kept.id)
            self._set_aside(kept, f"{type(error).__name__}: {error}"[:200])
        else:
            self.store.forget(kept.id)  # it had closed; the process ended before its log was gone
        return None

    def begin(self, host: Host) -> None:
        """Let the room know that time has passed which it has not felt, and that nobody is there."""
        config, room = self.architect.config.room, host.room
        now_ms = int(self.architect.wall_clock() * 1000)
        host.give(Restart(now_ms - room.now_ms, int(config.restart_grace_seconds * 1000)))

    def _set_aside(self, kept: KeptRoom, reason: str) -> None:
        log.warning("room not restored", room=kept.id, why=reason)
        self.store.set_aside(kept.id, reason)

    def _replay(self, kept: KeptRoom) -> tuple[Opened, Restored]:
        rows = [unpack_row(row) for row in kept.rows]
        if [row.number for row in rows] != [*range(1, len(rows) + 1)]:
            raise CantRestore("its log has a hole")
        first = rows[0].events[0]
        if not isinstance(first, Opened):
            raise CantRestore("its log does not begin with its opening")
        game = self.architect.games.get(first.game)
        if game is None:
            raise CantRestore(f"the game {first.game} is not on offer")
        if game.version != first.version:
            versions = f"version {first.version}, here is version {game.version}"
            raise CantRestore(f"it plays {first.game} {versions}")
        restored = Restored.begin(first, game)
        for row in rows[1:]:
            restored = self._advance(restored, row)
        return first, self._run(restored.room.id, rows[-1].number, restored.finish)

    def _advance(self, restored: Restored, row: Row) -> Restored:
        return self._run(restored.room.id, row.number, lambda: restored.advance(row))

    def _run(self, room: RoomId, number: int, call: Callable[[], Restored]) -> Restored:
        try:
            return self.parts.watchdog.run(f"restore {room}", call)
        except GameFailed as failure:
            raise CantRestore(f"the game fails on step {number}: {failure}") from failure
        except OverBudget as stopped:
            raise CantRestore(f"step {number} takes too long: {stopped}") from stopped
