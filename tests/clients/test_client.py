"""The client against the real server, over lines that break."""

import pytest
import trio
from trio.abc import Clock

from clients.client import Client, open_client
from clients.errors import CannotConnect, ClientEnded, CommandRefused, OutcomeUnknown, RoomEnded
from clients.events import StateChanged
from clients.room import Room
from lobby.wire.messages import Signalled
from lobby.wire.values import Value
from tests.clients.lobby_in_memory import Server, run_server


async def start_game(ann: Client, bob: Client, game: str = "tic_tac_toe") -> tuple[Room, Room]:
    """Return the room of a game that has begun, as each of its two players sees it."""
    room = await ann.create(game)
    other = await bob.join(room.code)
    for each in (room, other):
        await each.sit()
    for each in (room, other):
        await each.ready()
    for each in (room, other):
        await wait_game(each, 1)
    return room, other


async def wait_game(room: Room, number: int) -> None:
    async for _ in room.changes():
        if room.game["game"] == number and room.seat is not None and room.seat["game"] == number:
            return


async def play_on(room: Room, seen: list[Value]) -> None:
    """Play the first legal move whenever there is one, until the game is over."""
    acted = None
    async for _ in room.changes():
        seen.append(room.game["view"])
        if room.game["result"] is not None:
            return
        seat = room.seat
        assert seat is not None
        if seat["turn"] and acted != (acted := seat["position"]):
            await room.play(seat["moves"][0])


