"""Connect four against rules written another way."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.catalogue import load_game
from lobby.core.game import Result, draw, win
from lobby.games import connect_four
from tests.games.table import Table, start

GAME = load_game("lobby.games.connect_four")
# Column by column, so that no four are alike: the full board of a draw.
DRAWN = [0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 2, 3, 2, 3, 2, 3, 3, 2, 3, 2, 3, 2]
DRAWN += [4, 5, 4, 5, 4, 5, 5, 4, 5, 4, 5, 4, 6, 6, 6, 6, 6, 6]


class Oracle:
    """The rules again: discs are a dict by (column, height), and only lines through the last one count."""

    def __init__(self) -> None:
        self.discs: dict[tuple[int, int], int] = {}
        self.winner: int | None = None

    def drop(self, column: int) -> None:
        seat = len(self.discs) % 2
        height = sum(1 for at in self.discs if at[0] == column)
        self.discs[column, height] = seat
        for right, up in ((1, 0), (0, 1), (1, 1), (1, -1)):
            length = 1 + self._run(column, height, right, up) + self._run(column, height, -right, -up)
            if length >= 4:
                self.winner = seat

    def _run(self, column: int, height: int, right: int, up: int) -> int:
        length, seat = 0, self.discs[column, height]
        while self.discs.get((column + right * (length + 1), height + up * (length + 1))) == seat:
            length += 1
        return length

    @property
    def columns(self) -> list[int]:
        return [column for column in range(7) if (column, 5) not in self.discs]

    @property
    def result(self) -> Result | None:
        if self.winner is not None:
            return win(self.winner)
        return draw() if len(self.discs) == 42 else None

    @property
    def board(self) -> list[list[int | None]]:
        return [[self.discs.get((column, 5 - row)) for column in range(7)] for row in range(6)]


@given(data=st.data())
def test_any_game_goes_as_the_rules_written_another_way_say(data: Any) -> None:
    table, oracle = start(GAME), Oracle()
    while table.result is None:
        seat = len(oracle.discs) % 2
        assert table.acting == (seat,)
        assert table.moves(seat) == oracle.columns
        column = data.draw(st.sampled_from(oracle.columns))
        table = table.play(column)
        oracle.drop(column)
        assert table.view == {"board": oracle.board}
        assert table.result == oracle.result


@pytest.mark.parametrize(
    "columns",
    [
        [0, 0, 1, 1, 2, 2, 3],
        [3, 2, 3, 2, 3, 2, 3],
        [0, 1, 1, 2, 2, 3, 2, 3, 3, 6, 3],
        [6, 5, 5, 4, 4, 3, 4, 3, 3, 0, 3],
    ],
    ids=["along", "up", "rising", "falling"],
)
def test_four_in_any_direction_win(columns: list[int]) -> None:
    table = start(GAME).play(*columns)

    assert table.result == win(0)
    assert (table.acting, table.moves(0), table.moves(1)) == ((), [], [])


def test_there_are_69_lines_of_four() -> None:
    assert len({tuple(sorted(line)) for line in connect_four.LINES}) == len(connect_four.LINES) == 69


def test_a_full_board_without_four_is_a_draw() -> None:
    table = start(GAME)
    for column in DRAWN:
        assert table.result is None
        table = table.play(column)

    assert table.result == draw()


def test_a_full_column_is_refused_in_words() -> None:
    table = start(GAME).play(*[3] * 6)

    assert table.refusal(3) == "that column is full"
    assert 3 not in table.moves(0)


@pytest.mark.parametrize(("move", "detail"), [(7, "there is no column 7"), (-1, "there is no column -1")])
def test_what_is_no_column_is_refused_in_words(move: int, detail: str) -> None:
    assert start(GAME).refusal(move) == detail


def test_a_drop_is_told_with_a_place_for_the_players_name() -> None:
    assert start(GAME).play(2).notes == ("{0} drops in column 3",)


def test_a_drop_builds_only_one_row_anew() -> None:
    before: Table = start(GAME)
    after = before.play(3)

    assert [one is other for one, other in zip(before.state, after.state, strict=True)] == [True] * 5 + [
        False
    ]
