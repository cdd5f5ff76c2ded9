"""Whether `public`, or a note to everybody, gives away what `secret` says, found over many games.

Nobody can see from one position whether two equal values are one secret or an accident. So each thing that
`secret` says is looked at when it is new: is it in `public` at that moment already? And, to know what
accident makes of it: does the same place hold it at some moment of another game, too?

A note is there for one action only: of it count the secrets that are new together with such a note.

What comes out later, such as a hand that is shown at the end of a round, was a secret and is none of this.
What all seats are told is none.
"""

import ast
import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from attrs import define, field, frozen

from lobby.core import rules
from lobby.core.game import Note, State
from lobby.testing.faults import Fault, place_of, short
from lobby.testing.table import Table
from lobby.wire.values import Value, find_fault, pack

_NODES_MAX = 300  # of one view that are looked at
_GAMES_KEPT = 16
_SEEN_LEAST = 8  # fewer new secrets prove nothing
_COMPARED_LEAST = 4
_TRIES = 8  # to find the place in another game
_SHARE_LEAST = 0.8  # of the new secrets that stand in `public` at once
_BEYOND_ACCIDENT = 0.4  # that this is more often than in another game

_NOTES = "notes"
_WORDS_MAX = 3
_PUNCTUATION = ".,:;!?'\"()[]{}"
_CURE = "tell it to its seat alone: Note(text, seat=seat)"

Told = tuple[int, str]  # to which seat, at which path in `secret`
Pair = tuple[Told, str]  # and at which path in `public`


@frozen
class Index:
    """What a view holds: where each value stands, and all places that there are."""

    values: dict[bytes, set[str]]  # by their bytes, at which places
    places: set[str]


@frozen
class Example:
    """One moment at which a secret stands in `public`."""

    value: Value
    position: str


