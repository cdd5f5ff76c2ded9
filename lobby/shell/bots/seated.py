"""Bots on the seats of rooms: which kinds there are, and who asks them for their moves.

A bot is a seat of the room, no session. When a step is told after which it must act, its provider is asked,
with what the seat sees. What it chooses is a move like any other, decided on that position.
"""

from collections.abc import Callable, Sequence
from functools import partial

import structlog
import trio
from attrs import define, evolve, field, frozen

from lobby.bots.sight import Sight
from lobby.core import inputs, match
from lobby.core.game import Game
from lobby.core.ids import PlayerId, RoomId
from lobby.core.match import Match
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.settings import BotsSection
from lobby.shell.bots.offers import BotOffers
from lobby.shell.bots.port import BotKind, Brain, Chosen, Provider, Thought, Unable
from lobby.shell.chance import Chance
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.timing.timers import Timers
from lobby.wire.values import Value

log = structlog.get_logger()

BUSY_MAX = 60  # times that a question is asked again while its provider is busy
_SEED_BYTES = 6

Key = tuple[RoomId, int]


@frozen(eq=False)
class _Turn:
    """A position on which a bot's move is in the works."""

    host: Host
    seat: int
    player: PlayerId
    game: int
    position: int
    ready_at: float  # seconds of Trio's clock before which it does not move
    asked: int = 0  # times

    @property
    def key(self) -> Key:
        return self.host.room.id, self.seat


