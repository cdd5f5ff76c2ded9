"""What is said in a room, to whom, and what the host, the server and everybody can do about it."""

from typing import Any

from trio.testing import MockClock

from lobby.wire.messages import Create, Gone, Join, Say, Sit, Snapshot, Stand
from tests.shell.callers import Caller, call, room_of, running, seat, settle
from tests.shell.test_restart import restarted
from tests.shell.test_watching import play_late


def lines(caller: Caller, topic: str) -> list[str] | None:
    """Return what a topic shows of a chat; None: it is not heard."""
    view = caller.views.get(topic)
    return None if view is None else [line["text"] for line in view["chat"] if line["kind"] == "said"]


async def test_seats_speak_to_seats_and_watchers_to_watchers(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)
        cy, dan = call(application, "Cy"), call(application, "Dan")
        for caller in (cy, dan):
            await caller.ask(Join, room)
        results = [
            await ann.ask(Say, room, "for seats", "seats"),
            await cy.ask(Say, room, "for watchers", "watchers"),
            await cy.ask(Say, room, "for all", "all"),
            await cy.ask(Say, room, "no", "seats"),
            await ann.ask(Say, room, "no", "watchers"),
            await ann.ask(Say, room, "no", "team"),
            await ann.ask(Say, "", "no", "seats"),
        ]

        seats, watchers = f"talk/{room}/seats", f"talk/{room}/watchers"
        assert results == [{"to": "seats"}, {"to": "watchers"}, {"to": "all"}, *["no_channel"] * 4]
        assert [lines(caller, seats) for caller in (ann, bob, cy, dan)] == [["for seats"]] * 2 + [None] * 2
        assert [lines(caller, watchers) for caller in (ann, bob, cy, dan)] == [None] * 2 + [
            ["for watchers"]
        ] * 2
        assert lines(ann, f"room/{room}") == ["for all"]


async def test_while_a_game_with_secrets_runs_watchers_do_not_reach_the_seats(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob = await seat(application, "liars_dice", "Ann", "Bob")
        room = room_of(ann)
        cy = call(application, "Cy")
        await cy.ask(Join, room)
        told = await cy.ask(Say, room, "he has three sixes")
        said = await ann.ask(Say, room, "hush")
        await bob.ask(Stand, room)
        after = await cy.ask(Say, room, "well played")

        assert (told, said, after) == ({"to": "watchers"}, {"to": "all"}, {"to": "all"})
        assert lines(ann, f"room/{room}") == lines(cy, f"room/{room}") == ["hush", "well played"]
        assert lines(cy, f"talk/{room}/watchers") == ["he has three sixes"]
        assert not any("three sixes" in str(message) for message in ann.heard)


async def test_who_watches_late_speaks_to_watchers_and_hears_the_seats_late(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        room, ann, _, cy = await play_late(application)
        told = await cy.ask(Say, room, "did you see that?")
        await ann.ask(Say, room, "hello all")

        assert told == {"to": "watchers"}
        assert lines(cy, f"talk/{room}/watchers") == ["did you see that?"]
        assert not any("hello all" in str(message) for message in cy.heard)
        assert not any("did you" in str(message) for message in ann.heard)


async def test_who_sits_down_hears_nothing_that_seats_said_before(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        await ann.ask(Join, room := await open_room(ann))
        await bob.ask(Join, room)
        await ann.ask(Sit, room)
        await ann.ask(Say, room, "a secret", "seats")
        bob.heard.clear()
        await bob.ask(Sit, room)
        await bob.ask(Say, room, "hi", "seats")

        topic = f"talk/{room}/seats"
        assert lines(ann, topic) == lines(bob, topic) == ["hi"]
        assert not any("a secret" in str(message) for message in bob.heard)
        await bob.ask(Stand, room)
        assert any(isinstance(message, Gone) and message.topic == topic for message in bob.heard)
        assert topic not in bob.views


async def open_room(caller: Caller) -> str:
    return str((await caller.ask(Create, "tic_tac_toe"))["room"])


async def test_channels_are_there_after_a_restart(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "tic_tac_toe", "Ann", "Bob")
        room = room_of(ann)
        await ann.ask(Say, room, "for seats", "seats")
        store: Any = application.store
    async with restarted(store, ann, bob):
        bob.heard.clear()
        await settle()
        await ann.ask(Say, room, "and on", "seats")

        assert lines(bob, f"talk/{room}/seats") == ["for seats", "and on"]
        assert not any(isinstance(message, Snapshot) and "talk" in message.topic for message in bob.heard)