async def test_a_client_that_creates_sees_its_room(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as client:
        room = await client.create("tic_tac_toe", name="A table")

        assert (client.state, client.player.name) == ("online", "Ann")
        assert (room.view["name"], room.view["code"]) == ("A table", room.code)
        assert room.seat is None


async def test_two_clients_play_a_whole_game(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as ann, server.client("Bob") as bob:
        room, other = await start_game(ann, bob)

        async with trio.open_nursery() as nursery:
            nursery.start_soon(play_on, room, [])
            nursery.start_soon(play_on, other, [])

        assert room.game["result"]["places"] == [1, 2]
        assert room.game == other.game


async def test_cut_lines_lose_no_move_and_end_in_the_same_views(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as ann, server.client("Bob") as bob:
        room, other = await start_game(ann, bob, "connect_four")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(cut_often, server)
            async with trio.open_nursery() as players:
                players.start_soon(play_on, room, [])
                players.start_soon(play_on, other, [])
            nursery.cancel_scope.cancel()

        assert room.game["result"] is not None
        assert room.game == other.game
        assert server.app.metrics.refused == {}


async def cut_often(server: Server) -> None:
    while True:
        await trio.sleep(0.02)
        server.cut()


async def test_a_command_given_while_the_line_is_cut_is_done_once(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as client:
        room = await client.create("tic_tac_toe")
        server.cut()

        await room.say("hello")
        await room.say("again")

        assert [line["text"] for line in room.view["chat"]] == ["hello", "again"]


async def test_a_refused_command_raises_its_code(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        with pytest.raises(CommandRefused, match="no_such_room") as caught:
            await client.join("ZZZZZ")

        assert caught.value.code == "no_such_room"


async def test_more_commands_than_may_be_unanswered_wait_for_a_place(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        room = await client.create("tic_tac_toe")

        async with trio.open_nursery() as nursery:
            for number in range(200):
                nursery.start_soon(room.say, f"line {number}")

        said = {line["text"] for line in room.view["chat"]}
        assert len(said) == 100  # as many as a room keeps
        assert server.app.metrics.refused == {}


async def test_a_room_left_ends_its_changes_with_the_reason(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        room = await client.create("tic_tac_toe")
        await room.leave()

        views = [view async for view in room.changes()]

        assert views == [] or room.ended == "left"
        assert room.ended == "left"


async def test_a_room_that_was_left_is_gone_from_the_server(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        room = await client.create("tic_tac_toe")
        await room.leave()
        await trio.sleep(10)

        assert server.app.manager.members == {}


async def test_a_room_that_closed_while_its_creator_was_cut_off_has_ended(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client, trio.open_nursery() as nursery:

        async def cut_for_a_while() -> None:
            server.lines[-1].is_mute = True
            await trio.sleep(0.1)
            server.is_reachable = False
            server.cut()
            await trio.sleep(30)
            server.is_reachable = True

        nursery.start_soon(cut_for_a_while)
        with pytest.raises(RoomEnded, match="not_allowed"):
            await client.create("tic_tac_toe")


async def test_the_list_of_rooms_holds_the_public_ones(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        room = await client.create("tic_tac_toe")
        await client.create("tic_tac_toe", public=False)
        await trio.sleep(1)

        assert [row["code"] for row in await client.list_rooms("tic_tac_toe")] == [room.code]


async def test_the_token_of_a_client_makes_another_the_same_player(autojump_clock: Clock) -> None:
    async with run_server() as server:
        async with server.client("Ann") as client:
            token, player = client.token, client.player

        async with server.client(token=token) as again:
            assert again.player == player


async def test_no_server_at_the_first_attempt_is_an_error(autojump_clock: Clock) -> None:
    async with run_server() as server:
        server.is_reachable = False

        with pytest.raises(CannotConnect, match="no server there"):
            async with server.client():
                raise AssertionError("never online")


async def test_a_patient_client_waits_for_a_server(autojump_clock: Clock) -> None:
    async with run_server() as server, trio.open_nursery() as nursery:
        server.is_reachable = False

        async def come_back() -> None:
            await trio.sleep(20)
            server.is_reachable = True

        nursery.start_soon(come_back)
        async with open_client(server, patience_seconds=60) as client:
            assert client.state == "online"


async def test_patience_ends(autojump_clock: Clock) -> None:
    async with run_server() as server:
        server.is_reachable = False
        began = trio.current_time()

        with pytest.raises(CannotConnect, match="no server there"):
            async with open_client(server, patience_seconds=60):
                raise AssertionError("never online")

        assert trio.current_time() - began == 60


async def test_states_tell_of_a_server_that_goes_and_comes_back(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        states: list[str] = []
        server.is_reachable = False
        server.cut()
        await trio.sleep(60)
        server.is_reachable = True
        async for event in client.events():
            states += [event.state] if isinstance(event, StateChanged) else []
            if states[-2:] == ["offline", "online"]:
                break

        assert states == ["online", "reconnecting", "offline", "online"]


async def test_an_error_in_the_block_comes_out_as_it_is(autojump_clock: Clock) -> None:
    async with run_server() as server:
        with pytest.raises(KeyError, match="mine"):
            async with server.client():
                raise KeyError("mine")


async def test_a_session_that_was_taken_over_ends_and_says_why(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client, server.client() as thief:
        thief._session.id, thief._session.secret = client._session.id, client._session.secret
        server.lines[1].cut()

        with pytest.raises(ClientEnded, match="taken_over"):
            while True:
                await client.wait_change()

        assert client.ended is not None
        with pytest.raises(ClientEnded, match="taken_over"):
            await client.create("tic_tac_toe")


async def test_an_expired_session_reports_what_was_sent_and_sends_the_rest(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        await client.say("before")
        room = await client.create("tic_tac_toe")
        server.lines[-1].is_deaf = server.lines[-1].is_mute = True
        outcomes: list[str] = []

        async def say(text: str) -> None:
            try:
                await client.say(text)
                outcomes.append(f"{text}: done")
            except OutcomeUnknown:
                outcomes.append(f"{text}: unknown")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(say, "sent")
            await trio.sleep(1)
            server.app.registry.sessions.clear()
            server.is_reachable = False
            server.cut()
            await trio.sleep(0.01)
            nursery.start_soon(say, "kept")
            await trio.sleep(0.01)
            server.is_reachable = True

        assert outcomes == ["sent: unknown", "kept: done"]
        assert room.ended == "not_allowed"


async def test_signals_reach_the_others_in_the_room(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client("Ann") as ann, server.client("Bob") as bob:
        room = await ann.create("tic_tac_toe")
        await bob.join(room.code)

        room.signal("emote", "wave")

        async for event in bob.events():
            if isinstance(event, Signalled):
                assert (event.kind, event.value, event.player) == ("emote", "wave", ann.player.id)
                break


async def test_a_client_that_is_idle_stays_connected(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        await trio.sleep(600)

        assert len(server.lines) == 1
        assert client.state == "online"


async def test_a_line_that_falls_silent_is_replaced(autojump_clock: Clock) -> None:
    async with run_server() as server, server.client() as client:
        server.lines[0].is_deaf = server.lines[0].is_mute = True
        await trio.sleep(client._session.limits.silence_ms / 1000 + 1)

        assert len(server.lines) == 2
        assert client.state == "online"
