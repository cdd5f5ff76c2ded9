"""What was said on each connection in a few small scenes, by the real server with fixed chance and clock."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any
from unittest.mock import patch

import trio
from attrs import define, evolve, field, frozen
from trio.testing import MockClock, wait_all_tasks_blocked

from lobby.shell.connection import Frame, Listener, Peer
from lobby.shell.reception import Reception
from lobby.wire.codec import decode_server, encode
from lobby.wire.codes import GOODBYES
from lobby.wire.messages import (
    Block,
    ClientMessage,
    Consent,
    Create,
    Gone,
    Goodbye,
    Hello,
    Join,
    Kick,
    Leave,
    Mute,
    Offer,
    Offset,
    Patch,
    Ping,
    Play,
    Ready,
    Resign,
    Resume,
    Say,
    ServerMessage,
    SetName,
    SetOptions,
    Signal,
    Sit,
    Snapshot,
    Stand,
    Subscribe,
)
from lobby.wire.patch import fold
from lobby.wire.values import Value, pack
from tests.shell.callers import running

ZERO_SECONDS = 1_795_391_402
BUILD = "9f2c"


@frozen
class Said:
    """A frame on a connection and who said it, or the end of the connection and who ended it."""

    connection: str
    by: str
    frame: bytes = b""
    close: int | None = None


@define(eq=False)
class Stage:
    """A running server, and the record of all that is said to it and by it."""

    reception: Reception
    clock: MockClock
    record: list[Said] = field(factory=list)
    cast: list["Player"] = field(factory=list)

    async def enter(self, name: str, *, known: "Player | None" = None, **hello: Any) -> "Player":
        """Return a new connection that has said hello, as a session that is named for it.

        It goes on from what is `known` from another connection.
        """
        player = self.connect(name)
        if known is not None:
            player.views, player.offsets = dict(known.views), dict(known.offsets)
            hello["offsets"] = known.offsets
        await player.say(evolve(hello_of(name), **hello))
        return player

    def connect(self, name: str) -> "Player":
        """Return a new connection that has said nothing."""
        player = Player(self, name)
        self.cast.append(player)
        return player

    async def pass_time(self, seconds: float = 0.05) -> None:
        """Let everything happen that is about to, and then this time pass."""
        await wait_all_tasks_blocked()
        for player in self.cast:
            player.leave_if_ended()
        self.clock.jump(seconds)
        await wait_all_tasks_blocked()


@define(eq=False)
class Player:
    """One connection, seen from the client, and what has been shown on it."""

    stage: Stage
    name: str
    listener: Listener = field(init=False)
    views: dict[str, Value] = field(factory=dict)
    offsets: dict[str, Offset] = field(factory=dict)
    number: int = 0
    ended: bool = False
    _lost: bool = False

    def __attrs_post_init__(self) -> None:
        self.listener = self.stage.reception.open(self, Peer("127.0.0.1"))

    @property
    def is_behind(self) -> bool:
        """See Connection.is_behind: what is written is heard at once."""
        return False

    def write(self, frame: Frame) -> None:
        """See Connection.write."""
        if not self.ended:
            self.stage.record.append(Said(self.name, "server", frame.payload))
            self._fold(decode_server(frame.payload))

    def offer(self, frame: Frame) -> bool:
        """See Connection.offer."""
        self.write(frame)
        return True

    def end(self, goodbye: Goodbye) -> None:
        """See Connection.end."""
        self.write(Frame(encode(goodbye)))
        self._close("server", GOODBYES[goodbye.code][0])

    def leave_if_ended(self) -> None:
        """Tell the server, once, that the connection is gone."""
        if self.ended and not self._lost:
            self._lost = True
            self.listener.lost()

    async def hang_up(self) -> None:
        """The client closes the connection."""
        self._close("client", 1000)
        await self.stage.pass_time()

    async def say(self, message: ClientMessage) -> None:
        """Say something and wait for what it brings."""
        await self.send(encode(message))

    async def send(self, frame: bytes) -> None:
        """Send bytes and wait for what they bring."""
        self.stage.record.append(Said(self.name, "client", frame))
        self.listener.hear(frame)
        await self.stage.pass_time()

    async def command(self, kind: Callable[..., ClientMessage], *fields: Value, **named: Value) -> None:
        """Say the next command and wait for its answer."""
        self.number += 1
        await self.say(kind(self.number, *fields, **named))

    async def play(self, move: Value) -> None:
        """Move, on the position that the seat's topic shows."""
        seat = self.view("seat/")
        await self.command(Play, self.room, seat["game"], seat["position"], move)

    def view(self, beginning: str) -> Value:
        """Return the view of the one topic whose name begins so."""
        (name,) = [name for name in self.views if name.startswith(beginning)]
        return self.views[name]

    @property
    def id(self) -> str:
        """Who the player is."""
        return next(name.removeprefix("player/") for name in self.views if name.startswith("player/"))

    @property
    def room_late(self) -> str:
        """The id of the room that the player watches late."""
        return next(name.removeprefix("watch/") for name in self.views if name.startswith("watch/"))

    @property
    def room(self) -> str:
        """The id of the room that is shown."""
        return str(self.view("room/")["id"])

    def _close(self, by: str, code: int) -> None:
        if not self.ended:
            self.ended = True
            self.stage.record.append(Said(self.name, by, close=code))

    def _fold(self, message: ServerMessage) -> None:
        match message:
            case Snapshot(topic, epoch, number, view):
                self.views[topic], self.offsets[topic] = view, (epoch, number)
            case Patch(topic, number, previous, change):
                epoch, known = self.offsets[topic]
                assert known == previous
                self.views[topic], self.offsets[topic] = fold(self.views[topic], change), (epoch, number)
            case Gone(topic):
                # Also a topic that the client only says it knows.
                self.views.pop(topic, None)
                self.offsets.pop(topic, None)
            case _:
                return  # nothing to show


