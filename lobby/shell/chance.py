"""Where the server's randomness comes from: the operating system, or in tests a seed."""

import secrets
from struct import unpack
from typing import Protocol

from lobby.core.codes import ALPHABET, LENGTH
from lobby.core.ids import Code, PlayerId, RoomId

_ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PLAYER_LETTERS = 16


class Chance(Protocol):
    """A source of bytes that nobody can predict."""

    def token_bytes(self, count: int) -> bytes:
        """Return so many bytes."""


class SystemChance:
    """The operating system's randomness."""

    def token_bytes(self, count: int) -> bytes:
        """See Chance.token_bytes."""
        return secrets.token_bytes(count)


def room_id(chance: Chance) -> RoomId:
    """Return a new room id: 12 letters, 60 bits."""
    return RoomId(_letters(chance, _ID_LETTERS, 12))


def player_id(chance: Chance) -> PlayerId:
    """Return a new player id: 16 letters, 80 bits."""
    return PlayerId(_letters(chance, _ID_LETTERS, _PLAYER_LETTERS))


def may_be_player_id(text: str) -> bool:
    """Tell whether a text has the form of a player id."""
    return len(text) == _PLAYER_LETTERS and set(text) <= set(_ID_LETTERS)


def epoch(chance: Chance) -> str:
    """Return the name of a new history: 8 letters."""
    return _letters(chance, _ID_LETTERS, 8)


def code(chance: Chance) -> Code:
    """Return a code to be said aloud; it may be in use."""
    return Code(_letters(chance, ALPHABET, LENGTH))


def _letters(chance: Chance, letters: str, count: int) -> str:
    # Two bytes a letter make the bias of the remainder too small to matter.
    words, size = unpack(f">{count}H", chance.token_bytes(2 * count)), len(letters)
    return "".join([letters[word % size] for word in words])
