"""Turn clocks in the Python client: how they are typed, told and asked for."""

import pytest
import trio
from trio.abc import Clock

from clients.clocks import describe_clock, read_clock, show_ms
from lobby.testing.serve import serve
from lobby.wire.values import Value
from tests.clients.test_terminal import play

TYPED = {
    "30s": {"kind": "per_move", "move_ms": 30_000},
    "5+2": {"kind": "fischer", "base_ms": 300_000, "increment_ms": 2000},
    "10+3x30": {"kind": "byo_yomi", "base_ms": 600_000, "periods": 3, "period_ms": 30_000},
}
FISCHER = TYPED["5+2"]


@pytest.mark.parametrize("typed", TYPED)
def test_a_clock_is_typed_in_short(typed: str) -> None:
    assert read_clock(typed) == TYPED[typed]


@pytest.mark.parametrize("typed", ["", "5", "5+", "-5+2", "5+2x", "30 s", "١s+1", "9" * 20 + "s"])
def test_what_is_no_clock_is_told_with_examples(typed: str) -> None:
    with pytest.raises(ValueError, match=r"is no clock, allowed are \"30s\" a move"):
        read_clock(typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("30s", "0:30 a move"),
        ("5+2", "5:00 for the game, 0:02 more each move"),
        ("90+3x30", "1:30:00 for the game, then 3 periods of 0:30"),
    ],
)
def test_a_clock_is_told_in_words(typed: str, told: str) -> None:
    assert describe_clock(read_clock(typed)) == told


def test_a_clock_of_another_kind_breaks_nothing() -> None:
    assert "does not know" in describe_clock({"kind": "hourglass"})


def test_durations_are_told_as_on_a_clock() -> None:
    assert [show_ms(ms) for ms in (0, 999, 61_000, 3_600_000)] == ["0:00", "0:00", "1:01", "1:00:00"]


async def test_the_terminal_tells_the_time_of_both_with_each_move(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as ann, server.open_client("Bob") as bob:
        room = await ann.create("tic_tac_toe", clock=FISCHER)
        other = await bob.join(room.code)
        for each in (room, other):
            await each.sit()
        await other.ready()

        screen = await play(ann, room, "/ready", 2.0, "4", 301.0, "/leave")

        assert screen.holds(
            "clock: 5:00 for the game",
            "time: > Ann 5:00 · Bob 5:00",
            "time: Ann 5:00 · > Bob 5:00",
            "time: Ann 5:00 · Bob 0:00 (time is up)",
            "game 1 is over: seat 0 wins",
        )


async def test_a_move_says_the_lag_that_is_known(autojump_clock: Clock) -> None:
    async with serve() as server, server.open_client("Ann") as ann, server.open_client("Bob") as bob:
        clock: dict[str, Value] = {**FISCHER, "increment_ms": 0}
        room = await ann.create("tic_tac_toe", clock=clock)
        other = await bob.join(room.code)
        for each in (room, other):
            await each.sit()
            await each.ready()
        ann._session.lag.ms = 300
        await trio.sleep(5)  # before the next ping, whose answer comes at once here
        began = room.game["clocks"][0]["since_ms"]
        await room.play(4)

        spent = room.game["clocks"][1]["since_ms"] - began
        assert room.game["clocks"][0]["remaining_ms"] == 300_000 - spent + 300
