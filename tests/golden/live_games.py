"""Games in real time on bad networks, as one client hears and draws them, for docs/reference/live.json."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from attrs import define, field, frozen

from clients.live.foresight import Foresight, Input
from clients.live.picture import LiveFrame, Picture
from clients.live.rules import Rules, Sight
from clients.live.timeline import Timeline
from lobby.wire.values import Value

TICKS = 40
DRAW_MS = 37

# The game of the vectors: a board is [place, direction] of each seat, an input a direction. What only a seat
# sees is how deep it is and its name: a tick adds its direction to that, and what comes from below can't be
# foretold, as on the board the wind can't.
Board = list[list[int]]
Secret = dict[str, Any]
Line = dict[str, Any]
DRIFT_ONE_IN = 12  # ticks


def predict(board: Board, move: int, seat: int) -> Board:
    """Return the board after a seat has turned."""
    return [[place, move if at == seat else way] for at, (place, way) in enumerate(board)]


def advance(board: Board, seat: int) -> Board:
    """Return the board after a seat has made a step."""
    return [[place + way if at == seat else place, way] for at, (place, way) in enumerate(board)]


def smooth(board: Board, seat: int) -> list[Any]:
    """Return the seat's place alone."""
    return [[place, None] if at == seat else None for at, (place, _) in enumerate(board)]


def predict_secret(secret: Secret, move: int, seat: int, board: Board) -> Secret:
    """Return what the seat sees of itself after it has turned: also the way on the board, as it is then."""
    return {**secret, "way": [move, board[seat][1]]}


def advance_secret(secret: Secret, seat: int, board: Board) -> Secret:
    """Return what it sees of itself a tick later."""
    return {**secret, "deep": secret["deep"] + board[seat][1]}


def smooth_secret(secret: Secret, seat: int) -> Secret:
    """Return how deep it is."""
    return {"name": secret["name"], "deep": secret["deep"]}


ALL = Rules(predict, advance, smooth, predict_secret, advance_secret, smooth_secret)
RULES = {
    "predict and advance": Rules(predict, advance),
    "predict": Rules(predict),
    "all but secrets": Rules(predict, advance, smooth),
    "all": ALL,
    "none": Rules(),
}


@frozen
class Scene:
    """How a game is played; times are milliseconds."""

    name: str
    rules: str
    rate: int
    seat: int | None
    delay: int  # of each way
    jitter: int  # more or less, at most
    seed: int
    left_out: tuple[int, int] = (0, 0)  # ticks that are not made, from – to
    taken_back: int = 0  # the tick at which the game goes back by three, in a new epoch
    refused_one_in: int = 0  # inputs
    slowed: tuple[int, int] = (TICKS, 1)  # from that tick on each takes so many times as long
    drift: int = 0  # by how much places are off now and then, as nobody can foretell
    has_secret: bool = False
    renamed: int = 0  # the tick from which on the seat has another name
    asleep: tuple[int, int] = (0, 0)  # from – to: nothing is drawn, and what comes is heard afterwards


SCENES = (
    Scene("on a good line", "predict and advance", 20, 0, 20, 3, 1),
    Scene("150 ms late, more or less 50", "predict and advance", 10, 0, 150, 50, 2, refused_one_in=4),
    Scene("in a room that is slowed", "predict and advance", 20, 1, 40, 15, 6, slowed=(16, 4)),
    Scene("only predicted", "predict", 15, 1, 80, 40, 3),
    Scene("corrected at 60 ticks a second", "all but secrets", 60, 0, 150, 50, 7, drift=40),
    Scene("with secrets", "all", 20, 1, 100, 40, 8, drift=40, has_secret=True, renamed=25),
    Scene("with secrets that are not foretold", "none", 10, 0, 60, 30, 9, has_secret=True),
    Scene("without rules", "none", 10, 1, 60, 30, 4, left_out=(12, 20)),
    Scene("who was asleep", "predict and advance", 20, 0, 60, 20, 10, asleep=(400, 1600)),
    Scene("who watches, and it is taken back", "none", 20, None, 60, 60, 5, taken_back=20),
)


def make_picture(scene: dict[str, Any]) -> Picture:
    """Return what a client shows that has heard nothing yet; `scene` has rules, rate and seat."""
    foresight = None if scene["seat"] is None else Foresight(RULES[scene["rules"]], scene["seat"])
    return Picture(Timeline(scene["rate"]), foresight)


def show(frame: LiveFrame | None) -> Line | None:
    """Return a frame as the vectors have it."""
    if frame is None:
        return None
    told = {"tick": frame.tick, "before": frame.before, "after": frame.after}
    secrets = {"secret_before": frame.secret_before, "secret_after": frame.secret_after}
    told = told if frame.secret_after is None else {**told, **secrets}
    return {**told, "part": round(frame.part, 6), "age": frame.age_ms, "lead": frame.lead}


def play(scene: Scene) -> list[Line]:
    """Return all that happens at the client, in order, with what is to be shown."""
    return Client(scene).play()


