"""In which order a newcomer is told of a room."""

from trio.testing import MockClock

from lobby.wire.messages import Join, Ready, Say, Snapshot
from tests.shell.callers import call, room_of, running, seat


async def test_the_last_snapshot_for_a_newcomer_shows_what_was_held_back(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        for caller in (ann, bob):
            await caller.ask(Ready, room)
        # A step after the game's last one: now the room's number is higher than the game's.
        await ann.ask(Say, room, "hello")
        watcher = call(application, "Watcher")
        await watcher.ask(Join, room)

        told = [message for message in watcher.heard if isinstance(message, Snapshot)]
        told = [message for message in told if not message.topic.startswith("crowd/")]
        assert [(message.topic, message.more) for message in told] == [
            (f"room/{room}", True),
            (f"game/{room}", False),
        ]