def hello_of(name: str) -> Hello:
    """Return the hello of a session that is named for its connection, up to a space: "Ann again" is Ann."""
    first = name.partition(" ")[0]
    secret = first.encode().ljust(16, b".")
    return Hello((1, 1), secret, secret, "person", BUILD, name=first)


async def a_whole_game(stage: Stage) -> None:
    """Two guests meet over a code and play tic-tac-toe; what the rules forbid is refused."""
    ann, bob = await stage.enter("Ann"), await stage.enter("Bob")
    await ann.command(Create, "tic_tac_toe", "Ann's table")
    await bob.command(Join, ann.view("room/")["code"])
    for player in (ann, bob):
        await player.command(Sit, ann.room)
    for player in (ann, bob):
        await player.command(Ready, ann.room)
    await bob.command(Play, ann.room, 1, 0, 0)  # not_your_turn
    await ann.play(4)
    await bob.play(4)  # illegal_move
    await ann.command(Play, ann.room, 1, 0, 0)  # not_your_turn
    await bob.play(0)
    await ann.command(Play, ann.room, 1, 0, 2)  # stale
    for player, square in ((ann, 2), (bob, 1), (ann, 6)):
        await player.play(square)
    await bob.command(Say, ann.room, "good game")
    await ann.command(Leave, ann.room)
    await bob.hang_up()


async def dice_and_secrets(stage: Stage) -> None:
    """Liar's dice: each sees only its own dice, and at the end the secret that they came from."""
    ann, bob = await stage.enter("Ann"), await stage.enter("Bob", kind="bot")
    await ann.command(Create, "liars_dice", "", public=False, options={"dice": 1})
    await bob.command(Join, ann.room)
    for player in (ann, bob):
        await player.command(Sit, ann.room)
        await player.command(Ready, ann.room)
    first, second = (ann, bob) if ann.view("seat/")["turn"] else (bob, ann)
    await first.play({"bid": [3, 1]})  # illegal_move
    await first.play({"bid": "many"})  # illegal_move
    await first.play({"bid": [2, 6]})
    await second.play({"call": True})


async def a_game_with_a_clock(stage: Stage) -> None:
    """A minute each, and a second more with each move; Bob lets his time run out, and has lost."""
    ann, bob = await stage.enter("Ann"), await stage.enter("Bob")
    clock = {"kind": "fischer", "base_ms": 60_000, "increment_ms": 1000}
    await ann.command(Create, "connect_four", clock={**clock, "base_ms": 0})  # malformed
    await ann.command(Create, "connect_four", clock=clock)
    await bob.command(Join, ann.room)
    for player in (ann, bob):
        await player.command(Sit, ann.room)
        await player.command(Ready, ann.room)
    await stage.pass_time(10)
    await ann.play(3)
    await stage.pass_time(70)


