"""In which order the views of a room are told, to a newcomer and to who is there."""

from attrs import evolve
from trio.testing import MockClock

from lobby.core.ids import RoomId
from lobby.core.topic import NOTHING
from lobby.core.views import view_game
from lobby.settings import Config, RoomSection
from lobby.wire.messages import CaughtUp, Create, Done, Gone, Join, Patch, Ready, Say, Sit, Snapshot, Stand
from tests.shell.callers import call, room_of, running, seat, settle


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
        told = [message for message in told if not message.topic.startswith(("crowd/", "player/"))]
        assert [(message.topic, message.more) for message in told] == [
            (f"room/{room}", True),
            (f"game/{room}", False),
        ]


async def test_who_sits_down_is_shown_the_seat_together_with_the_room(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann = call(application, "Ann")
        await ann.ask(Create, "connect_four")
        ann.heard.clear()
        await ann.ask(Sit, room_of(ann))

        told = [message for message in ann.heard if isinstance(message, Snapshot | Patch)]
        told = [message for message in told if not message.topic.startswith(("crowd/", "player/"))]
        assert [(message.topic.split("/")[0], message.more) for message in told] == [
            ("seat", True),
            ("room", False),
        ]


async def test_the_longer_time_of_who_is_away_is_told(autojump_clock: MockClock) -> None:
    config = evolve(Config(), room=RoomSection(grace_seconds=60, move_limit_seconds=10))
    async with running(config) as application:
        ann, bob = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        mover, other = (ann, bob) if ann.seat["turn"] else (bob, ann)
        mover.hang_up()
        await settle()

        shown = other.views[f"game/{room}"]["deadlines"]
        assert shown == view_game(application.manager.rooms.hosts[RoomId(room)].room)["deadlines"]
        assert min(shown.values()) >= 60_000


async def test_where_one_view_must_be_told_whole_all_that_changed_are(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, _ = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        before = ann.offsets[f"room/{room}"][1]
        for text in ("one", "two"):
            await ann.ask(Say, room, text)
        topic = next(name for name in ann.views if name.startswith("seat/"))
        ann.heard.clear()
        assert ann.line is not None
        assert ann.line.listener is not None
        ann.line.listener.drained({topic: NOTHING, f"room/{room}": before}, [])

        told = [message for message in ann.heard if isinstance(message, Snapshot | Patch)]
        assert [(type(message), message.topic, message.more) for message in told] == [
            (Snapshot, topic, True),
            (Snapshot, f"room/{room}", False),
        ]


async def test_after_an_overflow_ends_come_first_and_answers_after_the_frames_of_their_effects(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, _ = await seat(application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        topic = next(name for name in ann.views if name.startswith("seat/"))
        before = ann.offsets[f"room/{room}"][1]
        await ann.ask(Stand, room)
        ann.heard.clear()
        assert ann.line is not None
        assert ann.line.listener is not None
        ann.line.listener.drained({f"room/{room}": before, topic: NOTHING}, [ann.number])

        told = [type(message) for message in ann.heard if getattr(message, "topic", "") != f"crowd/{room}"]
        assert told == [Gone, Snapshot, Done, CaughtUp]
