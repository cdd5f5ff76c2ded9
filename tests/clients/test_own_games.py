"""Own games as lines of text."""

from typing import Any

import pytest
from trio.abc import Clock

from clients.own_games import list_own, show_duration
from lobby.testing.serve import serve

HOUR_MS = 3_600_000
NOW_MS = 1_000 * HOUR_MS


def own_game(state: str, due_ms: int | None = None) -> dict[str, Any]:
    return {
        "room": "r", "code": "BRKWQ", "name": "slow one", "game": "connect_four", "title": "Connect four",
        "pace": "slow", "state": state, "players": ["Ann", "Bob"], "due_ms": due_ms, "result": None,
    }  # fmt: skip


def test_games_that_go_on_are_told_with_the_way_back_and_the_time_left() -> None:
    games = [own_game("your_turn", NOW_MS + 52 * HOUR_MS), own_game("waiting"), own_game("finished")]

    assert list(list_own({"games": games, "invitations": []}, NOW_MS)) == [
        "your games:",
        "  your move · 2 d 4 h left · slow one (Connect four: Ann, Bob) · --code BRKWQ",
        "  waiting · slow one (Connect four: Ann, Bob) · --code BRKWQ",
    ]


def test_who_wants_one_to_come_is_told_first_and_steers_no_terminal() -> None:
    invitation = {**own_game("gathering"), "from": "Ann\x1b[2J"}

    lines = list(list_own({"games": [own_game("playing")], "invitations": [invitation]}, NOW_MS))

    assert lines[1] == "  Ann�[2J wants to play Connect four again · --code BRKWQ"
    assert lines[2].startswith("  going on")


@pytest.mark.parametrize("games", [[], [own_game("finished")], [own_game("of a newer server")]])
def test_where_nothing_waits_nothing_is_said(games: list[dict[str, Any]]) -> None:
    assert list(list_own({"games": games, "invitations": []}, NOW_MS)) == []


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(-1, "0 s"), (999, "0 s"), (59_999, "59 s"), (HOUR_MS, "1 h"), (HOUR_MS + 60_000, "1 h 1 min"),
     (24 * HOUR_MS, "1 d"), (24 * HOUR_MS + 60_000, "1 d"), (52 * HOUR_MS, "2 d 4 h")],
)  # fmt: skip
def test_a_duration_is_told_in_two_units(ms: int, shown: str) -> None:
    assert show_duration(ms) == shown


async def test_who_comes_back_on_another_day_is_told_of_the_seat(autojump_clock: Clock) -> None:
    async with serve() as server:
        async with server.open_client("Ann", token=b"a" * 32) as ann:
            room = await ann.create("tic_tac_toe", name="slow one", pace="slow")
            await room.sit()
        async with server.open_client(token=b"a" * 32) as ann:
            lines = list(list_own(await ann.wait_own(), NOW_MS))

        assert lines == ["your games:", f"  not begun · slow one (Tic-tac-toe: Ann) · --code {room.code}"]


def test_a_seat_that_is_kept_comes_first_and_who_invites_now_is_told_so() -> None:
    found = {"title": "Connect four", "players": ["Bob"], "code": "BRKWQ", "until_ms": NOW_MS + 20_000}
    invitation = {**own_game("gathering"), "from": "Ann", "until_ms": NOW_MS}

    lines = list(list_own({"games": [], "invitations": [invitation], "found": [found]}, NOW_MS))

    assert lines[1:] == [
        "  a seat is kept for 20 s · Connect four against Bob · --code BRKWQ",
        "  Ann wants to play Connect four with you · --code BRKWQ",
    ]
