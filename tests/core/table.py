"""A room of three people and a bot, for tests of what is settled before and beside a game."""

from attrs import define, evolve

from lobby.catalogue import load_game
from lobby.core import inputs
from lobby.core.events import Event, Opened, Row
from lobby.core.game import Game
from lobby.core.history.log import pack_row, unpack_row
from lobby.core.history.snapshot import pack_snapshot, unpack_snapshot
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.inputs import Input
from lobby.core.match import Match
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.step import Step, replay, take
from lobby.wire.messages import OfferKind, Player
from lobby.wire.values import Value

ANN, BOB, CY = (Player(f"p{n}", name, "person") for n, name in enumerate(["Ann", "Bob", "Cy"]))
BOT = Player("p9", "Bot 9", "bot")
WAIT_MS = 1000
OPENED = Opened(
    room=RoomId("room"),
    code=Code("ABCDE"),
    name="a room",
    public=True,
    game="tic_tac_toe",
    version=1,
    options={},
    host=PlayerId(ANN.id),
    secret=bytes(32),
    zero_ms=0,
    grace_ms=60_000,
    move_limit_ms=120_000,
    chat_lines=20,
    terms={"undo_moves": 8, "undo_bytes": 1000, "offers_max": 2, "offer_wait_ms": WAIT_MS},
)


@define
class Table:
    """A room with its log; every step is checked to replay, and to survive a snapshot."""

    game: Game
    opened: Opened
    room: Room
    log: list[Row]

    @classmethod
    def lay(cls, game: str | Game = "tic_tac_toe", **changes: object) -> "Table":
        """Return a room that has just opened."""
        loaded = load_game(f"lobby.games.{game}") if isinstance(game, str) else game
        opened = evolve(OPENED, game=loaded.id, **changes)  # type: ignore[arg-type]  # of the fields' types
        log = [Row(1, 0, (opened,))]
        return cls(loaded, opened, replay(opened, loaded, log), log)

    def give(self, asked: Input, after_ms: int = 10) -> Refusal | Value:
        """Give an input; return its result or refusal."""
        step = take(self.room, asked, self.room.now_ms + after_ms)
        if isinstance(step, Refusal):
            return step
        if step.row.events:
            self._keep(step)
        return step.result

    def _keep(self, step: Step) -> None:
        self.room = step.room
        self.log.append(unpack_row(pack_row(step.row)))
        assert replay(self.opened, self.game, self.log) == self.room
        games = {self.game.id: self.game}
        assert unpack_snapshot(pack_snapshot(self.room, []), games).room == self.room

    def happened(self) -> tuple[Event, ...]:
        """Return the events of the last step."""
        return self.log[-1].events

    def seat(self, *players: Player) -> None:
        """Let players take the first seats."""
        for player in players:
            assert not isinstance(self.give(inputs.TakeSeat(player, None)), Refusal)

    def ready(self, *players: Player) -> None:
        """Let players get ready."""
        for player in players:
            assert not isinstance(self.give(inputs.SetReady(PlayerId(player.id), True)), Refusal)

    def start(self, *players: Player) -> None:
        """Let players sit down and begin."""
        self.seat(*players)
        self.ready(*players)
        assert self.room.phase == "playing"

    @property
    def match(self) -> Match:
        """The game that is played, or was last."""
        assert self.room.match is not None
        return self.room.match

    def move(self, player: Player, move: Value) -> Refusal | Value:
        """Let a player move."""
        return self.give(inputs.MakeMove(PlayerId(player.id), self.match.number, self.position(player), move))

    def position(self, player: Player) -> int:
        """Return the position that a player decides on."""
        seat = self.room.seat_of(PlayerId(player.id))
        return self.match.turns[seat].position if seat is not None else -1

    def offer(self, player: Player, kind: OfferKind, seat: int | None = None, **at: int) -> Refusal | Value:
        """Let a player make an offer, decided on the present position unless `at` says otherwise."""
        in_game = self.room.match is not None and kind != "swap"
        game = at.get("game", self.match.number if in_game else 0)
        position = at.get("position", self.position(player) if in_game else 0)
        return self.give(inputs.MakeOffer(PlayerId(player.id), kind, game, position, seat))

    def answer(self, player: Player, offer: int, agree: bool = True) -> Refusal | Value:
        """Let a player answer an offer."""
        return self.give(inputs.AnswerOffer(PlayerId(player.id), offer, agree))

    def resign(self, player: Player) -> Refusal | Value:
        """Let a player give up."""
        return self.give(inputs.Resign(PlayerId(player.id), self.match.number))

    def sitting(self) -> list[str]:
        """Return the names of who sits, by the seats."""
        return [seat.name for seat in self.room.seats]


def code(answer: Refusal | Value) -> str:
    """Return the code of a refusal."""
    assert isinstance(answer, Refusal), answer
    return answer.code


def number_of(answer: Refusal | Value) -> int:
    """Return the number of the offer that was made."""
    assert isinstance(answer, dict), answer
    return int(answer["offer"])
