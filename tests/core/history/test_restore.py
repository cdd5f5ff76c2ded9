"""A log that is replayed gives the room that it tells of, to the bit, whatever is left out on the way."""

from collections.abc import Callable
from random import Random

import pytest
from attrs import evolve

from lobby.catalogue import load_catalogue
from lobby.core import inputs
from lobby.core.announce import game_changed, room_changed
from lobby.core.events import Opened, Row
from lobby.core.game import Game
from lobby.core.history.restore import Restored
from lobby.core.history.snapshot import pack_snapshot, unpack_snapshot
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.room import Room, open_room
from lobby.core.step import Step, take
from lobby.wire.messages import Player

PLAYERS = [Player(f"player-{number}", f"Name {number}", "person") for number in range(4)]
STEPS = 120

# Everybody has three moves, in any order: nobody else has anything new to decide then.
TOGETHER = Game(
    id="together",
    title="Together",
    version=1,
    seats_min=2,
    seats_max=4,
    start=lambda seats, options, dice: [3] * seats,
    moves=lambda state, seat: [0, 1] if state[seat] else [],
    play=lambda state, seat, move, dice: [n - (at == seat) for at, n in enumerate(state)],
    leave=lambda state, seat: [0 if at == seat else n for at, n in enumerate(state)],
    public=lambda state: state,
    secret=lambda state, seat: state[seat],
    result=lambda state: None,
)
# The same against a clock that counts over actions.
TIMED = evolve(
    TOGETHER,
    id="timed",
    deadline=lambda state: (40_000, max(state)) if any(state) else None,
    expire=lambda state, dice: [max(0, n - 1) for n in state],
)
GAMES = [*load_catalogue().values(), TOGETHER, TIMED]


@pytest.mark.parametrize("game", GAMES, ids=[game.id for game in GAMES])
def test_a_log_gives_the_room_that_was_played_also_from_a_snapshot_on(game: Game) -> None:
    for seed in range(40):
        random = Random(seed)
        played, rows = play_out(random, game)
        at = random.randrange(len(rows))
        for restored in (replay(rows, game), go_on(rows[: at + 1], rows[at + 1 :], game)):
            assert without_hint(restored.room) == without_hint(played.room), f"seed {seed}"
            assert restored.shown() == played.shown(), f"seed {seed}"


def play_out(random: Random, game: Game) -> tuple[Restored, list[Row]]:
    """Return what became of a room, with the rooms at the last changes of its views, and its log."""
    opened = _open(game, random)
    room = open_room(opened, game)
    played, rows = Restored(room, room, room), [Row(1, 0, (opened,))]
    for _ in range(random.randrange(STEPS)):
        room = played.room
        step = take(room, _draw(random, room), room.now_ms + random.randrange(30_000))
        if isinstance(step, Step) and step.row.events:
            people = step.room if room_changed(room, step.room) else played.people
            play = step.room if game_changed(room, step.room) else played.play
            played = Restored(step.room, people, play)
            rows.append(step.row)
    return played, rows


def replay(rows: list[Row], game: Game) -> Restored:
    """Return what the log tells of."""
    opened = rows[0].events[0]
    assert isinstance(opened, Opened)
    restored = Restored.begin(opened, game)
    for row in rows[1:]:
        restored = restored.advance(row)
    return restored


def go_on(rows: list[Row], rest: list[Row], game: Game) -> Restored:
    """Return the same with a snapshot that was kept in between."""
    before = replay(rows, game)
    kept = unpack_snapshot(pack_snapshot(before.room, before.shown()), {game.id: game})
    restored = Restored.resume(kept)
    for row in rest:
        restored = restored.advance(row)
    return restored


def without_hint(room: Room) -> Room:
    """Return the room without what only the next frame of a topic is made of."""
    return room if room.match is None else evolve(room, match=evolve(room.match, hint=None))


def _open(game: Game, random: Random) -> Opened:
    return Opened(
        room=RoomId("room"),
        code=Code("CODE"),
        name="",
        public=True,
        game=game.id,
        version=game.version,
        options={},
        host=PlayerId(PLAYERS[0].id),
        secret=random.randbytes(32),
        zero_ms=0,
        grace_ms=50_000,
        move_limit_ms=200_000,
        chat_lines=20,
    )


def _draw(random: Random, room: Room) -> inputs.Input:
    """Return something that may happen, mostly moves."""
    player = random.choice(PLAYERS)
    id_ = PlayerId(player.id)
    rare: list[Callable[[], inputs.Input]] = [
        lambda: inputs.GiveSeatUp(id_),
        lambda: inputs.Drop(id_),
        lambda: inputs.Return(id_),
        lambda: inputs.Restart(room.now_ms, 60_000),
        lambda: inputs.Rename(id_, f"Name {random.randrange(9)}"),
        lambda: inputs.SayLine(player, "a line"),
        inputs.TimeCame,
    ]
    if random.random() < 0.12:
        return random.choice(rare)()
    if random.random() < 0.2:
        return inputs.TakeSeat(player, None)
    if room.phase != "playing" or room.match is None:
        return inputs.SetReady(id_, True)
    due = [seat for seat, turn in enumerate(room.match.turns) if turn.acting] or [0]
    seat = random.choice(due)
    turn = room.match.turns[seat]
    move = random.choice(turn.moves or [0])
    return inputs.MakeMove(PlayerId(room.match.players[seat].id), room.match.number, turn.position, move)