@define(eq=False)
class Bots:
    """Asks providers, for all rooms. `holds`: whether a room is in memory, and this is its host."""

    settings: BotsSection
    providers: Sequence[Provider]
    timers: Timers
    source: Chance
    holds: Callable[[Host], bool] = field(default=lambda _: True)
    _turns: dict[Key, _Turn] = field(factory=dict)
    _offers: BotOffers = field(init=False)

    def __attrs_post_init__(self) -> None:
        pace_seconds = self.settings.pace_ms / 1000
        self._offers = BotOffers(pace_seconds, self.timers, self.open, sight_of, self.holds_now)

    def holds_now(self, host: Host) -> bool:
        """Tell whether a room is in memory, and this is its host."""
        return self.holds(host)

    def kinds(self, game: Game) -> list[BotKind]:
        """Return the kinds of bots that can play a game, the one to begin with first."""
        return [kind for provider in self.providers for kind in provider.kinds(game)]

    def find(self, game: Game, kind: str) -> BotKind | Refusal:
        """Return the kind of that id, "" the first one."""
        kinds = self.kinds(game)
        found = next((known for known in kinds if kind in (known.id, "")), None)
        if found is None:
            allowed = ", ".join(known.id for known in kinds) or "none"
            return Refusal("no_such_bot", f"{kind[:40]!r} is no bot for {game.id}, allowed: {allowed}")
        return found

    def look_at(self, host: Host) -> None:
        """A step of the room is told, or it is in memory again: ask for every bot that must act now."""
        self._offers.look_at(host)
        room, game = host.told, host.told.match
        if game is None or room.phase != "playing":
            return
        for number in match.acting(game):
            if room.seats[number].bot:
                self._attend(host, room, game, number)

    async def run(self) -> None:
        """Let the providers do their work; ends when cancelled."""
        async with trio.open_nursery() as nursery:
            for provider in self.providers:
                nursery.start_soon(provider.run)

    def _attend(self, host: Host, room: Room, game: Match, number: int) -> None:
        player, position = room.seats[number].player, game.turns[number].position
        known = self._turns.get((room.id, number))
        if known is not None and (known.host, known.game, known.position) == (host, game.number, position):
            return
        assert player is not None, "a bot's seat is somebody's"
        ready_at = self.timers.now() + self.settings.pace_ms / 1000
        turn = _Turn(host, number, player, game.number, position, ready_at)
        self._turns[turn.key] = turn
        self._ask(turn)

    def _ask(self, turn: _Turn) -> None:
        room = turn.host.told
        if not self._is_open(turn, room):
            self._forget(turn)
            return
        brain = self._brain_of(room.game, room.seats[turn.seat].bot)
        if brain is None:
            self._move(turn, Unable("there is no such bot any more"))
            return
        seed = seed_of(self.source)
        # By the host: whoever opens many rooms full of bots has no larger share of the thinking.
        asker = room.host or room.id
        brain.think(sight_of(room, turn.seat), seed, partial(self._hear, turn), asker)

    def open(self, game: Game, kind: str) -> Brain | None:
        """Return what chooses for a kind in a game, None where there is no such bot."""
        return self._brain_of(game, kind)

    def _brain_of(self, game: Game, kind: str) -> Brain | None:
        brains = (provider.open(kind, game) for provider in self.providers)
        return next((brain for brain in brains if brain is not None), None)

    def _hear(self, turn: _Turn, thought: Thought) -> None:
        """A bot has chosen, or can't; it moves when people can have seen what was before."""
        if self._turns.get(turn.key) is not turn:
            return
        if isinstance(thought, Unable) and thought.is_busy and turn.asked < BUSY_MAX:
            again = evolve(turn, asked=turn.asked + 1)
            self._turns[turn.key] = again
            self._later(turn, self.timers.now() + RETRY_SECONDS, partial(self._ask, again))
        else:
            self._later(turn, turn.ready_at, partial(self._move, turn, thought))

    def _later(self, turn: _Turn, at_seconds: float, call: Callable[[], None]) -> None:
        self.timers.set(("bot", *turn.key), at_seconds, call)

    def _move(self, turn: _Turn, thought: Thought) -> None:
        """Make the move that was chosen; without one any legal move, which the game draws."""
        if not self._is_open(turn, turn.host.room):
            self._forget(turn)
            return
        if self._offers.is_pondering(*turn.key):
            # To move is to decline: what is asked is answered first.
            self._later(turn, self.timers.now() + RETRY_SECONDS, partial(self._move, turn, thought))
            return
        asked: inputs.Input = inputs.DrawMove(turn.player, turn.game, turn.position)
        if isinstance(thought, Chosen):
            asked = inputs.MakeMove(turn.player, turn.game, turn.position, thought.move)
        else:
            log.info("bot has no move", room=turn.host.room.id, seat=turn.seat, why=thought.reason)
        turn.host.give(asked, partial(self._settle, turn, thought))

    def _settle(self, turn: _Turn, thought: Thought, result: Value | Refusal) -> None:
        """What became of a move: one that is refused is drawn anew, one that was not stored made again."""
        if self._turns.get(turn.key) is not turn:
            return
        match result:
            case Refusal("illegal_move" | "malformed" | "game_failed" as code) if isinstance(thought, Chosen):
                self._move(turn, Unable(f"its move was refused as {code}"))
            case Refusal("store"):
                again = partial(self._move, turn, thought)
                self._later(turn, self.timers.now() + RETRY_SECONDS, again)
            case _:
                self._forget(turn)

    def _is_open(self, turn: _Turn, room: Room) -> bool:
        """Tell whether it is still for a bot to move there."""
        game = room.match
        return (
            self.holds(turn.host)
            and room.phase == "playing"
            and game is not None
            and game.number == turn.game
            and room.seats[turn.seat].bot != ""
            and room.seats[turn.seat].player == turn.player
            and game.turns[turn.seat].position == turn.position
        )

    def _forget(self, turn: _Turn) -> None:
        if self._turns.get(turn.key) is turn:
            del self._turns[turn.key]


def seed_of(source: Chance) -> int:
    """Return a number for the dice of one thought."""
    return int.from_bytes(source.token_bytes(_SEED_BYTES))


def sight_of(room: Room, seat: int) -> Sight:
    """Return what the player of a seat sees of the running game: all that a bot is told."""
    game = room.match
    assert game is not None, "asked of a game that runs"
    secret, moves = game.secrets[seat], game.turns[seat].moves
    return Sight(seat, len(game.players), game.public, secret, moves, room.plain_options)
