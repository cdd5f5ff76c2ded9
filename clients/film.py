"""A film as lines of text, frame by frame, as the terminal client would have told the game. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime

from attrs import define, field

from clients.render import clean, render, show
from lobby.wire.film import Film, FilmPlayer, Moment, watch
from lobby.wire.values import Value


def describe_film(film: Film) -> list[str]:
    """Return what the film is of."""
    seats = " · ".join(f"{seat} {_describe_player(player)}" for seat, player in enumerate(film.players))
    head = f"{clean(film.title)}, game {film.number} at “{clean(film.room)}”{_describe_day(film.started_ms)}"
    options = [f"options: {show(film.options)}"] if film.options else []
    return [head, f"seats: {seats}", *options]


def tell_film(film: Film) -> Iterator[list[str]]:
    """Yield the lines of each frame of a film that unpack_film gave: when it is, and what is new in it."""
    telling = _Telling(film)
    for number, moment in enumerate(watch(film), 1):
        yield telling.tell(number, moment)


@define
class _Telling:
    """What has been told is kept, so that only news is told."""

    film: Film
    _told: dict[str, Value] = field(factory=dict)
    _noted: dict[str, int] = field(factory=dict)  # the action of the last note told, by whose it is

    def tell(self, number: int, moment: Moment) -> list[str]:
        view = moment.view
        lines = [f"— {number}/{len(self.film.frames)} · {self._clock(moment.at_ms)} —"]
        lines += self._new_notes("", view["notes"])
        if self._is_new("view", view["view"]):
            lines += render(view["view"])
        for seat, own in enumerate(moment.secrets or ()):
            lines += self._tell_own(seat, own)
        if self._is_new("absent", view["absent"]):
            lines += [f"gone: {', '.join(map(self._name, view['absent']))}"] if view["absent"] else []
        if number == len(self.film.frames):
            lines.append(self._describe_result())
        elif self._is_new("turn", view["turn"]) and view["turn"]:
            lines.append(f"to act: {', '.join(map(self._name, view['turn']))}")
        return lines

    def _tell_own(self, seat: int, own: dict[str, Value]) -> Iterator[str]:
        yield from (
            f"only {self._name(seat)} is told: {line}" for line in self._new_notes(str(seat), own["notes"])
        )
        if own["secret"] is not None and self._is_new(f"secret {seat}", own["secret"]):
            yield f"only {self._name(seat)} sees:"
            yield from render(own["secret"], "  ")

    def _new_notes(self, whose: str, notes: list[Value]) -> Iterator[str]:
        """Yield each note once: those of one action come together, and a view holds the last ones."""
        last = self._noted.get(whose, -1)
        for note in notes:
            self._noted[whose] = note["number"]
            if note["number"] > last and note["text"]:
                yield clean(note["text"])

    def _is_new(self, name: str, value: Value) -> bool:
        if name in self._told and self._told[name] == value:
            return False
        self._told[name] = value
        return True

    def _describe_result(self) -> str:
        result = self.film.result
        if result is None:
            return "it was given up: everybody had left"
        winners = [self._name(seat) for seat, place in enumerate(result.places) if place == 1]
        if len(winners) == len(result.places) > 1:
            return "it ends in a draw"
        scores = f", scores {show([*result.scores])}" if result.scores else ""
        return f"{', '.join(winners)} won: places {show([*result.places])}{scores}"

    def _name(self, seat: int) -> str:
        return clean(self.film.players[seat].name)

    def _clock(self, at_ms: int) -> str:
        seconds = (at_ms - self.film.frames[0][0]) // 1000
        return f"{seconds // 60}:{seconds % 60:02}"


def _describe_player(player: FilmPlayer) -> str:
    return clean(player.name) + (" (bot)" if player.kind == "bot" else "")


def _describe_day(wall_ms: int) -> str:
    # What a file says may be no day of this calendar.
    try:
        return datetime.fromtimestamp(wall_ms / 1000, UTC).strftime(", %Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return ""
