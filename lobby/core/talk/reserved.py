"""Names that nobody may take: they would speak for the server, its operator or whoever runs a room."""

import unicodedata
from collections.abc import Iterable

from attrs import frozen

from lobby.core.talk.looks import skeleton


@frozen
class Reserved:
    """By their looks, as names that are taken are told apart."""

    looks: frozenset[str]

    def holds(self, name: str) -> bool:
        """Tell whether a name is one of them, also with figures and signs around it: `Admin`, `[ADM1N] 2`."""
        return skeleton(name) in self.looks or skeleton(_bare(name)) in self.looks


def reserve(names: Iterable[str]) -> Reserved:
    """Return the names that are reserved; one of signs alone is as it is."""
    return Reserved(frozenset(map(skeleton, names)))


def _bare(name: str) -> str:
    """Return a name from its first letter to its last."""
    letters = [at for at, character in enumerate(name) if unicodedata.category(character)[0] in "LM"]
    return name[letters[0] : letters[-1] + 1] if letters else name
