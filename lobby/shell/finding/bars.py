"""Between whom games in rated rooms do not count now: what only the shell can know of players."""

from collections.abc import Callable
from functools import partial
from itertools import combinations

import structlog
from attrs import define, field

from lobby.core.finding.tally import DAY_MS, Tally
from lobby.core.finding.unrated import Bar, Why
from lobby.core.history.finished import unpack_finished
from lobby.core.ids import PlayerId
from lobby.core.inputs import Input, MakeMove, SayLine, TakeSeat
from lobby.core.room import Room
from lobby.settings import FindingSection
from lobby.shell.network.addresses import group, is_local
from lobby.shell.people.registry import Registry
from lobby.shell.questions import ListResults, Unreadable
from lobby.shell.records import KeepResult
from lobby.shell.store import Store
from lobby.shell.timing.timers import Timers

log = structlog.get_logger()

_RETRY_SECONDS = 5.0


@define(eq=False)
class Bars:
    """Counts rated games, and looks at addresses. Rooms ask before every step in which a game may begin."""

    settings: FindingSection
    registry: Registry
    store: Store
    timers: Timers
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    tally: Tally = field(factory=Tally)
    page: int = 200  # results that are read in one go after a start; in between others have their turn

    def among(self, room: Room, asked: Input) -> tuple[Bar, ...]:
        """Return between whom a game that begins with this would not count."""
        if not room.house.rated or isinstance(asked, SayLine | MakeMove):
            return ()
        kinds = {seat.player: seat.kind for seat in room.seats if seat.player is not None}
        if isinstance(asked, TakeSeat):
            kinds[PlayerId(asked.player.id)] = asked.player.kind
        pairs = combinations(sorted(kinds), 2)
        judged = (
            Bar(one, other, self._judge(room.game.id, one, other, is_mixed=kinds[one] != kinds[other]))
            for one, other in pairs
        )
        return tuple(bar for bar in judged if bar.why)

    def finished(self, result: KeepResult) -> None:
        """A game is over, and its result is stored."""
        if self.settings.rated_per_pair and unpack_finished(result.data).rated:
            self.tally.add(result.id, result.game, result.players, result.ended_ms)

    def restore(self) -> None:
        """Count what has ended before the start, newest first."""
        if self.settings.rated_per_pair:
            self._read(int(self.wall_clock() * 1000) + 1)

    def _read(self, before_ms: int) -> None:
        question = ListResults(before_ms=before_ms, limit=self.page)
        self.store.ask(question, partial(self._take, before_ms))

    def _take(self, before_ms: int, found: tuple[KeepResult, ...] | Unreadable) -> None:
        if isinstance(found, Unreadable):
            log.warning("rated games not counted yet", why=found.reason)
            at_seconds = self.timers.now() + _RETRY_SECONDS
            self.timers.set("rated games", at_seconds, partial(self._read, before_ms))
            return
        for result in found:
            self.finished(result)
        if len(found) == self.page and found[-1].ended_ms > self.wall_clock() * 1000 - DAY_MS:
            # Others may have ended in the same millisecond; a whole page of them would be read for ever.
            self._read(min(found[-1].ended_ms + 1, before_ms - 1))

    def _judge(self, game: str, one: PlayerId, other: PlayerId, *, is_mixed: bool) -> Why:
        if is_mixed and self.settings.rated_bots == "apart":
            return "bot"
        if not self.settings.rated_same_address and self._addresses(one) & self._addresses(other):
            return "address"
        most = self.settings.rated_per_pair
        now_ms = int(self.wall_clock() * 1000)
        return "pair" if most and self.tally.count(game, one, other, now_ms) >= most else ""

    def _addresses(self, player: PlayerId) -> set[str]:
        """Return where a player came from last; the machine's own address is everybody's behind a proxy."""
        addresses = (session.address for session in self.registry.sessions_of(player))
        return {group(address) for address in addresses if not is_local(address)}
