"""`check_game` plays many random games with nothing but a game's hooks, and says in words what is wrong."""

import os
from types import ModuleType

from attrs import define, field

from lobby.catalogue import load_game
from lobby.core.budget import OverBudget
from lobby.core.game import Game
from lobby.shell.watchdog import Watchdog
from lobby.testing.faults import Fault, near, place_of
from lobby.testing.findings import Finding, GameFaulty, Report
from lobby.testing.leaks import Leaks
from lobby.testing.misspelt import find_misspelt
from lobby.testing.playing import Playing, seat_table
from lobby.testing.tick_cost import TickCost, measure_ticks
from lobby.testing.watch import SECONDS, Watch, hooks_of
from lobby.wire.values import Value

__all__ = ["Finding", "GameFaulty", "Report", "check_game"]

GAMES = 30
ACTIONS_MAX = 3000
FINDINGS_MAX = 10
_BUSY = "with all seats taken and busy"
_SLOW = ("time", "size", "end")  # faults that take long to show once more


def check_game(
    game: Game | ModuleType | str,
    *,
    seed: int | None = None,
    games: int = GAMES,
    options: Value = None,
    actions_max: int = ACTIONS_MAX,
    hook_seconds: float = SECONDS,
) -> Report:
    """Play random games; return what was played, or raise GameFaulty with what is wrong.

    `game` is a loaded game, a module, or whatever names one to the server: a file, a folder, a module's name.
    Game n is played under `seed` + n, so every finding can be repeated alone. All numbers of seats are tried
    in turn. `options` are those of every game, as a page sends them; without, the defaults are played, and
    odd ones tried. Raises GameNotLoaded, and BadValue for options that are none. A hook is stopped after
    `hook_seconds` of computing.

    Looked at: states, views, moves and notes are values, and states survive their bytes; no hook changes what
    it was given, answers differently the second time, or runs for too long; every move that is
    offered can be played; whatever a stranger may send is refused, not raised at; somebody can act until the
    game ends, and nobody after, or it ticks with whatever comes; whoever leaves, the game goes on or ends;
    `public` gives no secret away that stands in it as it is; `imagine`, `changes` and `upgrade` agree with
    the other hooks. A loop that never ends can only be stopped in the main thread.
    """
    loaded = load_named(game)
    first = int.from_bytes(os.urandom(4)) if seed is None else seed
    check = _Check(loaded, first, options or {}, actions_max, Watch(Watchdog(hook_seconds)))
    with check.watch.watchdog.running():
        for game_seed in range(first, first + games):
            check.play(game_seed)
            if check.is_enough:
                break
        check.look_back(games)
        ticks = None if check.findings else check.measure()
    if check.findings:
        raise GameFaulty(loaded.id, list(check.findings.values()), find_misspelt(loaded))
    unreached = [
        name
        for name in hooks_of(loaded)
        if getattr(loaded, name) is not None and name not in check.watch.called
    ]
    lengths = check.lengths
    longest = max(lengths, default=0)
    warnings = (*find_misspelt(loaded), *(ticks.warn() if ticks is not None else ()))
    return Report(loaded.id, first, games, sum(lengths), longest, tuple(unreached), warnings, ticks)


def load_named(game: Game | ModuleType | str) -> Game:
    """Return the game that is meant; raise GameNotLoaded."""
    match game:
        case Game():
            return game
        case ModuleType():
            return load_game(game.__name__)
        case str():
            return load_game(game)


@define
class _Check:
    """All games of one `check_game`, and what they have shown."""

    game: Game
    seed: int
    options: Value
    actions_max: int
    watch: Watch
    leaks: Leaks = field(factory=Leaks)
    findings: dict[tuple[str, str], Finding] = field(factory=dict)
    lengths: list[int] = field(factory=list)
    is_enough: bool = False  # more games would only take time

    def play(self, seed: int) -> None:
        """Play one game; keep what is wrong with it."""
        table = seat_table(self.watch.over(self.game), seed, self.options)
        playing = Playing(table, self.leaks, self.watch)
        try:
            playing.play(self.actions_max)
        except Fault as fault:
            self._keep(fault, seed, games=1)
        else:
            self.lengths.append(len(playing.actions))

    def look_back(self, games: int) -> None:
        """Keep what only many games show."""
        leak = self.leaks.find_fault(seat_table(self.game, self.seed, self.options))
        for fault in (*self.watch.find_silence(self.game), *([leak] if leak else [])):
            self._keep(fault, self.seed, games)

    def measure(self) -> TickCost | None:
        """Return what the ticks of a real-time game cost; keep what goes wrong with all seats busy."""
        if not self.game.is_real_time:
            return None
        try:
            return measure_ticks(self.game, self.options, self.seed, self.watch)
        except Fault as error:
            fault = Fault(error.rule, f"{_BUSY}: {error.text}", where=error.where, cure=error.cure)
        except (Exception, OverBudget) as error:  # of a hook, which may raise anything
            fault = Fault("tick", f"{_BUSY}: {error}", where=place_of(self.game, "tick"))
        self._keep(fault, self.seed, games=1)
        return None

    def _keep(self, fault: Fault, seed: int, games: int) -> None:
        finding = Finding(
            fault.rule, fault.text, fault.where, fault.position, fault.cure, seed, games, near(self.game.file)
        )
        known = self.findings.setdefault((fault.rule, fault.where), finding)
        is_slow = fault.rule in _SLOW and known is not finding
        self.is_enough = is_slow or len(self.findings) >= FINDINGS_MAX
