"""What a host has around it: the landlord, whom it tells of its room, and the parts that all hosts share."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from lobby.core.finding.unrated import Bar
from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import Input
from lobby.core.room import Room
from lobby.shell.metrics import Metrics
from lobby.shell.records import KeepResult
from lobby.shell.reporting.reports import Reporter
from lobby.shell.store import Store
from lobby.shell.timing.lived import Lived
from lobby.shell.timing.timers import Timers
from lobby.shell.watchdog import Watchdog

if TYPE_CHECKING:
    from lobby.shell.host import Host


class Landlord(Protocol):
    """Who owns the rooms, as one host sees it."""

    def changed(self, host: "Host") -> None:
        """A step of the room is committed, or somebody came or went."""

    def went_back(self, host: "Host") -> None:
        """Steps are lost; whether players are there may differ now from what the room believes."""

    def finished(self, result: KeepResult) -> None:
        """A game is over, and its result is stored."""

    def expelled(self, room: RoomId, player: PlayerId, reason: str, detail: str) -> None:
        """The player is no longer a member, in none of their sessions."""

    def closed(self, host: "Host") -> None:
        """The room has closed, and everybody was told."""


@frozen(eq=False)
class Parts:
    """What every host needs of the server."""

    store: Store
    timers: Timers
    metrics: Metrics
    watchdog: Watchdog
    reports: Reporter
    landlord: Landlord
    snapshot_steps: int  # a room is kept as a whole after so many
    is_owed: Callable[[PlayerId], bool]  # whether a player would be here but for the server
    lived: Lived  # the clock that all rooms share
    find_bars: Callable[[Room, Input], Collection[Bar]]  # between whom rated games would not count
