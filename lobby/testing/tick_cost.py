"""What the ticks of a real-time game cost: all that a server does for one, but for sending it."""

from collections.abc import Iterator
from functools import partial
from random import Random
from time import thread_time

from attrs import define, field, frozen

from lobby.bots.reacting import can_draw
from lobby.core import shape
from lobby.core.dice import Dice
from lobby.core.forms import describe_move
from lobby.core.game import Game
from lobby.core.live_view import LiveView
from lobby.core.match import start_match
from lobby.core.realtime import Run
from lobby.core.topic import Bounds, Topic, Total
from lobby.settings.ticking import TickingSection
from lobby.testing.drawing import draw
from lobby.testing.faults import told_as
from lobby.testing.watch import Watch
from lobby.wire.messages import Player
from lobby.wire.values import Value

TICKS = 400
SECONDS_MAX = 3.0  # of processor time, bots included: what is that slow is known to be after fewer ticks
_INPUTS_PER_SECOND = 10  # of each seat, as bots are asked

_SETTINGS = TickingSection()
_NO_RING = Bounds(0, 0, Total(0))


@frozen
class TickCost:
    """What was measured of `ticks` ticks with so many seats; times are milliseconds of a processor."""

    tick_rate: int  # ticks a second
    seats: int
    ticks: int
    median_ms: float
    p99_ms: float
    mean_ms: float
    hooks_ms: float  # of the mean, what the game's own code takes
    told_bytes: int  # of a tick, to a player: the median
    told_p99_bytes: int

    @property
    def interval_ms(self) -> float:
        """What the game allows a tick."""
        return 1000 / self.tick_rate

    @property
    def share_percent(self) -> float:
        """What of a processor one room takes, without what is sent."""
        return 100 * self.mean_ms / self.interval_ms

    def __str__(self) -> str:
        hooks = f"{100 * self.hooks_ms / self.mean_ms:.0f} % of it in the game's hooks"
        return (
            f"ticks: {self.median_ms:.2f} ms each (p99 {self.p99_ms:.2f}), {hooks}; the interval allows"
            f" {self.interval_ms:.0f} ms\n"
            f"  a room of {self.seats} needs {self.share_percent:.1f} % of a processor, without sending;"
            f" a tick tells each player {self.told_bytes} bytes (p99 {self.told_p99_bytes})"
        )

    def warn(self) -> tuple[str, ...]:
        """Return what a server would hold against the game."""
        warnings = []
        if self.share_percent > _SETTINGS.share_percent:
            warnings.append(
                f"a room takes {self.share_percent:.0f} % of a processor, over the"
                f" {_SETTINGS.share_percent:g} % that it may (ticking.share_percent): it gets fewer ticks"
            )
        if self.p99_ms > self.interval_ms:
            warnings.append(
                f"one tick in a hundred takes {self.p99_ms:.0f} ms, and the next one is due after"
                f" {self.interval_ms:.0f} ms: others wait for it"
            )
        return tuple(warnings)


@define
class _Costs:
    """Of each tick: its time, what the hooks took of it, and the bytes told to who hears most."""

    begun: float = field(factory=thread_time)
    seconds: list[float] = field(factory=list)
    hooks: list[float] = field(factory=list)
    told: list[int] = field(factory=list)

    @property
    def are_enough(self) -> bool:
        """Whether more would only take time."""
        return len(self.seconds) >= TICKS or thread_time() - self.begun >= SECONDS_MAX

    def add(self, seconds: float, hooks: float, told: int) -> None:
        """Note one more."""
        self.seconds.append(seconds)
        self.hooks.append(hooks)
        self.told.append(told)

    def sum_up(self, game: Game) -> TickCost:
        """Return what they come to."""
        ordered, told, count = sorted(self.seconds), sorted(self.told), len(self.seconds)
        middle, late = count // 2, min(count - 1, count * 99 // 100)
        return TickCost(
            tick_rate=game.tick_rate,
            seats=game.seats_max,
            ticks=count,
            median_ms=1000 * ordered[middle],
            p99_ms=1000 * ordered[late],
            mean_ms=1000 * sum(ordered) / count,
            hooks_ms=1000 * sum(self.hooks) / count,
            told_bytes=told[middle],
            told_p99_bytes=told[late],
        )


