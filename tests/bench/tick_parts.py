"""Where the processor time of a tick goes, by part: rooms in this process, told by a call and no kernel.

    python -m tests.bench.tick_parts --rooms 100 --players 10 [--game FILE]

Time jumps (MockClock), so what counts is processor time alone, and it holds on a machine that is busy: the
figures are those of the best second. What is missing is what a real server adds for each who hears: framing,
a system call, and what wakes the process up.
"""

import gc
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import FrameType

import click
import trio
from attrs import define, field
from trio.testing import MockClock

from lobby.catalogue import load_game
from lobby.config import Config
from lobby.core.game import Game
from lobby.settings import AccessSection, DoorSection, LimitsSection
from lobby.wire.codec import encode
from lobby.wire.messages import Play
from tests.bench.profiling import EVERY_SECONDS, names_of
from tests.shell.callers import Line, room_of, running, seat

REST = "Trio, and all else"
# A sample counts for the innermost of these functions that it is in.
PARTS = {
    "lobby.core.realtime.Run.advance": "the game's hooks",
    "lobby.core.topic.change_between": "finding the change",
    "lobby.shell.ticking.stage.Stage.draft": "checking and encoding it",
    "lobby.shell.ticking.stage.Stage.tell": "telling it",
    "lobby.shell.ticking.ticker.Ticker._keep": "rows of the log",
    "lobby.shell.stores.memory.MemoryStore.run": "rows of the log",
    "lobby.shell.reception.Caller.hear": "inputs",
    "lobby.shell.ticking.rounds.Rounds._ring": "the ticker: rate, limits, measures",
    "lobby.shell.timing.timers.Timers.run": "timers",
}
_SETTLE_SECONDS = 2.0
_APART_SECONDS = 0.0037  # rooms begin at different moments
_STEPS_PER_SECOND = 100  # at which inputs come

_LIMITS = LimitsSection(
    frames_per_second=1e6, frames_burst=10**6, connections=10**5, connections_per_address=10**5,
    players=10**5, sessions=10**5, rooms=10**5,
)  # fmt: skip
_CONFIG = Config(
    limits=_LIMITS,
    access=AccessSection(rooms_per_address=10**5, openings_burst=10**6, address_openings_burst=10**6),
    door=DoorSection(sessions_per_second=10**6, sessions_burst=10**6),
)


@define
class Sampler:
    """Counts samples by part."""

    counts: Counter[str] = field(factory=Counter)

    def sample(self, _: int, frame: FrameType | None) -> None:
        """Called by the interpreter, some time after the signal."""
        self.counts[next((PARTS[name] for name in names_of(frame) if name in PARTS), REST)] += 1

    @contextmanager
    def sampling(self) -> Iterator[None]:
        """Sample for the length of the block."""
        signal.signal(signal.SIGPROF, self.sample)
        signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0, 0.0)


async def measure(game: Game, rooms: int, players: int, seconds: int, inputs: float) -> None:
    """Print what a tick takes, and how that is divided."""
    sampler, chance = Sampler(), Random(1)
    async with running(_CONFIG, games={game.id: game}) as application:
        lines = list[tuple[Line, str]]()
        for room in range(rooms):
            table = await seat(application, game.id, *[f"p{room}_{number}" for number in range(players)])
            lines += [(caller.line, room_of(table[0])) for caller in table if caller.line is not None]
            for caller in table:
                caller.line = None  # so that it costs nothing to hear
            await trio.sleep(_APART_SECONDS)
        await trio.sleep(_SETTLE_SECONDS)
        gc.disable()
        measures, best = application.manager.ticking.measures, float("inf")
        for _ in range(seconds):
            ticks, spent = measures.ticks, time.process_time()
            with sampler.sampling():
                await _play_second(lines, round(inputs * len(lines)), chance)
            best = min(best, (time.process_time() - spent) / (measures.ticks - ticks))
    _print(game, sampler.counts, best * 1e6)


async def _play_second(lines: list[tuple[Line, str]], inputs: int, chance: Random) -> None:
    for step in range(_STEPS_PER_SECOND):
        await trio.sleep(1 / _STEPS_PER_SECOND)
        for _ in range(inputs * (step + 1) // _STEPS_PER_SECOND - inputs * step // _STEPS_PER_SECOND):
            line, room = chance.choice(lines)
            assert line.listener is not None
            _number[0] += 1
            line.listener.hear(encode(Play(_number[0], room, 1, 0, chance.randrange(1, 4))))


_number = [1000]  # of the last command of anybody; they may leave some out


def _print(game: Game, counts: Counter[str], best_us: float) -> None:
    total = sum(counts.values())
    click.echo(f"{game.id}: {best_us:.1f} µs a tick in the best second; {total} samples")
    for part in (*dict.fromkeys(PARTS.values()), REST):
        click.echo(f"{best_us * counts[part] / total:8.1f} µs {counts[part] / total:6.1%}  {part}")


@click.command(help=__doc__)
@click.option("--rooms", default=100, show_default=True)
@click.option("--players", default=10, show_default=True)
@click.option("--seconds", default=20, show_default=True)
@click.option("--inputs", default=1.0, show_default=True, help="Inputs a second of each player, 1 to 3.")
@click.option("--game", "file", default=str(Path(__file__).with_name("drifting.py")), show_default=False)
def main(rooms: int, players: int, seconds: int, inputs: float, file: str) -> None:
    """Measure, and print."""
    trio.run(measure, load_game(file), rooms, players, seconds, inputs, clock=MockClock(autojump_threshold=0))


if __name__ == "__main__":
    main()