async def seats_and_offers(stage: Stage) -> None:
    """A seat is chosen, a countdown stopped; a move is taken back, a draw declined, and Bob gives up."""
    ann, bob = await stage.enter("Ann"), await stage.enter("Bob")
    await ann.command(Create, "connect_four", house={"countdown_ms": 3000})
    await bob.command(Join, ann.room)
    await ann.command(Sit, ann.room)
    await ann.command(Sit, ann.room, 1)
    await bob.command(Sit, ann.room)
    await bob.command(SetOptions, ann.room, {})  # not_host
    await ann.command(SetOptions, ann.room, {"columns": 3})  # malformed
    for player in (ann, bob):
        await player.command(Ready, ann.room)
    await ann.command(Ready, ann.room, False)
    await ann.command(Ready, ann.room)
    await stage.pass_time(3)
    await bob.play(3)
    await bob.command(Offer, ann.room, "undo", 1, 0)  # stale
    await bob.command(Offer, ann.room, "undo", 1, 1)
    await ann.command(Consent, ann.room, 99, True)  # no_such_offer
    await ann.command(Consent, ann.room, ann.view("room/")["offers"][0]["number"], True)
    await bob.play(2)
    await ann.command(Offer, ann.room, "draw", 1, 3)
    await ann.command(Offer, ann.room, "draw", 1, 3)  # rate_limited
    await bob.command(Consent, ann.room, ann.view("room/")["offers"][0]["number"], False)
    await bob.command(Resign, ann.room, 1)


async def a_cut_and_a_resume(stage: Stage) -> None:
    """Ann's connection is cut with a command on its way; what she missed comes again, and one answer only."""
    ann, bob = await stage.enter("Ann"), await stage.enter("Bob")
    await ann.command(Create, "connect_four")
    await bob.command(Join, ann.room)
    for player in (ann, bob):
        await player.command(Sit, ann.room)
        await player.command(Ready, ann.room)
    await ann.play(3)
    unanswered = Say(ann.number + 1, ann.room, "are you there?")
    await ann.hang_up()
    await bob.play(3)
    again = await stage.enter("Ann again", known=ann, last=unanswered.number)
    await again.say(unanswered)
    await again.say(unanswered)
    await again.say(Resume({}))
    late = await stage.enter("Ann late", last=unanswered.number, offsets={"game/none": ("gone", 3)})
    await late.say(Ping())


async def many_refusals(stage: Stage) -> None:
    """What is refused, and that a refusal changes nothing."""
    ann, bob = await stage.enter("Ann"), await stage.enter("Bob")
    await ann.command(SetName, "\u200b ")
    await ann.command(SetName, "Bob")
    await ann.command(Create, "chess")
    await ann.command(Create, "liars_dice", options={"dice": 6})
    await ann.command(Join, "QQQQQQ")
    await ann.command(Subscribe, "game/anything")
    await ann.command(Say, "", "")
    await ann.command(Create, "connect_four")
    room = ann.room
    for kind, fields in ((Sit, ()), (Say, ("hello",)), (Leave, ())):
        await bob.command(kind, room, *fields)  # not_member
    await bob.command(Join, room)
    await ann.command(Play, room, 1, 0, 3)  # no_game, or not_seated
    await ann.command(Sit, room, 2)  # no_such_seat
    await ann.command(Sit, room, 0)
    await ann.command(Sit, room, 0)  # already_seated
    await bob.command(Sit, room, 0)  # seat_taken
    await bob.command(Ready, room)  # not_seated
    await bob.command(Stand, room)  # not_seated
    await bob.command(Kick, room, bob.view("room/")["host"])  # not_host
    await ann.command(Kick, room, "nobody")  # no_such_player
    ann.number += 1
    await ann.send(pack({"type": "sit", "number": ann.number, "room": room, "seat": "0"}))  # malformed
    await ann.command(Leave, room)
    await bob.command(Leave, room)
    await stage.pass_time(60)
    await ann.command(Join, room)  # no_such_room


