"""The film of a game shows what its room has shown, and nothing else."""

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.catalogue import BUILT_IN, load_game
from lobby.core import inputs
from lobby.core.events import Ended
from lobby.core.game import Game
from lobby.core.history.film import FilmBounds, Filming, NoFilm, film_of
from lobby.wire.film import Film, fold_film, pack_film, unpack_film, watch
from lobby.wire.messages import Player
from lobby.wire.patch import equal
from lobby.wire.values import Value
from tests.golden.random_rooms import RandomRoom

EXAMPLES = Path(__file__).parents[3] / "examples"
GAMES = [
    *(load_game(name) for name in BUILT_IN),
    *(load_game(str(EXAMPLES / name)) for name in ("quiz", "crazy_eights", "sketch")),
]
OPENED = {"liars_dice", "crazy_eights"}
Shown = tuple[int, Value]  # at which room time which view


def play(game: Game, seed: int, games: int = 1, odd_one_in: int = 12) -> RandomRoom:
    room = RandomRoom(game, Random(seed), odd_one_in=odd_one_in)
    for _ in range(games):
        room.play_game(min(game.seats_max, max(game.seats_min, 2 + seed % 3)))
    return room


def film(room: RandomRoom, number: int = 1, bounds: FilmBounds | None = None) -> Film:
    return film_of(room.opened, room.room.game, room.rows, number, bounds)


# In real time a film has a frame for each tick, and a row many ticks: tests/core/test_realtime.py.
@pytest.mark.parametrize("game", [game for game in GAMES if game.tick is None], ids=lambda game: game.id)
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000), number=st.integers(1, 2))
def test_the_frames_are_what_the_room_has_shown_one_after_the_other(
    game: Game, seed: int, number: int
) -> None:
    room = play(game, seed, games=2)

    made = unpack_film(pack_film(film(room, number)))

    expected = without_repeats(shown_of_game(room, number))
    told = without_repeats([(moment.at_ms, moment.view) for moment in watch(made)])
    assert [at_ms for at_ms, _ in told] == [at_ms for at_ms, _ in expected]
    assert all(equal(one, other) for (_, one), (_, other) in zip(told, expected, strict=True))
    assert equal(fold_film(made, len(made.frames) - 1).view, expected[-1][1])


def shown_of_game(room: RandomRoom, number: int) -> list[Shown]:
    """Return what the room has shown from the start of a game to its end, row by row."""
    of_game = [(row, view) for row, view in zip(room.rows, room.views, strict=True) if view["game"] == number]
    ended = next(at for at, (row, _) in enumerate(of_game) if any(type(e) is Ended for e in row.events))
    return [(row.at_ms, view) for row, view in of_game[: ended + 1]]


def without_repeats(shown: list[Shown]) -> list[Shown]:
    """Return the first of those views that follow each other and are the same."""
    return [one for at, one in enumerate(shown) if at == 0 or not equal(one[1], shown[at - 1][1])]


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.id)
def test_a_film_names_nobody_by_id_and_holds_no_chat_and_no_secret_of_the_room(game: Game) -> None:
    room = play(game, 3, odd_one_in=3)
    room.give(inputs.SayLine(Player("id-0", "Ann", "person"), "whispered after the game"))

    data = pack_film(film(room))

    assert b"Ann" in data
    assert not any(word in data for word in (b"id-", b"whispered", b"ABCDE"))
    assert room.opened.secret not in data


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.id)
def test_secrets_are_there_only_if_the_game_says_so(game: Game) -> None:
    made = film(play(game, 5))

    assert (made.secrets is not None) == (game.id in OPENED) == game.open_at_end


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.id)
def test_what_the_dice_come_from_is_there_only_if_no_secret_can_be_worked_out_by_it(game: Game) -> None:
    room = play(game, 5)
    assert room.room.match is not None

    data = pack_film(film(room))

    is_open = game.secret is None or game.open_at_end
    assert (room.room.match.secret.hex().encode() in data) == is_open
    assert fold_film(unpack_film(data), 0).view["fair"]["secret"] is None


def test_opened_secrets_are_those_that_each_seat_saw() -> None:
    room = play(load_game("liars_dice"), 4, odd_one_in=1_000_000)
    made = film(room)

    first, last = fold_film(made, 0), fold_film(made, len(made.frames) - 1)

    assert [len(own["secret"]["dice"]) for own in first.secrets] == first.view["view"]["counts"]
    assert room.room.match is not None
    assert [own["secret"] for own in last.secrets] == list(room.room.match.secrets)


def test_only_the_games_own_hooks_are_asked() -> None:
    game = load_game("tic_tac_toe")
    room = play(game, 1, games=3)
    asked = 0

    def start(*arguments: object) -> object:
        nonlocal asked
        asked += 1
        return game.start(*arguments)  # type: ignore[arg-type]

    film_of(room.opened, evolve(game, start=start), room.rows, 2)

    assert asked == 1


def test_a_film_that_is_too_long_or_too_large_is_refused_with_the_setting() -> None:
    room = play(load_game("connect_four"), 2)

    with pytest.raises(NoFilm, match=r"over 3 frames, as replay\.frames allows"):
        film(room, bounds=FilmBounds(3, 1 << 20))
    with pytest.raises(NoFilm, match=r"over 900 bytes, as replay\.film_bytes allows"):
        film(room, bounds=FilmBounds(1000, 900))


def test_a_log_of_another_version_makes_no_film() -> None:
    game = load_game("tic_tac_toe")
    room = play(game, 2)

    with pytest.raises(NoFilm, match="of tic_tac_toe version 1, here is tic_tac_toe version 2"):
        Filming.begin(room.opened, evolve(game, version=2), 1)


def test_a_game_that_has_not_ended_makes_no_film() -> None:
    room = play(load_game("tic_tac_toe"), 2)

    with pytest.raises(NoFilm, match="the log ends before game 2"):
        film(room, 2)
    with pytest.raises(NoFilm, match="the log ends before game 1"):
        film_of(room.opened, room.room.game, room.rows[:-1], 1)


def test_times_are_those_of_the_rows() -> None:
    room = play(load_game("connect_four"), 2)
    made = film(room)

    times = [at_ms for at_ms, _ in made.frames]
    assert all(one <= other for one, other in pairwise(times))
    assert set(times) <= {row.at_ms for row in room.rows}
    assert made.started_ms == room.opened.zero_ms + times[0]
    assert made.ended_ms == room.opened.zero_ms + times[-1]


def test_a_restart_moves_the_wall_clock_and_no_frame() -> None:
    room = RandomRoom(load_game("tic_tac_toe"), Random(7), odd_one_in=1_000_000)
    room.give(inputs.Restart(room.opened.zero_ms + 5_000_000, 300_000))
    room.play_game(2)

    made = film(room)

    assert made.started_ms == room.opened.zero_ms + 5_000_000 + made.frames[0][0]
