"""All rooms that tick, and the inputs of players on their way into them."""

from collections.abc import Callable
from itertools import count

from attrs import define, field

from lobby.core.ids import RoomId
from lobby.core.room import Room
from lobby.core.views import runs_live
from lobby.settings.ticking import TickingSection
from lobby.shell.bots.seated import Bots
from lobby.shell.host import Host
from lobby.shell.ticking.beats import Beats
from lobby.shell.ticking.measures import Measures
from lobby.shell.ticking.rounds import Rounds
from lobby.shell.ticking.ticker import Ticker, TickParts
from lobby.shell.timing.timers import Timers
from lobby.shell.watchdog import Watchdog

# Of a beat: with a round on each of them, rounds come that often even where beats are a little longer.
_RESTS = 1.5


@define(eq=False)
class Tickers:
    """The rooms that tick. `epoch` is of this process: what was told before it is not in any log."""

    settings: TickingSection
    timers: Timers
    watchdog: Watchdog
    measures: Measures
    epoch: str
    bots: Bots
    touch: Callable[[RoomId], None]  # what is told of a room beside its steps has changed
    _beats: Beats = field(init=False)
    rounds: Rounds = field(init=False)
    _tickers: dict[str, Ticker] = field(factory=dict)  # by the id of the room
    _serial: "count[int]" = field(factory=count)

    @_beats.default
    def _make_beats(self) -> Beats:
        return Beats(self.settings.beat_ms)

    @rounds.default
    def _make_rounds(self) -> Rounds:
        return Rounds(self.timers, _RESTS * self.settings.beat_ms / 1000)

    def __len__(self) -> int:
        return len(self._tickers)

    def look_at(self, host: Host) -> None:
        """A step of the room is told, or it is in memory again: it ticks while a game runs there."""
        room = host.told
        ticker = self._tickers.get(room.id)
        if ticker is not None and (ticker.host is not host or not _is_of(ticker, room)):
            self._tickers.pop(room.id).end()
            ticker = None
        if ticker is not None:
            ticker.keep_to(room)
        elif runs_live(room) and runs_live(host.room):
            self._begin(host)

    def went_back(self, host: Host) -> None:
        """Steps of the room could not be stored."""
        if (ticker := self._tickers.get(host.room.id)) is not None:
            ticker.distrust_store()

    def forget(self, room: RoomId) -> None:
        """The room has closed."""
        if (ticker := self._tickers.pop(room, None)) is not None:
            ticker.end()

    def stop(self) -> None:
        """The server stops: nothing ticks any more, and nobody is told that a game is over."""
        for ticker in self._tickers.values():
            self.rounds.cancel(ticker)

    def find(self, room: str) -> Ticker | None:
        """Return what ticks in a room, None where nothing does."""
        return self._tickers.get(room)

    def _begin(self, host: Host) -> None:
        match = host.room.match
        assert match is not None, "a game runs"
        parts = TickParts(
            self.settings,
            self.rounds,
            self.watchdog,
            self._beats,
            self.measures,
            self._new_epoch,
            self.bots,
            self.touch,
        )
        ticker = self._tickers[host.room.id] = Ticker(host, parts, match.number)
        ticker.begin()

    def _new_epoch(self) -> str:
        return f"{self.epoch}.{next(self._serial)}"


def _is_of(ticker: Ticker, room: Room) -> bool:
    return runs_live(room) and room.match is not None and room.match.number == ticker.number
