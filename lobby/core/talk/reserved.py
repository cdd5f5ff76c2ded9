"""Names that nobody may take: they would speak for the server, its operator or whoever runs a room."""

import unicodedata
from collections.abc import Iterable

from attrs import frozen

from lobby.core.talk.looks import skeleton


@frozen
class Reserved:
    """By their looks, as names that are taken are told apart."""

    looks: frozenset[str]
    beside: frozenset[str] = frozenset()  # looks of words that make no other name of one of them

    def holds(self, name: str) -> bool:
        """Tell whether a name is one of them, also with figures and signs around it: `Admin`, `[ADM1N] 2`.

        Or whether it is one with nothing else than words that claim it: `The Admin`, `Lobby-Admin`.
        """
        looks = {skeleton(name), skeleton(_bare(name)), skeleton(_letters(name))}
        return not looks.isdisjoint(self.looks) or any(map(self._is_claim, looks))

    def _is_claim(self, look: str) -> bool:
        """Tell whether a look is made of these words and no others, with one that is reserved among them."""
        # How many characters are read, and whether a reserved one is among them; each is looked at once.
        reached = {(0, False)}
        for at in range(len(look)):
            for is_claimed in (False, True):
                if (at, is_claimed) in reached:
                    reached.update((at + len(word), True) for word in self.looks if look.startswith(word, at))
                    reached.update(
                        (at + len(word), is_claimed) for word in self.beside if look.startswith(word, at)
                    )
        return (len(look), True) in reached


def reserve(names: Iterable[str], beside: Iterable[str] = ()) -> Reserved:
    """Return the names that are reserved; one of signs alone is as it is. `beside`: words around them."""
    return Reserved(frozenset(map(skeleton, names)), frozenset(map(skeleton, beside)))


def _bare(name: str) -> str:
    """Return a name from its first letter to its last."""
    letters = [at for at, character in enumerate(name) if _is_letter(character)]
    return name[letters[0] : letters[-1] + 1] if letters else name


def _letters(name: str) -> str:
    """Return a name without signs, spaces and figures around it; a figure within is drawn like a letter."""
    return "".join(character for character in _bare(name) if _is_letter(character) or character.isdecimal())


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LM"
