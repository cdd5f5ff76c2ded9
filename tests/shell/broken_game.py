"""A game with a planted bug, in a file as an author would have it, and a room in which it comes up."""

from pathlib import Path

from attrs import frozen

from lobby.catalogue import load_game
from lobby.core.blame import GameFailed
from lobby.core.events import Opened, Row
from lobby.core.game import Game
from lobby.core.history.log import pack_row
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.inputs import Input, MakeMove, SayLine, SetReady, TakeSeat
from lobby.core.room import Room
from lobby.core.step import Step, replay, take
from lobby.shell.reporting.reports import Failure
from lobby.wire.messages import Player
from lobby.wire.values import Value

ANN, BOB = Player("ann", "Ann", "person"), Player("bob", "Bob", "person")

SOURCE = '''\
"""Take one, two or three of the stones: whoever takes the last one wins."""

from lobby.core.game import win

title, seats, version = "Stones", (2, 2), 1

BONUS = {1: 0, 2: 5}


def start(seats, options, dice):
    return {"stones": 9, "turn": 0, "points": [0, 0]}


def moves(state, seat):
    return [1, 2, 3] if seat == state["turn"] and state["stones"] > 0 else []


def play(state, seat, move, dice):
    points = [*state["points"]]
    points[seat] += bonus_for(move)
    return {"stones": state["stones"] - move, "turn": 1 - seat, "points": points}


def bonus_for(taken):
    return BONUS[taken]


def public(state):
    return state


def result(state):
    return None if state["stones"] > 0 else win(1 - state["turn"])
'''

MENDED = SOURCE.replace("BONUS[taken]", "BONUS.get(taken, 0)")


@frozen
class Table:
    """A room in which Ann and Bob play, and all that its log holds."""

    room: Room
    rows: list[bytes]

    def take(self, *inputs: Input) -> "Table":
        """Return the table after inputs that nothing is wrong with, a second apart."""
        room, rows = self.room, [*self.rows]
        for asked in inputs:
            step = take(room, asked, room.now_ms + 1000)
            assert isinstance(step, Step), step
            room = step.room
            rows.append(pack_row(step.row))
        return Table(room, rows)

    def move(self, player: Player, move: Value) -> Input:
        """Return a move of a player on the position that there is now."""
        assert self.room.match is not None
        return MakeMove(PlayerId(player.id), 1, self.room.match.actions, move)

    def fail(self, asked: Input) -> Failure:
        """Return what the host would report when the game fails on this input."""
        try:
            outcome = take(self.room, asked, self.room.now_ms + 1000)
        except GameFailed as failed:
            return Failure(self.room, asked, self.room.now_ms + 1000, failed)
        raise AssertionError(f"it did not fail: {outcome}")


def write_game(folder: Path, source: str = SOURCE) -> Path:
    """Write the game to its file."""
    file = folder / "stones.py"
    file.write_text(source)
    return file


def open_table(game: Game | Path, second: Player = BOB, line: str = "hello") -> Table:
    """Return a table at which a game has begun, and Ann has said a line and taken a stone."""
    loaded = game if isinstance(game, Game) else load_game(str(game))
    opened = Opened(
        room=RoomId("ABCDEFGHIJKL"), code=Code("WKPQR"), name="Ann's stones", public=True, game=loaded.id,
        version=loaded.version, options={}, host=PlayerId("ann"), secret=bytes(range(32)), zero_ms=0,
        grace_ms=60_000, move_limit_ms=120_000, chat_lines=10,
    )  # fmt: skip
    room = replay(opened, loaded, [])
    table = Table(room, [pack_row(Row(1, 0, (opened,)))])
    seated = table.take(TakeSeat(ANN, 0), TakeSeat(second, 1), SayLine(ANN, line))
    begun = seated.take(SetReady(PlayerId("ann"), True), SetReady(PlayerId(second.id), True))
    return begun.take(begun.move(ANN, 1))
