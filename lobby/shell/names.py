"""The names that people have: no two have one at a time."""

from collections.abc import Iterator

from attrs import define, field

from lobby.core.text import tell_apart
from lobby.shell.chance import Chance


@define(eq=False)
class Names:
    """The names of who is there, or whom a room waits for. Whoever else had one finds it taken, perhaps."""

    source: Chance
    characters_max: int
    _taken: set[str] = field(factory=set)  # casefolded

    def __len__(self) -> int:
        return len(self._taken)

    def take(self, wish: str) -> str:
        """Return the name, or one like it where somebody has it."""
        given = tell_apart(wish, self._taken, self._suffixes(), self.characters_max)
        self._taken.add(given.casefold())
        return given

    def keep(self, name: str) -> None:
        """Somebody has had this name since before the start."""
        self._taken.add(name.casefold())

    def release(self, name: str) -> None:
        """Nobody has the name any more."""
        self._taken.discard(name.casefold())

    def _suffixes(self) -> Iterator[int]:
        """Yield small numbers, then random ones: a thousand of one name must not be counted through."""
        yield from range(2, 10)
        while True:
            yield int.from_bytes(self.source.token_bytes(4)) % 1_000_000