def measure_ticks(game: Game, options: Value, seed: int, watch: Watch) -> TickCost | None:
    """Return what ticks cost with all seats taken and busy, None of a game that makes none.

    Raises GameFailed, BadValue and OverBudget, and Fault for what its `bot` does.
    """
    costs = _Costs()
    for number in range(seed, seed + TICKS):
        run = watch.watchdog.run("start", partial(_begin, game, options, number))
        for cost in _make_ticks(run, Random(number), watch):
            costs.add(*cost)
            if costs.are_enough:
                return costs.sum_up(game)
        if costs.are_enough:
            break
    return costs.sum_up(game) if costs.seconds else None


def _make_ticks(run: Run, chance: Random, watch: Watch) -> Iterator[tuple[float, float, int]]:
    """Make the ticks of a run until it is over; yield what each has cost."""
    stage = _Stage.open(run)
    while run.outcome is None:
        if run.tick % max(1, run.game.tick_rate // _INPUTS_PER_SECOND) == 0:
            _give_inputs(run, chance, watch)
        begun = thread_time()
        watch.watchdog.run("tick", run.advance)
        hooks = thread_time() - begun
        told = watch.watchdog.run("view", stage.tell)
        if run.unsaved >= stage.batch_ticks:
            run.rebase(run.settle(0)[0])
        yield thread_time() - begun, hooks, told


@define
class _Stage:
    """The topics of a run, with nobody who hears them."""

    run: Run
    table: LiveView
    seats: list[LiveView]

    @classmethod
    def open(cls, run: Run) -> "_Stage":
        """Begin them."""
        secrets = run.secrets if run.game.secret is not None else ()
        seats = [_begin_view(run, "secret", {"secret": secret, "notes": []}) for secret in secrets]
        return cls(run, _begin_view(run, "public", {"board": run.public, "notes": []}), seats)

    @property
    def batch_ticks(self) -> int:
        """After how many ticks a row of them is stored."""
        return max(1, _SETTINGS.batch_ms * self.run.game.tick_rate // 1000)

    def tell(self) -> int:
        """Make the frames of the last tick; return the bytes that go to who hears most."""
        run = self.run
        view = {"board": run.public, "notes": []}
        table = self.table.advance(run.tick, view, more=False)
        own = [
            live.advance(run.tick, {"secret": secret, "notes": []}, more=True)
            for live, secret in zip(self.seats, run.secrets, strict=False)
        ]
        return len(table.payload) + max((len(frame.payload) for frame in own), default=0)


def _begin_view(run: Run, what: str, view: Value) -> LiveView:
    topic = Topic(f"live/{what}", "e", run.tick, view, _NO_RING)
    game = run.game
    return LiveView.begin(
        topic, f"{what} of {game.id}", game.budget, tick_rate=game.tick_rate, hash_bytes=_SETTINGS.hash_bytes
    )


def _begin(game: Game, options: Value, seed: int) -> Run:
    players = tuple(Player(str(seat), f"Player {seat}", "bot") for seat in range(game.seats_max))
    secret = Random(seed).randbytes(32)
    match = start_match(game, secret=secret, number=1, players=players, options=options, now_ms=0)
    return Run.begin(game, match)


def _give_inputs(run: Run, chance: Random, watch: Watch) -> None:
    """Let every seat do something: what the game's bot would, else anything; what is refused is none."""
    game, form = run.game, describe_move(run.game)
    for seat in range(game.seats_max):
        if game.bot is not None:
            secret = run.secrets[seat] if game.secret is not None else None
            view = {"public": run.public, "secret": secret}
            move = watch.call(game, "bot", (view, seat, Dice(chance.randbytes(32), 0)))
            if move is None:
                continue
            with told_as("bot", game):
                plain = shape.plain_move(game, move)
        elif can_draw(form):
            plain = draw(form, chance)
        else:
            continue
        watch.watchdog.run("check", partial(run.take, seat, plain, _SETTINGS.inputs_max))
