"""A hypothesis state machine: clients that miss frames against one that never does."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lobby.core.topic import Bounds, Draft, Topic, Total
from lobby.wire.codec import decode_server
from lobby.wire.frame import Frame
from lobby.wire.messages import Offset, Patch, Snapshot
from lobby.wire.patch import fold
from lobby.wire.values import hash_view

views = st.dictionaries(
    st.sampled_from("abc"), st.lists(st.integers(0, 3), max_size=6) | st.booleans() | st.none(), max_size=3
)
clients = st.integers(0, 2)


class Client:
    def __init__(self) -> None:
        self.view: Any = None
        self.offset: Offset | None = None
        self.connected = False

    def hear(self, frame: Frame) -> None:
        message = decode_server(frame.payload)
        if isinstance(message, Snapshot):
            self.view, self.offset = message.view, (message.epoch, message.number)
            return
        assert isinstance(message, Patch) and self.offset is not None
        assert message.previous == self.offset[1]
        self.view, self.offset = fold(self.view, message.change), (self.offset[0], message.number)
        assert message.hash is None or message.hash == hash_view(self.view)


class TopicMachine(RuleBasedStateMachine):
    """Steps are drafted ahead, committed in order or lost together; clients come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.topic = Topic("t", "epoch", 60, {}, Bounds(frames=4, bytes=400, total=Total(300)))
        self.truth: Any = {}
        self.drafts: list[tuple[Draft, Any]] = []
        self.clients = [Client() for _ in range(3)]

    @rule(view=views, skipped=st.integers(1, 3))
    def draft(self, view: Any, skipped: int) -> None:
        last = self.drafts[-1][0].number if self.drafts else self.topic.number
        draft = self.topic.draft(last + skipped, view, more=False)
        before = self.drafts[-1][1] if self.drafts else self.truth
        assert (draft is None) == (repr(before) == repr(view) or before == view)
        if draft is not None:
            self.drafts.append((draft, view))

    @rule()
    def commit(self) -> None:
        if self.drafts:
            draft, self.truth = self.drafts.pop(0)
            self.topic.tell(draft)
            for client in self.clients:
                if client.connected:
                    client.hear(draft.frame)

    @rule()
    def lose(self) -> None:
        self.topic.return_to(None)
        self.drafts.clear()

    @rule(number=clients)
    def cut(self, number: int) -> None:
        self.clients[number].connected = False

    @rule(number=clients, lie=st.none() | st.tuples(st.sampled_from(["epoch", "old"]), st.integers(-9, 99)))
    def come_back(self, number: int, lie: Offset | None) -> None:
        client = self.clients[number]
        if not client.connected:
            for _, frame in self.topic.missing(client.offset):
                client.hear(frame)
            client.connected = True
        elif lie is not None:
            self.topic.missing(lie)  # whatever a client says, the answer is frames

    @invariant()
    def who_is_connected_sees_the_truth(self) -> None:
        for client in self.clients:
            if client.connected:
                assert repr(client.view) == repr(self.truth) or client.view == self.truth
                assert client.offset == ("epoch", self.topic.number)

    @invariant()
    def what_the_rings_hold_is_counted_and_bounded(self) -> None:
        total = self.topic.bounds.total
        assert total.bytes == sum(map(len, self.topic._ring)) <= 300

    def teardown(self) -> None:
        self.topic.end()
        assert self.topic.bounds.total.bytes == 0


TopicMachine.TestCase.settings = settings(stateful_step_count=40, deadline=None)
test_nobody_misses_a_frame = TopicMachine.TestCase
