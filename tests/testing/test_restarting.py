"""A served lobby that is lost and comes back, as authors may want it for their games and bots."""

from trio.testing import MockClock

from lobby.testing.serve import serve


async def test_who_plays_goes_on_over_a_restart_by_themselves(autojump_clock: MockClock) -> None:
    async with (
        serve("tic_tac_toe") as server,
        server.open_client("Ann") as ann,
        server.open_client("Bob") as bob,
    ):
        room = await ann.create("tic_tac_toe")
        other = await bob.join(room.code)
        assert (await room.sit(), await other.sit()) == (0, 1)
        await room.ready()
        await other.ready()
        await room.play(4)

        await server.restart(down_seconds=2)
        await other.play(0)
        while room.seat is None or not room.seat["turn"]:
            await room.wait_change()
        await room.play(8)

        assert server.lives == 2
        assert room.game["view"]["board"] == [1, None, None, None, 0, None, None, None, 0]
        assert ann._session.expired == bob._session.expired == 0