@define
class Client:
    """A client, its line and the server behind that; the server's clock is the client's."""

    scene: Scene
    lines: list[Line] = field(factory=list)
    _chance: Random = field(init=False)
    _picture: Picture = field(init=False)
    _to_come: list[tuple[float, int, Callable[[float], None]]] = field(factory=list)
    _serial: int = 0
    _arrives: float = 0.0  # bytes of the server don't overtake each other
    _waiting: list[tuple[Input, int]] = field(factory=list)  # inputs at the server, with their numbers
    _board: Board = field(factory=lambda: [[0, 3], [100, -2]])
    _deep: int = 0  # the seat's own secret

    def __attrs_post_init__(self) -> None:
        self._chance = Random(self.scene.seed)
        self._picture = make_picture(
            {"rules": self.scene.rules, "rate": self.scene.rate, "seat": self.scene.seat}
        )

    def play(self) -> list[Line]:
        """Play it."""
        for tick in self._ticks():
            self._at(tick[0], lambda now, tick=tick: self._tick(tick, now))  # type: ignore[misc]
        end = self._made_after(TICKS) * 1000 // self.scene.rate + 400
        for drawn in range(0, end, DRAW_MS):
            if self._awake(drawn) == drawn:
                self._at(drawn, self._draw)
        while self._to_come:
            self._to_come.sort(key=lambda coming: coming[:2])
            now, _, call = self._to_come.pop(0)
            call(now)
        return self.lines

    def _ticks(self) -> Iterator[tuple[int, str, int]]:
        """Yield when each tick is made, in which epoch, and its number."""
        first, last = self.scene.left_out
        for count in range(1, TICKS + 1):
            back = self.scene.taken_back
            is_back = bool(back) and count >= back
            if not first <= count < last:
                ms = self._made_after(count) * 1000 // self.scene.rate
                yield ms, "f" if is_back else "e", count - 3 * is_back

    def _made_after(self, count: int) -> int:
        """Return how many intervals of the game's rate lie before a tick."""
        first, factor = self.scene.slowed
        return count + max(0, count - first) * (factor - 1)

    def _tick(self, tick: tuple[int, str, int], now: float) -> None:
        _, epoch, number = tick
        for made, at in self._waiting:
            self._board = predict(self._board, made.move, self.scene.seat or 0)
            self._tell(now, lambda _, made=made, at=at: self._answer(made, at, number))  # type: ignore[misc]
        self._waiting = []
        self._board = advance(advance(self._board, 0), 1)
        if self.scene.has_secret:
            self._deep += self._board[self.scene.seat or 0][1]
        if self.scene.drift and self._chance.randrange(DRIFT_ONE_IN) == 0:
            self._board = [[place + self.scene.drift, way] for place, way in self._board]
            self._deep -= self.scene.drift
        sight = Sight(self._board, self._secret(number))
        self._tell(now, lambda then: self._hear(epoch, number, sight, then))

    def _secret(self, tick: int) -> Value:
        if not self.scene.has_secret:
            return None
        name = "Bob" if tick >= self.scene.renamed > 0 else "Ann"
        way = self._board[self.scene.seat or 0][1]
        return {"name": name, "deep": self._deep, "way": [way, way]}

    def _draw(self, now: float) -> None:
        scene = self.scene
        ping = 2 * scene.delay
        shown = show(self._picture.frame(now, ping))
        self.lines.append({"at": now, "ping": ping, "frame": shown})
        if shown and scene.seat is not None and self._chance.random() < 0.12:
            self._input(self._chance.choice([-3, -2, 2, 3]), now)

    def _input(self, move: int, now: float) -> None:
        made = self._picture.add(move, now)
        assert made is not None, "a tick has come"
        self.lines.append({"at": now, "input": move, "id": made.id})
        arrives = now + self._under_way()
        if self.scene.refused_one_in and made.id % self.scene.refused_one_in == 0:
            self._tell(arrives, lambda _: self._drop(made))
        else:
            self._at(arrives, lambda _: self._waiting.append((made, made.id)))

    def _hear(self, epoch: str, number: int, sight: Sight, now: float) -> None:
        self._picture.hear(epoch, number, sight, now)
        secret = [] if sight.secret is None else [sight.secret]
        self.lines.append({"at": now, "hear": [epoch, number, sight.board, *secret]})

    def _answer(self, made: Input, at: int, tick: int) -> None:
        assert self._picture.foresight is not None, "who has no seat gives no inputs"
        self._picture.foresight.answer(made, tick)
        self.lines.append({"answer": [at, tick]})

    def _drop(self, made: Input) -> None:
        assert self._picture.foresight is not None, "who has no seat gives no inputs"
        self._picture.foresight.drop(made)
        self.lines.append({"drop": made.id})

    def _tell(self, now: float, call: Callable[[float], None]) -> None:
        self._arrives = max(self._arrives, now + self._under_way())
        self._at(self._awake(self._arrives), call)

    def _awake(self, ms: float) -> float:
        """Return when it is noticed what comes then."""
        first, last = self.scene.asleep
        return last if first <= ms < last else ms

    def _at(self, ms: float, call: Callable[[float], None]) -> None:
        self._serial += 1
        self._to_come.append((ms, self._serial, call))

    def _under_way(self) -> int:
        return max(0, self.scene.delay + self._chance.randint(-self.scene.jitter, self.scene.jitter))
