"""The film of a finished game, out of the log of its room: only what its public view has shown."""

from collections.abc import Iterable
from typing import Self

from attrs import define, evolve, field, frozen

from lobby.core import events, fairness
from lobby.core.announce import game_changed
from lobby.core.apply import apply
from lobby.core.events import Event, Opened, Row
from lobby.core.game import Game
from lobby.core.match import Match
from lobby.core.realtime import Run, replay_ticks
from lobby.core.room import Room, begin_step, open_room
from lobby.core.seats import close_ranks
from lobby.core.views import view_whole_game
from lobby.wire.film import Film, FilmPlayer, FilmResult
from lobby.wire.messages import Player
from lobby.wire.patch import Change, diff
from lobby.wire.values import Value, pack


class NoFilm(Exception):
    """This game can have no film; the text says why in one line."""


@frozen
class FilmBounds:
    """What one film may take: frames, and their bytes together."""

    frames: int = 20_000
    bytes: int = 4 << 20


@define(eq=False)
class Filming:
    """A room's log on its way to the film of game `number`, row by row, so that nobody has to wait for it.

    Other games of the room are passed over: none of their hooks is called.
    """

    game: Game
    number: int
    bounds: FilmBounds
    _room: Room
    is_over: bool = False  # the game's last frame is taken
    _film: Film | None = None
    _frames: list[tuple[int, Change]] = field(factory=list)
    _secrets: list[Change] = field(factory=list)
    _seen: tuple[Value, Value] = (None, None)  # view and secrets of the last frame
    _bytes: int = 0
    _begun_ms: int = 0  # of a real-time game: room time of tick 0

    @classmethod
    def begin(cls, opened: Opened, game: Game, number: int, bounds: FilmBounds | None = None) -> Self:
        """Return a film without frames; raise NoFilm where the log is of another version of the game."""
        if (game.id, game.version) != (opened.game, opened.version):
            have = f"here is {game.id} version {game.version}"
            raise NoFilm(f"the log is of {opened.game} version {opened.version}, {have}")
        return cls(game, number, bounds or FilmBounds(), open_room(opened, game))

    def advance(self, row: Row) -> None:
        """Go on by one row, from the second of the log on; raise GameFailed where a hook does, or NoFilm."""
        if self.is_over:
            return
        before, room = self._room, begin_step(self._room, row.at_ms)
        for event in row.events:
            room = self._apply(room, event)
        self._room = room
        if room.match is None or room.match.number != self.number:
            return
        if game_changed(before, room):
            self._take_frame(room, room.match)
        self.is_over = room.match.over

    def film(self) -> Film:
        """Return the film; raise NoFilm where the log ended before the game."""
        room = self._room
        if not self.is_over or self._film is None or room.match is None:
            raise NoFilm(f"the log ends before game {self.number} of the room does")
        result = room.match.result
        return evolve(
            self._film,
            players=tuple(FilmPlayer(player.name, player.kind) for player in room.match.players),
            ended_ms=room.zero_ms + room.now_ms,
            result=None if result is None else FilmResult(result.places, result.scores),
            frames=tuple(self._frames),
            secrets=tuple(self._secrets) if self.game.open_at_end else None,
        )

    def _apply(self, room: Room, event: Event) -> Room:
        number = room.match.number if room.match else 0
        if isinstance(event, events.Started):
            is_wanted = number + 1 == self.number
            passed = None if is_wanted else _pass_over(room, number + 1, event.first)
            return passed or self._begin_film(apply(room, event))
        if isinstance(event, events.Ticked) and number == self.number:
            return self._tick(room, event)
        is_shown = number == self.number and not isinstance(event, events.Said)
        return apply(room, event) if is_shown or isinstance(event, _OF_SEATS) else room

    def _tick(self, room: Room, ticked: events.Ticked) -> Room:
        """Take a frame for each tick, as it was shown to those who were there."""
        assert room.match is not None, "what has ticked runs"
        run = Run.begin(self.game, room.match)
        for _ in replay_ticks(run, ticked):
            after = run.reached(room.now_ms)
            self._take_frame(evolve(room, match=after), after)
        return evolve(room, match=run.settle(room.now_ms)[0])

    def _begin_film(self, room: Room) -> Room:
        self._film = Film(
            game=self.game.id,
            title=self.game.title,
            version=self.game.version,
            room=room.name,
            number=self.number,
            players=(),
            options=room.plain_options,
            started_ms=room.zero_ms + room.now_ms,
            ended_ms=0,
            result=None,
            frames=(),
        )
        return room

    def _take_frame(self, room: Room, game: Match) -> None:
        """Keep what has changed for those who watch, if anything has."""
        view, secrets = show(room), _open(game) if self.game.open_at_end else None
        seen_view, seen_secrets = self._seen
        change, opened = diff(seen_view, view), diff(seen_secrets, secrets)
        if not change and not opened:
            return
        self._seen = (view, secrets)
        self._frames.append((self._at_ms(room, game), change))
        self._secrets.append(opened)
        self._count(len(pack(change)) + len(pack(opened)))

    def _at_ms(self, room: Room, game: Match) -> int:
        """Return the time of a frame: room time, which in real time is that of ticks, evenly."""
        if not self.game.is_real_time:
            return room.now_ms
        if not self._frames:
            self._begun_ms = room.now_ms
        return self._begun_ms + game.ticks * 1000 // self.game.tick_rate

    def _count(self, size: int) -> None:
        self._bytes += size
        if len(self._frames) > self.bounds.frames:
            raise NoFilm(f"the film has over {self.bounds.frames} frames, as replay.frames allows")
        if self._bytes > self.bounds.bytes:
            raise NoFilm(f"the film has over {self.bounds.bytes} bytes, as replay.film_bytes allows")


