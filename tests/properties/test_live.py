"""Whatever a real-time game shows, and whatever the network loses: the folded view is the server's.

The client is the real fold. Frames wait in a queue as in an outbox, overflow, are cut off and come late; what
a client holds goes wrong, and the next hash heals it; the game is stored, taken back, and goes on.
What some such games tell stands in docs/reference/live.json, which the browser's fold is held to.
"""

from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from clients import fold
from clients.fold import Views
from lobby.catalogue import load_game
from lobby.core import inputs
from lobby.core.backlog import BacklogBounds
from lobby.core.ids import PlayerId, SessionId
from lobby.core.realtime import Run
from lobby.core.step import take_ticks
from lobby.core.topic import Bounds, Total
from lobby.core.views import live_topic, view_live, view_live_seat
from lobby.core.watching import roll_of
from lobby.shell.audience import Audience
from lobby.shell.ticking.measures import Measures
from lobby.shell.ticking.stage import Stage
from lobby.wire.codec import decode_server, encode
from lobby.wire.frame import Frame
from lobby.wire.messages import CaughtUp, Player
from tests.core.table import ANN, BOB, CY, Table

GAME = load_game("tests.properties.clay")
keys = st.sampled_from(["a", "b", "c", "end", "0", "1"])
leaves = st.none() | st.booleans() | st.integers(-3, 300) | st.text(max_size=3)
things = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
changes = st.tuples(st.sampled_from(["shown", "own", "note"]), st.lists(keys, max_size=3), things)
WATCHER = CY


class Client:
    """A session with an outbox: what is in it waits for `drain`."""

    def __init__(self, player: Player) -> None:
        self.id = SessionId(player.id.encode())
        self.player_id = PlayerId(player.id)
        self.views = Views()
        self.is_slow = False
        self.queue: list[Frame] = []
        self.missed: dict[str, int] = {}
        self.heard: list[bytes] = []
        self.is_spoilt = False  # what it holds is not what it was told
        self.spoilt_at = 0  # the tick by then

    @property
    def is_behind(self) -> bool:
        return bool(self.queue or self.missed)

    def deliver(self, frame: Frame) -> None:
        if self.missed:
            self._miss(frame)
        elif self.is_slow or self.queue:
            self.queue.append(frame)
        else:
            self.hear(frame.payload)

    def offer(self, frame: Frame) -> bool:
        if self.is_behind:
            return False
        self.deliver(frame)
        return True

    def hear(self, payload: bytes) -> None:
        self.heard.append(payload)
        self.views = fold.hear(self.views, decode_server(payload))

    def spoil(self, topic: str) -> None:
        """Let the view of a topic go wrong, as by a fault of the client's own."""
        if told := self.views.held.get(topic):
            held = {**self.views.held, topic: attrs.evolve(told, view={"board": "spoilt", "notes": []})}
            self.views, self.is_spoilt = attrs.evolve(self.views, held=held), True

    def drain(self) -> dict[str, int]:
        """Take what waits; return what was missed before."""
        waiting, self.queue = self.queue, []
        for frame in waiting:
            self.hear(frame.payload)
        missed, self.missed = self.missed, {}
        return missed

    def overflow(self) -> None:
        """Drop what waits, but for the frame that has begun."""
        waiting, self.queue = self.queue, self.queue[:1]
        for frame in waiting[1:]:
            self._miss(frame)

    def _miss(self, frame: Frame) -> None:
        if frame.topic is not None:
            self.missed.setdefault(frame.topic, -1 if frame.previous is None else frame.previous)


