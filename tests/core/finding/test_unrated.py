"""Which games of a rated room count: decided in their events, on what is told of the players beforehand."""

from typing import Any

import pytest
from attrs import evolve

from lobby.core import inputs
from lobby.core.events import Ended, Started
from lobby.core.finding.ratings import counts
from lobby.core.finding.unrated import Bar
from lobby.core.ids import PlayerId
from lobby.core.inputs import Input
from lobby.core.refusal import Refusal
from lobby.core.step import Step, take
from lobby.core.views import view_game
from tests.core.table import ANN, BOB, CY, Table

RATED = {"rated": True}
BAR = Bar(PlayerId(ANN.id), PlayerId(BOB.id), "pair")


class Barred(Table):
    """A table whose people are told of as the shell would."""

    bars: tuple[Bar, ...] = ()

    def give(self, asked: Input, after_ms: int = 10) -> Any:
        """Give an input; return its result or refusal."""
        step = take(self.room, asked, self.room.now_ms + after_ms, self.bars)
        if isinstance(step, Step) and step.row.events:
            self._keep(step)
        return step if isinstance(step, Refusal) else step.result


def barred(bar: Bar, game: str = "tic_tac_toe", **changes: Any) -> Barred:
    """Return a table of whose people one thing is known."""
    table = Barred.lay(game, **changes)
    assert isinstance(table, Barred)
    table.bars = (bar,)
    return table


def ended(table: Table) -> Ended:
    event = table.happened()[-1]
    assert isinstance(event, Ended)
    return event


def play_to_the_end(table: Table) -> None:
    for number, square in enumerate((0, 3, 1, 4, 2)):
        table.move((ANN, BOB)[number % 2], square)


def test_a_game_that_both_have_played_counts() -> None:
    table = Table.lay(house=RATED)
    table.start(ANN, BOB)
    play_to_the_end(table)

    assert ended(table) == Ended((1, 2))
    assert counts(table.room)
    assert view_game(table.room)["unrated"] == ""


@pytest.mark.parametrize("moves", [0, 1])
def test_a_game_that_is_over_before_both_have_moved_counts_for_nobody(moves: int) -> None:
    table = Table.lay(house=RATED)
    table.start(ANN, BOB)
    for _ in range(moves):
        table.move(ANN, 0)
    table.resign(BOB)

    assert ended(table) == Ended((1, 2), unrated="unmoved")
    assert not counts(table.room)
    assert view_game(table.room)["unrated"] == "unmoved"


def test_a_move_that_time_makes_is_none_of_the_players() -> None:
    table = Table.lay(house=RATED, clock={"kind": "per_move", "move_ms": 1000})
    table.start(ANN, BOB)
    table.move(ANN, 0)
    table.give(inputs.TimeCame(), after_ms=1_000_000)
    moved = table.match.moved
    table.resign(BOB)

    assert moved == (0,)
    assert ended(table).unrated == "unmoved"


def test_in_a_room_that_is_not_rated_nothing_is_looked_at() -> None:
    table = barred(BAR)
    table.start(ANN, BOB)
    table.resign(BOB)

    assert ended(table) == Ended((1, 2))
    assert table.match.moved == ()
    assert not counts(table.room)


def test_between_whom_games_do_not_count_that_is_said_at_the_start_and_at_the_end() -> None:
    table = barred(BAR, house=RATED)
    table.start(ANN, BOB)
    at_start = view_game(table.room)["unrated"]
    table.bars = ()
    play_to_the_end(table)

    assert Started(0, "pair") in [event for row in table.log for event in row.events]
    assert (at_start, ended(table).unrated) == ("pair", "pair")
    assert not counts(table.room)
    table.ready(ANN, BOB)
    assert view_game(table.room)["unrated"] == "", "the next one begins anew"


def test_of_more_than_two_one_pair_is_enough_and_who_does_not_play_is_none() -> None:
    table = barred(BAR, "liars_dice", house=RATED)
    table.start(ANN, CY)
    assert view_game(table.room)["unrated"] == ""

    other = barred(evolve(BAR, why="address"), "liars_dice", house=RATED)
    other.start(ANN, CY, BOB)
    assert view_game(other.room)["unrated"] == "address"


def test_a_draw_that_was_agreed_on_is_judged_as_any_other_end() -> None:
    table = Table.lay("connect_four", house=RATED)
    table.start(ANN, BOB)
    table.offer(ANN, "draw")
    table.offer(BOB, "draw")

    assert ended(table) == Ended((1, 1), unrated="unmoved")


def test_a_match_is_judged_by_who_comes_to_it_last() -> None:
    reserved = tuple((player.id, player.name, player.kind) for player in (ANN, BOB))
    table = barred(BAR, house=RATED, reserved=reserved, reserved_ms=30_000)
    table.seat(ANN, BOB)

    assert table.happened()[-1] == Started(0, "pair")
