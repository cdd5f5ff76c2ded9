"""What `check_game` tells: findings that an author understands without knowing this package."""

import textwrap

from attrs import frozen

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
    """What was played; `unreached` names the hooks that no game called, so that nothing is known of them."""

    game: str
    seed: int
    games: int
    actions: int
    longest: int
    unreached: tuple[str, ...]

    def __str__(self) -> str:
        played = f"{self.game}: {self.games} games, {self.actions} actions, the longest game {self.longest}"
        return f"{played}; never called: {', '.join(self.unreached)}" if self.unreached else played


class GameFaulty(AssertionError):
    """A game breaks its promises; `findings` has one entry for each kind of fault and place."""

    def __init__(self, game: str, findings: list[Finding]) -> None:
        count = "1 fault" if len(findings) == 1 else f"{len(findings)} faults"
        super().__init__("\n\n".join([f"{game} has {count}:", *map(str, findings)]))
        self.findings = findings


def _wrap(first: str, text: str, indent: str = "") -> str:
    later = indent or " " * len(first)
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
