"""Notes of a game: lines for its log, which hooks leave for everybody or for one seat."""

import re
from collections import Counter
from typing import Final

from lobby.core.game import Note
from lobby.core.shape import BadValue
from lobby.wire.messages import Player
from lobby.wire.values import Value

KEPT: Final = 30  # that a view shows, of those for everybody and of a seat's own

_Told = tuple[int | None, Value]  # whose it is, None for everybody; its number, text and value
Notes = tuple[_Told, ...]  # the last ones, oldest first


def add_notes(notes: Notes, new: tuple[Note, ...], players: tuple[Player, ...], number: int) -> Notes:
    """Return the notes with new ones, under the number of their action and with the players' names.

    Raises BadValue for a note to a seat that nobody plays on.
    """
    if not new:
        return notes
    names = [player.name for player in players]
    told = [*notes]
    for note in new:
        if note.seat is not None and not 0 <= note.seat < len(names):
            raise BadValue(f"a note is for seat {note.seat}, allowed are 0 to {len(names) - 1}")
        entry = {"number": number, "text": _fill(note.text, names), "value": note.value}
        told.append((note.seat, entry))
    return tuple(_trim(told)) if len(told) > KEPT else tuple(told)


def show_notes(notes: Notes, seat: int | None) -> list[Value]:
    """Return the last notes of a seat, or for everybody."""
    if not notes:
        return []
    return [note for whose, note in notes if whose == seat][-KEPT:]


def _trim(notes: list[_Told]) -> list[_Told]:
    """Return the last notes for everybody, and the last ones of each seat."""
    kept: Counter[int | None] = Counter()
    last = []
    for whose, note in reversed(notes):
        kept[whose] += 1
        if kept[whose] <= KEPT:
            last.append((whose, note))
    return last[::-1]


def _fill(text: str, names: list[str]) -> str:
    """Put the players' names for {0}, {1}, … at once, so that a name with braces stays what it is."""

    def name(found: re.Match[str]) -> str:
        seat = int(found[1])
        return names[seat] if seat < len(names) else found[0]

    return re.sub(r"\{(\d{1,2})\}", name, text)
