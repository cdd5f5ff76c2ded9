"""Inputs of which nothing has to be asked: who may not give them is refused all the same, none is lost."""

import pytest
from attrs import evolve
from trio.testing import MockClock

from clients.errors import CommandRefused
from clients.room import Room
from lobby.core.game import Game
from lobby.wire.messages import Play
from tests import racing
from tests.shell.ticking.test_ticking import race


def unchecked() -> Game:
    """Return a game that takes any number."""
    return evolve(racing.load(), check=None)


async def refusal(room: Room, move: object) -> str:
    """Give an input that is refused; return its code."""
    with pytest.raises(CommandRefused) as refused:
        await room.give(move)
    return refused.value.code


async def test_plain_inputs_are_in_the_tick_that_they_are_told(autojump_clock: MockClock) -> None:
    async with race(game=unchecked(), people=3) as running:
        told = [await room.give(speed) for room, speed in zip(running.rooms, (3, 5, 7), strict=True)]

        await running.wait_tick(max(told) + 1)
        live = running.rooms[0].live
        assert live is not None
        assert sorted(live["board"]["wishes"]) == [[0, 3], [1, 5], [2, 7]]


async def test_what_is_not_plain_is_looked_at_closely(autojump_clock: MockClock) -> None:
    async with race(game=unchecked()) as running:
        codes = [await refusal(running.rooms[0], move) for move in ("fast", None, True, [1])]

        assert codes == ["malformed"] * 4


async def test_who_has_left_the_seat_gives_no_input_and_the_others_do(autojump_clock: MockClock) -> None:
    async with race(game=unchecked(), people=3) as running:
        ann, bob, cy = running.rooms
        for room in running.rooms:
            await room.give(1)
        await bob.stand()

        assert await refusal(bob, 2) == "not_seated"
        assert await ann.give(2) > 0
        assert await cy.give(2) > 0


async def test_who_sits_and_is_out_of_the_game_gives_no_input(autojump_clock: MockClock) -> None:
    async with race(game=unchecked(), people=3) as running:
        bob = running.rooms[1]
        await bob.give(1)
        await bob.resign()

        assert await refusal(bob, 2) == "no_game"


async def test_who_only_watches_gives_no_input(autojump_clock: MockClock) -> None:
    async with race(game=unchecked()) as running, running.server.open_client("Cy") as watcher:
        cy = await watcher.join(running.rooms[0].code)

        with pytest.raises(CommandRefused) as refused:
            await watcher.send(Play(0, cy.id, 1, 0, 1))
        assert refused.value.code == "not_seated"


async def test_a_game_that_does_not_run_takes_no_input(autojump_clock: MockClock) -> None:
    async with race(game=unchecked()) as running:
        ann, client = running.rooms[0], running.clients[0]
        for game in (0, 2):
            with pytest.raises(CommandRefused) as refused:
                await client.send(Play(0, ann.id, game, 0, 1))
            assert refused.value.code == "no_game"


async def test_of_a_game_that_is_over_no_input_is_taken_and_of_the_next_one_it_is(
    autojump_clock: MockClock,
) -> None:
    async with race(game=unchecked(), goal=20) as running:
        ann, bob = running.rooms
        await ann.give(10)
        while ann.game["result"] is None:
            await ann.wait_change()
        over = await refusal(ann, 1)
        for room in (ann, bob):
            await room.ready()
        while ann.game["game"] != 2 or (ann.tick or 0) < 1:
            await ann.wait_change()

        assert over == "no_game"
        assert await bob.give(1) > 0
