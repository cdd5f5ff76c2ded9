"""Every golden log replays for ever: to the same views, step by step, and the same results."""

from pathlib import Path

import pytest
from attrs import evolve

from lobby.core.events import Ended, Opened
from lobby.core.history.film import Filming, NoFilm, film_of
from lobby.core.history.log import pack_row, unpack_row
from lobby.wire.film import pack_film, unpack_film
from tests.golden.logs import (
    FOLDER,
    GAMES,
    GoldenStep,
    LogBroken,
    load,
    log_of,
    play_log,
    read_log,
    write_log,
)

LOGS = sorted(FOLDER.glob("*.jsonl"))
FILM = Path(__file__).with_name("films") / "liars_dice-1.film"


def read(path: Path) -> list[GoldenStep]:
    return [*read_log(path.read_text(encoding="utf-8"))]


def opened_of(steps: list[GoldenStep]) -> Opened:
    opened = steps[0].row.events[0]
    assert isinstance(opened, Opened)
    return opened


@pytest.mark.parametrize("game", GAMES)
def test_every_version_of_a_game_has_a_log(game: str) -> None:
    path = log_of(game, load(game).version)

    assert path.is_file(), f"{path.name} is missing: python -m tests.golden.make_logs"


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_a_log_replays_to_the_same_views_or_is_refused_as_of_another_version(path: Path) -> None:
    steps = read(path)
    opened, game = opened_of(steps), load(opened_of(steps).game)
    if opened.version != game.version:
        with pytest.raises(NoFilm, match=f"the log is of {game.id} version {opened.version}"):
            Filming.begin(opened, game, 1)
        return

    room = play_log(game, steps)

    rows = [step.row for step in steps]
    assert room.step == rows[-1].number
    ended = sum(isinstance(event, Ended) for row in rows for event in row.events)
    assert room.match is not None
    assert ended == room.match.number
    for number in range(1, ended + 1):
        assert unpack_film(pack_film(film_of(opened, game, rows, number))).number == number


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_a_log_is_the_same_as_text_and_as_bytes(path: Path) -> None:
    steps = read(path)

    assert [*read_log(write_log(steps))] == steps
    for step in steps:
        assert unpack_row(pack_row(step.row)) == step.row


def test_logs_hold_what_happens_in_rooms() -> None:
    seen = {type(event).__name__ for path in LOGS for step in read(path) for event in step.row.events}

    usual = {"Opened", "Seated", "Readied", "Started", "Moved", "Expired", "Ended"}
    assert usual | {"WentAway", "CameBack", "Departed", "Said", "Renamed", "HostPassed"} <= seen


def test_a_game_that_shows_something_else_without_a_new_version_is_told_what_to_do() -> None:
    game = load("tic_tac_toe")
    changed = evolve(game, public=lambda board: {"board": board, "moves": 9 - board.count(None)})

    with pytest.raises(
        LogBroken, match=r"set `version` to 2 in .*tic_tac_toe\.py, keep .*tic_tac_toe-1\.jsonl"
    ):
        play_log(changed, read(log_of("tic_tac_toe", 1)))


def test_a_game_that_fails_on_its_log_is_told_what_to_do() -> None:
    game = load("connect_four")

    def play(*_: object) -> object:
        raise ValueError("no such column")

    with pytest.raises(LogBroken, match="row 6 fails: connect_four: ValueError: no such column"):
        play_log(evolve(game, play=play), read(log_of("connect_four", 1)))


def test_a_game_that_ends_otherwise_is_told_what_to_do() -> None:
    game = load("tic_tac_toe")

    def result(board: list[int | None]) -> object:
        found = game.result(board)
        return found and evolve(found, scores=(1, 1))

    with pytest.raises(LogBroken, match="tic_tac_toe version 1 no longer plays its log"):
        play_log(evolve(game, result=result), read(log_of("tic_tac_toe", 1)))  # type: ignore[arg-type]


def test_a_film_of_the_first_format_is_shown_for_ever() -> None:
    film = unpack_film(FILM.read_bytes())

    assert (film.game, film.version, film.number) == ("liars_dice", 1, 1)
    assert film.secrets is not None
    assert len(film.frames) == len(film.secrets)