class Stand:
    """One room that ticks, two who play and one who watches; each method is something that may happen."""

    def __init__(self) -> None:
        table = Table.lay(GAME)
        for player in (ANN, BOB):
            table.give(inputs.TakeSeat(player, None))
        for player in (ANN, BOB):
            table.give(inputs.SetReady(PlayerId(player.id), ready=True))
        assert table.room.phase == "playing"
        self.room, self.epoch = table.room, 0
        total = Total(1 << 20)
        self.audience = Audience(
            self.room.id, "e", Bounds(5, 1 << 20, total), roll_of(self.room), BacklogBounds(9, 9, total)
        )
        self.clients = [Client(player) for player in (ANN, BOB, WATCHER)]
        self.measures = Measures()
        for client, player in zip(self.clients, (ANN, BOB, WATCHER), strict=True):
            self.audience.crowd.enter(player, client.id)
            self.audience.sessions[client.id] = client
        self._take_up()
        self.fresh: set[SessionId] = {client.id for client in self.clients}  # who must see the last tick

    def tick(self, came: list[tuple[int, Any]]) -> None:
        for seat, change in came:
            self.run.put(seat, list(change))
        self.fresh = {
            client.id for client in self._connected() if not client.is_behind and not client.is_slow
        }
        self.run.advance()
        self.stage.tell(self.stage.draft(self.run))
        for client in self._connected():
            # Who has not gone wrong by itself lacks nothing that it must ask for.
            if client.is_spoilt and not client.is_behind and fold.must_ask(client.views):
                self._resume(client)

    def idle(self, ticks: int) -> None:
        for _ in range(ticks):
            self.tick([])
            self.who_keeps_up_sees_what_is()

    def spoil(self, number: int) -> None:
        self.clients[number].spoil(live_topic(self.room.id))
        self.clients[number].spoilt_at = self.run.tick
        self.fresh.discard(self.clients[number].id)  # it shows it with the next tick

    def stall(self, number: int) -> None:
        self.clients[number].is_slow = True

    def overflow(self, number: int) -> None:
        self.clients[number].overflow()

    def go_on(self, number: int) -> None:
        client = self.clients[number]
        client.is_slow = False
        missed = client.drain()
        if missed and client.id in self.audience.sessions:
            self.audience.retell(client, missed)
            client.deliver(_CAUGHT_UP)

    def cut(self, number: int) -> None:
        client = self.clients[number]
        self.audience.sessions.pop(client.id, None)
        client.queue, client.missed = [], {}
        self.fresh.discard(client.id)

    def come_back(self, number: int) -> None:
        client = self.clients[number]
        if client.id in self.audience.sessions:
            return
        self.audience.sessions[client.id] = client
        client.heard.append(WELCOME)
        self._resume(client)
        if not client.is_slow:
            self.fresh.add(client.id)

    def store(self) -> None:
        self.room = take_ticks(self.room, self.run, self.room.now_ms + 50).room
        assert self.room.match is not None
        self.run.rebase(self.room.match)

    def take_back(self) -> None:
        self.stage.close("moved")
        self._take_up()
        self.fresh = {
            client.id for client in self._connected() if not client.is_behind and not client.is_slow
        }

    def who_keeps_up_sees_what_is(self) -> None:
        for client in self._connected():
            if client.id not in self.fresh or client.is_behind:
                continue
            assert not client.views.damaged and not fold.must_ask(client.views)
            shown = client.views.shown[live_topic(self.room.id)]
            client.is_spoilt = client.is_spoilt and shown.view != view_live(self.run)
            if client.is_spoilt:
                # One that went wrong with this very tick hears a hash with a later one.
                is_told = self.run.tick % GAME.tick_rate == 0 and self.run.tick > client.spoilt_at
                assert not is_told, "a hash has told"
                continue
            assert (shown.number, shown.view) == (self.run.tick, view_live(self.run))
            own = [told for name, told in client.views.shown.items() if name.startswith("live/room/")]
            if client.player_id == WATCHER.id:
                assert not own
            else:
                seat = self.clients.index(client)
                assert [(told.number, told.view) for told in own] == [
                    (self.run.tick, view_live_seat(self.run, seat))
                ]

    def _resume(self, client: Client) -> None:
        client.views, offsets = fold.ask(client.views)
        self.audience.catch_up(client, offsets)
        client.deliver(_CAUGHT_UP)

    def _take_up(self) -> None:
        assert self.room.match is not None
        self.epoch += 1
        self.run = Run.begin(self.room.game, self.room.match)
        self.stage = Stage(self.audience, self.measures, f"e{self.epoch}", hash_bytes=1 << 20)
        self.stage.open(self.room, self.run)

    def _connected(self) -> list[Client]:
        return [client for client in self.clients if client.id in self.audience.sessions]


_CAUGHT_UP = Frame(encode(CaughtUp()))
WELCOME = b""  # where a client comes back, among the frames that it has heard
numbers = st.integers(0, 2)
kneaded = st.lists(st.tuples(st.integers(0, 1), changes), max_size=4)
events = st.one_of(
    *[st.tuples(st.just(Stand.tick), kneaded)] * 3,
    *[st.tuples(st.sampled_from([Stand.stall, Stand.go_on, Stand.overflow]), numbers)] * 2,
    st.tuples(st.sampled_from([Stand.cut, Stand.come_back, Stand.spoil]), numbers),
    st.tuples(st.just(Stand.idle), st.integers(1, GAME.tick_rate + 1)),
    st.tuples(st.sampled_from([Stand.store, Stand.take_back])),
)


@given(st.lists(events, min_size=10, max_size=60))
def test_whatever_is_shown_and_whatever_is_lost_the_folded_view_is_the_servers(happened: list[Any]) -> None:
    stand = Stand()
    for call, *arguments in happened:
        call(stand, *arguments)
        stand.who_keeps_up_sees_what_is()
