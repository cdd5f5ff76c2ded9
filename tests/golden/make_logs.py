"""Writes the golden log of each game's version that has none yet: `python -m tests.golden.make_logs`.

A log that is there is never written again: rooms of its version are out there, and must go on.
"""

import sys
from random import Random

from lobby.core.game import Game
from lobby.core.room import open_room
from tests.golden.logs import GAMES, GoldenStep, advance, hash_shown, load, log_of, write_log
from tests.golden.random_rooms import RandomRoom

SEED = 20  # of logs in which people leave, come back and let their time run out
SEATS = (2, 3, 2)
ODD_ONE_IN = 9


def make_log(game: Game, seed: int = SEED) -> list[GoldenStep]:
    """Return the log of a room in which a few games are played at random."""
    room = RandomRoom(game, Random(seed), odd_one_in=ODD_ONE_IN)
    for seats in SEATS:
        room.play_game(max(game.seats_min, min(seats, game.seats_max)))
    now = open_room(room.opened, game)
    steps = [GoldenStep(room.rows[0], hash_shown(now))]
    for row in room.rows[1:]:
        now = advance(now, row)
        steps.append(GoldenStep(row, hash_shown(now)))
    return steps


def main() -> None:
    """Write what is missing."""
    for name in GAMES:
        game = load(name)
        path = log_of(name, game.version)
        if path.exists():
            continue
        steps = make_log(game)
        path.write_text(write_log(steps), encoding="utf-8")
        sys.stdout.write(f"{path}: {len(steps)} rows\n")


if __name__ == "__main__":
    main()
