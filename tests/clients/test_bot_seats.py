"""The client and the server's own bots: added, played against, removed."""

import pytest
from trio.testing import MockClock

from clients.errors import CommandRefused
from lobby.testing.serve import serve


async def test_a_host_plays_a_whole_game_against_a_bot_of_the_server(autojump_clock: MockClock) -> None:
    async with serve(seed=5) as server, server.open_client("Ann") as ann:
        room = await ann.create("tic_tac_toe")
        await room.sit()
        assert await room.add_bot("random") == 1
        await room.ready()
        acted = None
        async for _ in room.changes():
            if room.game["result"] is not None:
                break
            seat = room.seat
            if seat is not None and seat["turn"] and seat["position"] != acted:
                acted = seat["position"]
                await room.play(seat["moves"][0])

        assert [player["kind"] for player in room.game["players"]] == ["bot", "bot"]
        assert [place["bot"] for place in room.view["seats"]] == ["", "random"]
        assert room.view["seats"][1]["ready"]


async def test_a_bot_is_removed_and_what_is_none_is_refused(autojump_clock: MockClock) -> None:
    async with serve(seed=5) as server, server.open_client("Ann") as ann:
        room = await ann.create("liars_dice")
        assert await room.add_bot(seat=4) == 4
        assert room.view["seats"][4]["bot"] == "mcts"
        await room.remove_bot(4)
        assert room.view["seats"][4]["player"] is None

        with pytest.raises(CommandRefused, match="no_such_bot"):
            await room.remove_bot(4)
