"""A client that lies about numbers, positions and offsets gets a defined refusal, and nothing happens."""

from typing import Any

import pytest
from trio.testing import MockClock

from lobby.core.topic import NOTHING
from lobby.wire.messages import Create, Done, Play, Refused, Say, SetName, Sit, Snapshot, Subscribe
from tests.shell.callers import Caller, call, last_welcome, play_out, room_of, running, seat, settle


async def refusal(caller: Caller, kind: Any, *fields: Any) -> tuple[str, str]:
    """Ask, and return the code and detail of the refusal."""
    await caller.ask(kind, *fields)
    answer = caller.answers[caller.number][0]
    assert isinstance(answer, Refused)
    return answer.code, answer.detail


@pytest.mark.parametrize(
    ("position", "detail"),
    [
        (9, "position 9 has not come yet, seat 0 is at 2"),
        (2**53 - 1, f"position {2**53 - 1} has not come yet, seat 0 is at 2"),
        (0, "position 0 has passed, seat 0 is at 2"),
        (-1, "position -1 does not exist, seat 0 is at 2"),
    ],
)
async def test_a_move_on_another_position_than_the_seats_is_stale_and_says_how(
    autojump_clock: MockClock, position: int, detail: str
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        for caller, move in ((ann, 0), (bob, 1)):
            assert await caller.ask(Play, room_of(ann), 1, caller.seat["position"], move) is None
        before = dict(ann.offsets)

        assert await refusal(ann, Play, room_of(ann), 1, position, 2) == ("stale", detail)
        assert ann.offsets == before


@pytest.mark.parametrize(
    ("game", "detail"),
    [
        (1, "game 1 is not running here"),
        (2, "there is no game 2 here, the last one is game 1"),
        (0, "there is no game 0 here, the last one is game 1"),
        (-7, "there is no game -7 here, the last one is game 1"),
    ],
)
async def test_a_move_in_a_game_that_is_over_or_never_was_says_so(
    autojump_clock: MockClock, game: int, detail: str
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        await play_out([ann, bob], lambda moves: moves[0])

        assert await refusal(ann, Play, room_of(ann), game, 0, 0) == ("no_game", detail)


async def test_a_move_before_the_first_game_says_that_there_was_none(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await ann.ask(Sit, room)

        expected = ("no_game", "there is no game 1 here, none has been played")
        assert await refusal(ann, Play, room, 1, 0, 0) == expected


@pytest.mark.parametrize("last", [0, 1, 2, 3, 99, 2**53 - 1])
async def test_in_a_session_that_is_known_the_server_goes_by_what_it_has_heard_not_by_last(
    autojump_clock: MockClock, last: int
) -> None:
    async with running() as application:
        ann = call(application)
        for name in ("One", "Two"):
            await ann.ask(SetName, name)
        ann.hang_up()
        ann.call(last=last)

        assert last_welcome(ann).session == "resumed"
        ann.say(SetName(2, "Another"))
        assert ann.answers[2] == [Done(2, {"name": "Two"})] * 2
        assert await ann.ask(SetName, "Three") == {"name": "Three"}


async def test_a_session_begun_elsewhere_is_believed_its_last_number_and_nothing_below_is_done(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application, last=2**53 - 2)
        ann.say(SetName(7, "Late"))
        ann.say(SetName(2**53 - 1, "Last"))
        await settle()

        assert last_welcome(ann).session == "expired"
        assert ann.answers[7] == [Refused(7, "not_done", "command 7 has no stored answer")]
        assert ann.answers[2**53 - 1] == [Done(2**53 - 1, {"name": "Last"})]


@pytest.mark.parametrize(("number", "code"), [(4, "out_of_order"), (2**53 - 1, "out_of_order")])
async def test_a_number_that_leaves_one_out_ends_the_connection_and_is_not_carried_out(
    autojump_clock: MockClock, number: int, code: str
) -> None:
    async with running() as application:
        ann = call(application)
        await ann.ask(Subscribe, "lobby/chat")
        await ann.ask(Say, "", "before")
        ann.say(Say(number, "", "out of order"))

        assert ann.line is not None and ann.line.goodbye is not None
        assert ann.line.goodbye.code == code
        ann.call()
        await settle()
        assert [line["text"] for line in ann.views["lobby/chat"]["chat"]] == ["before"]


@pytest.mark.parametrize("number", [0, -1, -(2**53) + 1])
async def test_a_number_below_one_ends_the_connection(autojump_clock: MockClock, number: int) -> None:
    async with running() as application:
        ann = call(application)
        ann.say(SetName(number, "Nobody"))

        assert ann.line is not None and ann.line.goodbye is not None
        assert ann.line.goodbye.code == "out_of_order"
        assert application.registry.sessions[ann.session].player.name == "Ann"  # type: ignore[index]


@pytest.mark.parametrize("change", [
    lambda epoch, number: (epoch, number + 1000),
    lambda epoch, number: (epoch, 2**53 - 1),
    lambda epoch, number: (epoch, NOTHING),
    lambda epoch, number: (epoch, -(2**53) + 1),
    lambda epoch, number: ("another", number),
    lambda epoch, number: ("", 0),
])  # fmt: skip
async def test_an_offset_that_the_topic_never_had_gets_the_whole_view(
    autojump_clock: MockClock, change: Any
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        await ann.ask(Subscribe, "lobby/chat")
        await bob.ask(Say, "", "hello")
        await settle()
        views, offsets = dict(ann.views), dict(ann.offsets)
        ann.hang_up()
        await settle()
        ann.heard.clear()
        ann.offsets = {name: change(*offset) for name, offset in offsets.items()}
        ann.call()
        await settle()

        whole = {message.topic for message in ann.heard if isinstance(message, Snapshot)}
        assert whole == views.keys()
        assert ann.views["lobby/chat"] == views["lobby/chat"]
        assert ann.views[f"game/{room_of(ann)}"] == bob.views[f"game/{room_of(ann)}"]