async def channels_and_watching_late(stage: Stage) -> None:
    """Who watches late, who hears whom, and who is not to be heard."""
    ann, bob, cy = [await stage.enter(name) for name in ("Ann", "Bob", "Cy")]
    late = {"watching": "delayed", "delay_ms": 5000}
    await ann.command(Create, "tic_tac_toe", "a room", house=late)
    room = ann.room_late
    for player in (bob, cy):
        await player.command(Join, room)
    for player in (ann, bob):
        await player.command(Sit, room)
    for player in (ann, bob):
        await player.command(Ready, room)
    await cy.command(Say, room, "go on")  # to watchers
    await ann.command(Say, room, "between us", "seats")
    await cy.command(Say, room, "me, too", "seats")  # no_channel
    await cy.command(Sit, room)  # game_running
    await stage.pass_time(6)
    await bob.command(Stand, room)
    await bob.command(Mute, room, cy.id)  # not_host
    await ann.command(Mute, room, cy.id, 5)
    await cy.command(Say, room, "hello")  # muted
    await cy.command(Block, ann.id)
    await stage.pass_time(6)


async def lobby_and_signals(stage: Stage) -> None:
    """The list of rooms, chat in the lobby, signals, a name that changes, and somebody who is removed."""
    ann, bob = await stage.enter("Ann"), await stage.enter("Bob")
    await ann.command(Subscribe, "lobby/tic_tac_toe")
    await ann.command(Subscribe, "lobby/chat")
    await bob.command(Create, "tic_tac_toe", "a room")
    await stage.pass_time(2)
    await bob.command(Say, "", "who plays?")
    await stage.pass_time(2)
    await ann.command(Join, bob.room)
    await ann.say(Signal(bob.room, "typing"))
    await ann.command(Sit, bob.room)
    await ann.command(SetName, "Anna")
    await bob.command(Kick, bob.room, ann.view("room/")["seats"][0]["player"])
    await stage.pass_time(2)


async def goodbyes(stage: Stage) -> None:
    """Why the server ends a connection."""
    silent, dancer, future, forger, jumper = (
        stage.connect(name) for name in ("no hello", "no frame", "Future", "Forger", "Jumper")
    )
    await silent.say(Ping())  # hello_expected
    await dancer.send(b"\xc1")  # malformed
    await future.say(evolve(hello_of("Future"), protocol=(7, 9)))  # unsupported_protocol
    ann = await stage.enter("Ann")
    await forger.say(evolve(hello_of("Ann"), secret=bytes(16)))  # bad_session
    await jumper.say(hello_of("Jumper"))
    await jumper.say(SetName(3, "Jumper"))  # out_of_order
    again = await stage.enter("Ann again")  # Ann is taken_over
    assert ann.ended
    await again.say(hello_of("Ann"))  # hello_expected


SCENES: tuple[Callable[[Stage], Awaitable[None]], ...] = (
    a_whole_game,
    dice_and_secrets,
    a_game_with_a_clock,
    seats_and_offers,
    a_cut_and_a_resume,
    many_refusals,
    channels_and_watching_late,
    lobby_and_signals,
    goodbyes,
)


def play_scene(scene: Callable[[Stage], Awaitable[None]]) -> Stage:
    """Return the stage after a scene: always the same record."""
    clock = MockClock()
    # Trio schedules by chance, on purpose. Its private names; where they are gone, `patch` says so.
    scheduler = "trio._core._run"
    with patch(f"{scheduler}._ALLOW_DETERMINISTIC_SCHEDULING", True), patch(f"{scheduler}._r", Random(0)):
        return trio.run(_play, scene, clock, clock=clock)


async def _play(scene: Callable[[Stage], Awaitable[None]], clock: MockClock) -> Stage:
    def wall_seconds() -> float:
        return ZERO_SECONDS + trio.current_time()

    async with running(seed=2, wall_clock=wall_seconds) as application:
        # The page's build changes with the page; the vectors shall not.
        stage = Stage(evolve(application.reception, build=BUILD), clock)
        await scene(stage)
        return stage
    raise AssertionError("the scene has been played")