@define
class Leaks:
    """What was seen over all games that are played in one `check_game`."""

    _seen: Counter[Told] = field(factory=Counter)
    _compared: Counter[Pair] = field(factory=Counter)
    _noted: Counter[Pair] = field(factory=Counter)  # how often a note was there when the secret was new
    _here: Counter[Pair] = field(factory=Counter)
    _elsewhere: Counter[Pair] = field(factory=Counter)
    _examples: dict[Pair, Example] = field(factory=dict)
    _known: dict[Told, set[bytes]] = field(factory=dict)
    _worth: dict[Told, set[bytes]] = field(factory=dict)  # two of the values that it has had
    _drawn: int = 0
    _views: list[Index] = field(factory=list)  # of this game
    _others: list[list[Index]] = field(factory=list)  # of the last games

    def begin_game(self) -> None:
        """Begin with the next game: all of its secrets are new."""
        self._known.clear()
        if self._views:
            self._others = [*self._others, self._views][-_GAMES_KEPT:]
        self._views = []

    def look(self, table: Table, state: State, notes: tuple[Note, ...] = ()) -> None:
        """Look at a position that goes on. Of a single seat nothing is to be hidden from anybody."""
        if table.game.secret is None or table.seats < 2:
            return
        told = [note for note in notes if note.seat is None]
        index = _make_index(rules.public_view(table.game, state), told)
        self._views.append(index)
        for whose, key, value in self._find_new(table, state):
            self._count(whose, key, index)
            for place in index.values.get(key, set()):
                self._examples.setdefault((whose, place), Example(value, short(state)))

    def _find_new(self, table: Table, state: State) -> Iterator[tuple[Told, bytes, Value]]:
        """Yield what `secret` has not said before, and does not say to everybody."""
        secrets = [_gather(rules.secret_of(table.game, state, seat)) for seat in range(table.seats)]
        for seat, secret in enumerate(secrets):
            for path, values in secret.items():
                new = values.keys() - self._known.get((seat, path), set())
                self._known[seat, path] = set(values)
                for key in sorted(new):
                    if not all(key in other.get(path, {}) for other in secrets):
                        yield (seat, path), key, values[key]

    def find_fault(self, table: Table) -> Fault | None:
        """Return what `public` gives away, the first and largest of it."""
        given_away = [pair for pair in self._here if self._is_given_away(pair)]
        if not given_away:
            return None
        pair = min(given_away, key=lambda pair: (len(pair[0][1]), pair))
        (told, place), example = pair, self._examples[pair]
        secret = f"`secret{told[1]}` of seat {told[0]}, such as {short(example.value)}"
        often = f"{self._here[pair]} times of {self._count_seen(pair)}"
        text = f"{secret}, everybody sees as `{place}` the moment it is new: {often}"
        is_note = place.startswith(_NOTES)
        where, cure = place_of(table.game, "play" if is_note else "public"), _CURE if is_note else ""
        fault = Fault("leak", text, where=where, cure=cure)
        fault.position = example.position
        return fault

    def _count_seen(self, pair: Pair) -> int:
        return self._noted[pair] if pair[1].startswith(_NOTES) else self._seen[pair[0]]

    def _count(self, told: Told, key: bytes, index: Index) -> None:
        self._seen[told] += 1
        worth = self._worth.setdefault(told, set())
        if len(worth) < 2:
            worth.add(key)
        self._noted.update((told, place) for place in index.places if place.startswith(_NOTES))
        for place in index.values.get(key, set()):
            self._here[told, place] += 1
            other = self._find_other(place)
            if other is not None:
                self._compared[told, place] += 1
                self._elsewhere[told, place] += place in other.values.get(key, set())

    def _find_other(self, place: str) -> Index | None:
        """Return a view of another game that has such a place, each time another one."""
        for _ in range(_TRIES if self._others else 0):
            self._drawn += 1
            game = self._others[self._drawn % len(self._others)]
            other = game[self._drawn // len(self._others) % len(game)]
            if place in other.places:
                return other
        return None

    def _is_given_away(self, pair: Pair) -> bool:
        seen, compared = self._count_seen(pair), self._compared[pair]
        share = self._here[pair] / seen
        if len(self._worth[pair[0]]) < 2:
            return False  # what is the same in every game is no secret
        if seen < _SEEN_LEAST or compared < _COMPARED_LEAST or share < _SHARE_LEAST:
            return False
        return share - self._elsewhere[pair] / compared >= _BEYOND_ACCIDENT


def _gather(secret: Value) -> dict[str, dict[bytes, Value]]:
    """Return what a secret says, by path; items of a list share a path, and nothing is no secret."""
    gathered: dict[str, dict[bytes, Value]] = {}
    for path, value in _walk(secret):
        if value not in (None, "", b"", [], {}):
            gathered.setdefault(_any_item(path), {})[pack(value)] = value
    return gathered


def _make_index(view: Value, notes: Sequence[Note]) -> Index:
    index = Index({}, set())
    parts = [*_walk(view, "public")]
    for at, note in enumerate(notes):
        parts += _walk(note.value, f"{_NOTES}[{at}].value")
        parts += ((f"{_NOTES}[{at}].text", word) for word in _read(note.text))
    for path, value in parts:
        paths = {path, _any_item(path)}
        index.values.setdefault(pack(value), set()).update(paths)
        index.places.update(paths)
    return index


def _read(text: str) -> Iterator[Value]:
    """Yield what a text may be telling: its words, up to three together, its numbers, and lists of both."""
    words = [stripped for word in text.split() if (stripped := word.strip(_PUNCTUATION))]
    for count in range(1, _WORDS_MAX + 1):
        yield from (" ".join(words[at : at + count]) for at in range(len(words) - count + 1))
    yield from (int(word) for word in words if re.fullmatch(r"-?[0-9]{1,15}", word))
    for found in re.findall(r"\[[^\[\]]*\]", text):
        with contextlib.suppress(ValueError, SyntaxError):
            listed = ast.literal_eval(found)
            yield from [listed] if find_fault(listed) is None else []


def _walk(view: Value, name: str = "") -> Iterator[tuple[str, Value]]:
    """Yield all parts of a view with their paths, the largest first."""
    waiting: list[tuple[str, Value]] = [(name, view)]
    for number, (path, value) in enumerate(waiting):
        yield path, value
        if number + len(waiting) > _NODES_MAX:
            continue
        if isinstance(value, dict):
            waiting += [(f"{path}.{key}", item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{at}]", item) for at, item in enumerate(value)]


def _any_item(path: str) -> str:
    return re.sub(r"\[\d+\]", "[…]", path)
