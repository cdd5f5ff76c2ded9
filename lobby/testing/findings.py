"""What `check_game` tells: findings that an author understands without knowing this package."""

import textwrap

from attrs import frozen

from lobby.testing.tick_cost import TickCost

_WIDTH = 100


@frozen
class Finding:
    """One thing that is wrong.

    `where` is FILE:LINE of the author's, `position` the state before it went wrong, `cure` what to do.
    `check_game` under this `seed` with so many `games` shows it again.
    """

    rule: str
    text: str
    where: str
    position: str
    cure: str
    seed: int
    games: int = 1
    file: str = ""  # the game's, as one would type it

    def __str__(self) -> str:
        rows = {"where": self.where, "position": self.position, "cure": self.cure}
        rows["again"] = f"lobby check {self.file or 'GAME'} --seed {self.seed} --games {self.games}"
        told = (_wrap(f"  {name:9}", text) for name, text in rows.items() if text)
        return "\n".join([_wrap(f"{self.rule}: ", self.text, "  "), *told])


@frozen
class Report:
    """What was played; `unreached` names the hooks that no game called, so that nothing is known of them.

    `warnings` are lines about what may be meant otherwise, such as a function named almost like a hook.
    `ticks` is what those of a real-time game cost, None of a game in turns.
    """

    game: str
    seed: int
    games: int
    actions: int
    longest: int
    unreached: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    ticks: TickCost | None = None

    def __str__(self) -> str:
        played = f"{self.game}: {self.games} games, {self.actions} actions, the longest game {self.longest}"
        unreached = f"; never called: {', '.join(self.unreached)}" if self.unreached else ""
        ticks = [] if self.ticks is None else [str(self.ticks)]
        return "\n".join([played + unreached, *ticks, *_warn(self.warnings)])


class GameFaulty(AssertionError):
    """A game breaks its promises; `findings` has one entry for each kind of fault and place."""

    def __init__(self, game: str, findings: list[Finding], warnings: tuple[str, ...] = ()) -> None:
        count = "1 fault" if len(findings) == 1 else f"{len(findings)} faults"
        told = [f"{game} has {count}:", *map(str, findings), *_warn(warnings)]
        super().__init__("\n\n".join(told))
        self.findings = findings
        self.warnings = warnings


def _warn(warnings: tuple[str, ...]) -> list[str]:
    return [_wrap("warning: ", warning, "  ") for warning in warnings]


def _wrap(first: str, text: str, indent: str = "") -> str:
    later = indent or " " * len(first)
    return textwrap.fill(
        # Half of a surrogate pair, of an author's error, can't be printed.
        text.encode("utf-8", "backslashreplace").decode(),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
