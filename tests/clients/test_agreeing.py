"""Offers to bots of the client: each is answered, by the policy's own word on draws or by lot."""

from pathlib import Path
from random import Random
from typing import Any

import trio
from trio.testing import MockClock

from clients.policy import Policy, agrees, find_agree, load_policy
from lobby.testing.serve import serve

VIEW: dict[str, Any] = {"public": [0], "secret": None, "seat": 0, "turn": [0]}


async def test_a_bot_without_a_policy_answers_by_lot() -> None:
    assert {await agrees(Policy(), VIEW, Random(seed)) for seed in range(20)} == {True, False}


async def test_a_policy_agrees_as_the_function_beside_it_says_and_without_one_declines(
    tmp_path: Path,
) -> None:
    file = tmp_path / "agent.py"
    file.write_text(
        "def act(view, moves, rng):\n    return 1\n\n\ndef agree(view, rng):\n    return view['seat'] == 0\n"
    )
    act = load_policy(f"{file}:act")
    policy = Policy(act, agree=find_agree(act))

    assert [await agrees(policy, {**VIEW, "seat": seat}, Random(1)) for seat in (0, 1)] == [True, False]
    assert await agrees(Policy(act), VIEW, Random(1)) is False


async def test_an_agree_that_raises_or_is_slow_is_a_no() -> None:
    def act(view: Any, moves: Any, rng: Any) -> Any:
        raise LookupError("of mine")

    assert await agrees(Policy(act, agree=act), VIEW, Random(1)) is False


async def test_a_bot_at_a_table_answers_a_draw_before_it_moves(autojump_clock: MockClock) -> None:
    async with serve(seed=5) as server, server.open_client("Ann", kind="person") as ann:
        room = await ann.create("tic_tac_toe")
        await room.sit()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(lambda: server.play_bots("tic_tac_toe", 1, code=room.code))
            async for _ in room.changes():
                if all(seat["player"] for seat in room.view["seats"]):
                    break
            await room.ready()
            async for _ in room.changes():
                if room.view["phase"] == "playing":
                    break
            await room.offer_draw()
            await trio.sleep(5)

            assert room.view["offers"] == []
            nursery.cancel_scope.cancel()
