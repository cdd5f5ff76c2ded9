"""A hypothesis state machine: whoever watches late never hears a byte that is newer than the delay."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lobby.catalogue import load_game
from lobby.core import inputs
from lobby.core.announce import announce, shown_now
from lobby.core.backlog import BacklogBounds
from lobby.core.events import Opened, Row
from lobby.core.history.restore import Restored
from lobby.core.history.snapshot import pack_snapshot, unpack_snapshot
from lobby.core.ids import Code, PlayerId, RoomId, SessionId
from lobby.core.inputs import Input
from lobby.core.room import Room
from lobby.core.step import Step, due_ms, replay, take
from lobby.core.topic import Bounds, Total
from lobby.core.views import view_game, view_room, watch_topic
from lobby.core.watching import roll_of
from lobby.shell.audience import Audience
from lobby.wire.codec import decode_server
from lobby.wire.frame import Frame
from lobby.wire.messages import Gone, Patch, Player, Snapshot
from lobby.wire.patch import fold
from lobby.wire.values import Value

PLAYERS = [Player(f"player{n}", f"Name {n}", "person") for n in range(4)]
GAME = load_game("lobby.games.tic_tac_toe")
DELAY_MS = 1000
NEVER = 10**9
BOUNDS = BacklogBounds(6, 200_000, Total(1_000_000))
players = st.sampled_from(PLAYERS)


class Listener:
    """A session that folds what it is told, and keeps it with the time."""

    def __init__(self, player: Player, machine: "WatchingMachine") -> None:
        self.id = SessionId(player.id.encode())
        self.player_id = PlayerId(player.id)
        self.machine = machine
        self.views: dict[str, Any] = {}
        self.numbers: dict[str, int] = {}
        self.heard: list[tuple[int, bool, bytes]] = []  # when, whether with a seat, what

    is_behind = False

    def offer(self, frame: Frame) -> bool:
        self.deliver(frame)
        return True

    def deliver(self, frame: Frame) -> None:
        is_seated = self.player_id in self.machine.audience.roll.seated
        self.heard.append((self.machine.now_ms, is_seated, frame.payload))
        match decode_server(frame.payload):
            case Snapshot(topic, _, number, view):
                self.views[topic], self.numbers[topic] = view, number
            case Patch(topic, number, previous, change):
                assert previous == self.numbers[topic]
                self.views[topic], self.numbers[topic] = fold(self.views[topic], change), number
            case Gone(topic):
                del self.views[topic], self.numbers[topic]
            case message:
                raise AssertionError(message)


class WatchingMachine(RuleBasedStateMachine):
    """A room that is watched late, at first or from some time on."""

    room: Room

    @initialize(watching=st.sampled_from(["delayed", "delayed", "open", "closed"]))
    def open(self, watching: str) -> None:
        self.opened = Opened(
            room=RoomId("room"),
            code=Code("ABCDE"),
            name="a room",
            public=True,
            game="tic_tac_toe",
            version=1,
            options={},
            host=PlayerId(PLAYERS[0].id),
            secret=b"s" * 32,
            zero_ms=0,
            grace_ms=500,
            move_limit_ms=5000,
            chat_lines=5,
            house={"watching": watching, "delay_ms": DELAY_MS},
        )
        self.now_ms = 0
        self.late_since = 1 if watching == "delayed" else NEVER  # step before which all could watch
        self.count = 0
        self.made: dict[
            bytes, int
        ] = {}  # what must not be told to watchers before the delay, and when it was
        self.history = [(0, self.now_ms)]
        row = Row(1, 0, (self.opened,))
        self.rows = [row]
        self.room = replay(self.opened, GAME, self.rows)
        self.views = {1: (view_room(self.room), view_game(self.room))}
        self.audience = self.make_audience()
        self.audience.tell(self.audience.draft(shown_now(self.room), 1))
        self.listeners = {player.id: Listener(player, self) for player in PLAYERS}
        self.let_all_in()

    def make_audience(self) -> Audience:
        bounds = Bounds(50, 100_000, Total(1_000_000))
        audience = Audience(self.room.id, "epoch", bounds, roll_of(self.room), BOUNDS)
        audience.when_late = self.tell_late
        return audience

    def let_all_in(self) -> None:
        for player in PLAYERS:
            listener = self.listeners[player.id]
            self.audience.crowd.enter(player, listener.id)
            self.audience.sessions[listener.id] = listener
            offsets = {name: ("epoch", number) for name, number in listener.numbers.items()}
            for name in offsets.keys() - self.audience.topics_heard_by(PlayerId(player.id)):
                del listener.views[name], listener.numbers[name]
            self.audience.catch_up(listener, offsets)

    def tell_late(self) -> None:
        backlog = self.audience.backlog
        if backlog is not None:
            topic = self.audience.topic(watch_topic(self.room.id))
            for seen in backlog.pop_due(self.now_ms):
                self.audience.publish(topic.draft(seen.number, seen.view, more=False))

    def give(self, asked: Input) -> bool:
        before = self.room
        step = take(before, asked, self.now_ms)
        if not isinstance(step, Step) or not step.row.events:
            return False
        tellings = self.audience.draft(announce(before, step.room, step.row), step.row.number)
        self.room = step.room
        self.rows.append(step.row)
        self.views[step.row.number] = (view_room(self.room), view_game(self.room))
        self.audience.tell(tellings)
        return True

    @rule(after_ms=st.sampled_from([1, 50, 400, 999, 1000, 1001, 2500]))
    def time_passes(self, after_ms: int) -> None:
        until_ms = self.now_ms + after_ms
        while (due := due_ms(self.room)) is not None and due <= until_ms:
            self.now_ms = max(self.now_ms, due)
            self.tell_late()
            self.give(inputs.TimeCame())
        self.now_ms = until_ms
        self.tell_late()

    @rule(player=players, seat=st.none() | st.integers(0, 1))
    def sit(self, player: Player, seat: int | None) -> None:
        self.give(inputs.TakeSeat(player, seat))

    @rule()
    def two_sit_and_begin(self) -> None:
        for player in PLAYERS[:2]:
            self.give(inputs.TakeSeat(player, None))
        for seat in self.room.seats:
            if seat.player is not None:
                self.give(inputs.SetReady(seat.player, True))

    @rule(player=players)
    def stand(self, player: Player) -> None:
        self.give(inputs.GiveSeatUp(PlayerId(player.id)))

    @rule(player=players)
    def leave_and_return(self, player: Player) -> None:
        self.give(inputs.Drop(PlayerId(player.id)))
        self.give(inputs.Return(PlayerId(player.id)))

    @rule(player=players)
    def drop(self, player: Player) -> None:
        self.give(inputs.Drop(PlayerId(player.id)))

    @rule(data=st.data(), plays=st.integers(1, 9))
    def play(self, data: st.DataObject, plays: int) -> None:
        for _ in range(plays):
            match = self.room.match
            if match is None or self.room.phase != "playing":
                return
            seat = next(seat for seat, turn in enumerate(match.turns) if turn.acting)
            player = self.room.seats[seat].player
            assert player is not None
            turn = match.turns[seat]
            move = data.draw(st.sampled_from(turn.moves or [None]))
            self.give(inputs.MakeMove(player, match.number, turn.position, move))

    @precondition(lambda self: self.room.phase == "playing")
    @rule()
    def a_seat_says_something_in_the_game(self) -> None:
        seat = next(seat for seat in self.room.seats if seat.player is not None)
        self.count += 1
        text = f"canary-{self.count:06d}"
        self.give(inputs.SayLine(Player(str(seat.player), seat.name, "person"), text))
        if self.room.house.watching == "delayed":
            self.made[text.encode()] = self.now_ms

    @rule(watching=st.sampled_from(["open", "delayed", "closed"]))
    def the_host_decides_otherwise(self, watching: str) -> None:
        if self.room.host is not None:
            self.give(inputs.ChangeHouse(self.room.host, {"watching": watching}))
            if self.room.house.watching != "delayed":
                self.late_since = NEVER
            elif self.late_since == NEVER:
                self.late_since = self.room.step

    @rule(public=st.booleans(), has_name=st.booleans())
    def the_host_sets_the_room_up_anew(self, public: bool, has_name: bool) -> None:
        if self.room.host is not None:
            name: dict[str, Value] = {"name": f"name {self.count}"} if has_name else {}
            self.give(inputs.ChangeSetup(self.room.host, {"public": public, **name}))

    @rule(by_snapshot=st.booleans())
    def restart(self, by_snapshot: bool) -> None:
        if by_snapshot:
            games = {GAME.id: GAME}
            data = pack_snapshot(self.room, self.audience.told(), self.audience.late())
            restored = Restored.resume(unpack_snapshot(data, games))
        else:
            restored = Restored.begin(self.opened, GAME)
            for row in self.rows[1:]:
                restored = restored.advance(row)
        assert restored.room == self.room
        self.audience = self.make_audience()
        self.audience.restore(restored.shown(), restored.backlog)
        self.tell_late()
        self.let_all_in()

    @invariant()
    def what_a_seat_said_is_told_to_watchers_only_when_it_is_old(self) -> None:
        for canary, at_ms in self.made.items():
            for listener in self.listeners.values():
                for heard_ms, is_seated, frame in listener.heard:
                    if canary in frame and not is_seated:
                        assert heard_ms - at_ms >= DELAY_MS, (canary, at_ms, heard_ms)

    @invariant()
    def watchers_see_the_room_as_it_was(self) -> None:
        """Each sees a step as a whole; in a game one that is old enough, and in the end all of them."""
        for listener in self.listeners.values():
            seen: Any = listener.views.get("watch/room")
            if listener.player_id in roll_of(self.room).seated or self.room.house.watching != "delayed":
                assert seen is None
                assert listener.views["room/room"] == view_room(self.room)
                continue
            assert set(listener.views) == {"watch/room"}
            number = max(n for n, views in self.views.items() if (seen["room"], seen["game"]) == views)
            if number < self.room.step:
                assert self.audience.late(), "what is not seen waits"
            first = min(n for n, (_, game) in self.views.items() if game == seen["game"])
            if seen["game"]["game"] and first > self.late_since:
                made_ms = next(row.at_ms for row in self.rows if row.number == first)
                assert self.now_ms - made_ms >= DELAY_MS

    @invariant()
    def who_may_not_watch_sees_no_game(self) -> None:
        for listener in self.listeners.values():
            is_inside = listener.player_id in roll_of(self.room).seated
            may = is_inside or self.room.house.watching == "open"
            assert ("game/room" in listener.views) == may


WatchingMachine.TestCase.settings = settings(stateful_step_count=40, deadline=None)
test_nobody_watches_what_is_newer_than_the_delay = WatchingMachine.TestCase