def film_of(
    opened: Opened, game: Game, rows: Iterable[Row], number: int, bounds: FilmBounds | None = None
) -> Film:
    """Return the film of game `number` of the room with these rows, the first of which is its opening.

    Raises NoFilm, and GameFailed where a hook of the game does.
    """
    filming = Filming.begin(opened, game, number, bounds)
    for row in rows:
        if row.number > 1:
            filming.advance(row)
    return filming.film()


def show(room: Room) -> Value:
    """Return the view of `game/<id>` as strangers may see it: nobody in it can be found, and nothing can be
    worked out that the game keeps secret."""
    view = {name: value for name, value in view_whole_game(room).items() if name not in _OF_THE_ROOM}
    players = [{"name": player["name"], "kind": player["kind"]} for player in view["players"]]
    result = view["result"] and {name: view["result"][name] for name in ("places", "scores")}
    return {**view, "players": players, "result": result, "fair": _keep_secret(room.game, view["fair"])}


_OF_THE_ROOM = frozenset({"replay"})  # where members find the film


def _keep_secret(game: Game, fair: Value) -> Value:
    """Leave out what the dice come from where the game keeps secrets: with it the cards can be dealt anew."""
    if fair is None or game.secret is None or game.open_at_end:
        return fair
    return {**fair, "secret": None}


def _open(game: Match) -> Value:
    """Return what each seat sees besides."""
    return [
        {"secret": secret, "notes": [note for whose, note in game.notes if whose == seat]}
        for seat, secret in enumerate(game.secrets)
    ]


# What counts of the time before the game: who sits where, under which name, and what is played.
_OF_SEATS = (
    events.Seated,
    events.Readied,
    events.WentAway,
    events.Lent,
    events.CameBack,
    events.Departed,
    events.Renamed,
    events.Restarted,
    events.TimeShifted,
    events.Swapped,
    events.OptionsChanged,
    events.SetUp,
    events.HouseChanged,
)


def _pass_over(room: Room, number: int, first: int) -> Room:
    """Return the room after a game that is not filmed, as if it had ended at once: no hook is called."""
    seats = close_ranks(room.seats, room.step, first)
    players = tuple(Player(seat.player, seat.name, seat.kind) for seat in seats if seat.player and seat.kind)
    passed = Match(number, fairness.secret_for(room.secret, number), players, over=True)
    return evolve(room, seats=seats, match=passed, phase="over")
