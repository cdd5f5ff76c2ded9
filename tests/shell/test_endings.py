"""Why a room is over for who was away, and that it stays over: on resume, take-over, poll and overflow."""

import trio
from trio.testing import MockClock

from lobby.settings import Config
from lobby.shell.session import _ENDED_MAX
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import (
    CaughtUp,
    Create,
    Gone,
    Join,
    Kick,
    Leave,
    Patch,
    Say,
    Sit,
    Snapshot,
    Stand,
    Welcome,
)
from tests.shell.callers import Caller, call, room_of, running, seat, settle
from tests.shell.pollers import open_site, room_where, seat_pollers

CONFIG = Config()


def reasons(caller: Caller) -> dict[str, str]:
    """Return why topics ended, by their kind."""
    return {
        message.topic.split("/")[0]: message.reason for message in caller.heard if isinstance(message, Gone)
    }


async def test_who_was_kicked_while_away_hears_it_on_resume_and_stays_out(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        bob.hang_up()
        assert await ann.ask(Kick, room_of(ann), bob.player) is None

        for _ in range(2):
            bob.heard.clear()
            offsets = dict(bob.offsets)
            bob.call()
            await settle()
            assert reasons(bob) == dict.fromkeys(("crowd", "game", "room", "seat"), "kicked")
            assert not bob.room_views
            bob.hang_up()
            bob.offsets = offsets  # the answer was lost on its way: the client asks with what it had

        assert application.manager.members[next(iter(application.manager.members))] == {ann.player}


async def test_a_watcher_who_is_cut_off_can_be_kicked_and_is_not_back_on_resume(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, cy = call(application), call(application, "Cy")
        room = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await cy.ask(Join, room)
        cy.hang_up()
        await settle()

        assert await ann.ask(Kick, room, cy.player) is None
        cy.call()
        await settle()

        assert reasons(cy) == dict.fromkeys(("crowd", "game", "room"), "kicked")
        assert await ann.ask(Kick, room, cy.player) == "no_such_player"


async def test_a_kick_holds_where_a_new_connection_takes_over_before_it_is_stored(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        number = ann.command(Kick, room_of(ann), bob.player)
        bob.call()  # in the same moment: the kick is not stored yet
        await settle()

        assert number in ann.answers
        assert set(reasons(bob).values()) == {"kicked"}
        assert not bob.room_views
        seats = ann.views[f"room/{room_of(ann)}"]["seats"]
        assert [seat["status"] for seat in seats] == ["taken", "open"]


async def test_a_kick_holds_over_polls(autojump_clock: MockClock) -> None:
    async with open_site() as site:
        ann, bob = await seat_pollers(site, "tic_tac_toe", "Ann", "Bob")
        assert await ann.ask(Kick, room_where(ann), bob.folded.player) is None
        lost = await bob.poll(attempt=1)  # was overtaken: whatever it says is nothing
        await bob.poll()

        assert len(lost) == 1
        assert set(reasons(bob.folded).values()) == {"kicked"}
        assert not bob.room_views


async def test_who_overflows_hears_why_when_the_outbox_is_empty_again(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        line, session = bob.line, application.registry.sessions[bob.session]  # type: ignore[index]
        assert line is not None and line.listener is not None
        session.tenure.holder = type(line)(Caller(application, "deaf", b""))
        missed = dict.fromkeys(bob.offsets, -1)
        await ann.ask(Kick, room_of(ann), bob.player)
        session.tenure.holder = line

        line.listener.drained(missed, [])

        assert set(reasons(bob).values()) == {"kicked"}


async def test_a_room_that_is_left_is_gone_as_a_whole_for_who_overflows_meanwhile(
    autojump_clock: MockClock,
) -> None:
    async with running(faults=Faults(seed=1, delay_seconds_max=0.5)) as application:
        ann, _ = await seat(application, "tic_tac_toe", "Ann", "Bob")
        await trio.sleep(2)
        assert ann.line is not None and ann.line.listener is not None
        room = room_of(ann)
        ann.heard.clear()
        ann.command(Leave, room)

        ann.line.listener.drained({f"game/{room}": -1}, [])

        assert [message.topic for message in ann.heard if isinstance(message, Gone)] == [f"room/{room}"]


async def test_a_room_that_is_left_and_joined_again_is_gone_for_who_overflows_meanwhile(
    autojump_clock: MockClock,
) -> None:
    async with running(faults=Faults(seed=1, delay_seconds_max=0.5)) as application:
        ann, _ = await seat(application, "tic_tac_toe", "Ann", "Bob")
        await trio.sleep(2)
        assert ann.line is not None and ann.line.listener is not None
        room = room_of(ann)
        ann.heard.clear()
        ann.command(Leave, room)
        ann.command(Join, room)

        ann.line.listener.drained({f"room/{room}": -1}, [])

        assert [message.topic for message in ann.heard if isinstance(message, Gone)] == [f"room/{room}"]
        assert isinstance(ann.heard[-1], CaughtUp)
        await trio.sleep(2)
        shown = {message.topic for message in ann.heard if isinstance(message, Snapshot)}
        assert shown == {f"room/{room}", f"game/{room}", f"crowd/{room}"}


async def test_who_left_in_another_window_hears_so_on_resume(autojump_clock: MockClock) -> None:
    async with running() as application:
        one = call(application, token=b"a" * 32)
        other = call(application, token=b"a" * 32)
        room = (await one.ask(Create, "tic_tac_toe"))["room"]
        await other.ask(Join, room)
        one.hang_up()
        await other.ask(Leave, room)
        one.call()
        await settle()

        assert reasons(one) == dict.fromkeys(("crowd", "game", "room"), "left")


async def test_a_room_that_is_left_in_the_midst_of_a_resume_is_shown_whole_or_not_at_all(
    autojump_clock: MockClock,
) -> None:
    async with running(faults=Faults(seed=1, delay_seconds_max=0.5)) as application:
        one = call(application, token=b"a" * 32)
        other = call(application, token=b"a" * 32)
        busy, left = [(await one.ask(Create, "tic_tac_toe"))["room"] for _ in range(2)]
        for room in (busy, left):
            await other.ask(Join, room)
        one.hang_up()
        await other.ask(Sit, left)
        await trio.sleep(2)
        other.command(Say, busy, "what the resume waits for")
        one.call()
        other.command(Leave, left)
        await settle()

        since = max(at for at, message in enumerate(one.heard) if isinstance(message, Welcome))
        until = one.heard.index(CaughtUp(), since)
        told = [message for message in one.heard[since:until] if isinstance(message, Snapshot | Patch)]
        gone = {message.topic for message in one.heard[since:until] if isinstance(message, Gone)}
        assert f"seat/{left}" in " ".join(message.topic for message in told)
        assert {message.topic for message in told if left in message.topic} <= gone


async def test_who_comes_back_after_the_room_has_closed_hears_so(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        for caller in (ann, bob):
            caller.hang_up()
        await trio.sleep(CONFIG.room.grace_seconds + CONFIG.room.empty_seconds + 1)
        bob.call()
        await settle()

        assert reasons(bob) == dict.fromkeys(("crowd", "game", "room", "seat"), "closed")


async def test_whose_seat_was_lost_meanwhile_hears_so_and_is_still_in_the_room(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        one = call(application, token=b"a" * 32)
        other = call(application, token=b"a" * 32)
        room = (await one.ask(Create, "tic_tac_toe"))["room"]
        for caller in (one, other):
            await caller.ask(Join, room)
        await other.ask(Sit, room)
        await settle()
        one.hang_up()
        await other.ask(Stand, room)
        one.call()
        await settle()

        assert reasons(one) == {"seat": "freed"}
        assert f"room/{room}" in one.views


async def test_who_joins_again_is_in_and_the_reason_is_forgotten(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)
        await ann.ask(Kick, room, bob.player)
        await bob.ask(Join, room)
        bob.heard.clear()
        bob.offsets["seat/nowhere/0/3"] = bob.offsets[f"seat/{room}/7/9"] = ("epoch", 3)
        bob.call()
        await settle()

        named = {message.topic: message.reason for message in bob.heard if isinstance(message, Gone)}
        assert named == {"seat/nowhere/0/3": "not_allowed", f"seat/{room}/7/9": "freed"}
        assert f"room/{room}" in bob.views


async def test_of_so_many_ended_rooms_the_reason_is_kept_and_no_more(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application)
        await ann.ask(Create, "tic_tac_toe")
        session = application.registry.sessions[ann.session]  # type: ignore[index]
        for number in range(_ENDED_MAX * 3):
            session.leave_room(f"room{number}", "left")  # type: ignore[arg-type]

        assert len(session._ended) == _ENDED_MAX
        assert session.why_gone(f"game/room{_ENDED_MAX * 3 - 1}") == ("left", "")
        assert session.why_gone("game/room0") == ("not_allowed", "")
