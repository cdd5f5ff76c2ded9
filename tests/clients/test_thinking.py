"""The search as a policy of a client."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from trio.testing import MockClock

from clients.policy import BadPolicy
from clients.thinking import load_bot
from lobby.testing.serve import serve


def look(**changes: Any) -> Any:
    view = {"public": {"board": [0, 0, None, 1, 1, None, None, None, None]}, "secret": None}
    return {**view, "seat": 0, "seats": 2, "turn": [0], "options": {}, **changes}


def test_a_search_finds_the_winning_move_from_what_its_seat_sees() -> None:
    act, _ = load_bot("mcts", "tic_tac_toe", 100)

    assert act(look(), [2, 5, 6, 7, 8], Random(1)) == 2


def test_a_search_takes_a_draw_only_where_playing_on_is_worth_no_more() -> None:
    _, agree = load_bot("mcts", "tic_tac_toe", 100)
    assert agree is not None
    other = look(seat=1, turn=[0], public={"board": [0, 0, None, 1, 1, None, None, None, None]})

    assert agree(look(), [False], Random(1)) is False
    assert agree(other, [False], Random(1)) is True


def test_what_it_can_not_play_is_told_at_once(tmp_path: Path) -> None:
    quiz = str(Path(__file__).parents[2] / "examples" / "quiz")

    with pytest.raises(BadPolicy, match="mcts can't play quiz: it hides something, and has no `imagine`"):
        load_bot("mcts", quiz, 100)
    with pytest.raises(BadPolicy, match="needs --game"):
        load_bot("mcts", "", 100)
    with pytest.raises(BadPolicy, match="no such file"):
        load_bot("mcts", str(tmp_path / "none.py"), 100)


async def test_bots_that_search_play_liars_dice_to_the_end_on_a_server(autojump_clock: MockClock) -> None:
    async with serve(seed=3) as server:
        tally = await server.play_bots("liars_dice", 2, act=load_bot("mcts", "liars_dice", 10)[0])

    assert tally.complete and not tally.faults
