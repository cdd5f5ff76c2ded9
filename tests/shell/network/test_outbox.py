"""The queue of one connection."""

from hypothesis import given
from hypothesis import strategies as st

from lobby.shell.connection import Frame
from lobby.shell.network.outbox import NOTHING, Outbox

BOUND = 100


def make_outbox() -> Outbox:
    return Outbox(BOUND, answers_max=64)


def put(outbox: Outbox, size: int, topic: str | None = None, previous: int | None = None) -> bytes:
    data = bytes(size)
    outbox.put(Frame(data, topic, previous), data)
    return data


def send_all(outbox: Outbox) -> bytes:
    sent = b""
    while pieces := outbox.head():
        data = b"".join(pieces)
        outbox.advance(len(data))
        sent += data
    return sent


def test_bytes_leave_in_the_order_in_which_they_came() -> None:
    outbox = make_outbox()
    outbox.put(Frame(b"one"), b"one")
    outbox.put_control(b"two")
    outbox.put(Frame(b"three"), b"three")

    assert send_all(outbox) == b"onetwothree"
    assert not outbox


def test_past_the_bound_all_but_the_first_frame_is_dropped_and_noted() -> None:
    outbox = make_outbox()
    put(outbox, 40, "a", 1)
    put(outbox, 40, "a", 2)
    put(outbox, 40, "b", 7)
    put(outbox, 40, "a", 3)

    assert len(send_all(outbox)) == 40
    missed = outbox.take_missed()
    assert missed is not None
    assert missed.topics == {"a": 2, "b": 7}


def test_the_loss_is_told_once_and_only_when_nothing_is_queued() -> None:
    outbox = make_outbox()
    put(outbox, 90)
    put(outbox, 90, "a", 1)

    assert outbox.take_missed() is None
    send_all(outbox)
    assert outbox.take_missed() is not None
    assert outbox.take_missed() is None
    assert not outbox


def test_a_snapshot_that_was_dropped_leaves_nothing_to_go_on_from() -> None:
    outbox = make_outbox()
    put(outbox, 90)
    put(outbox, 90, "a", None)

    send_all(outbox)
    missed = outbox.take_missed()
    assert missed is not None
    assert missed.topics == {"a": NOTHING}


def test_dropped_answers_are_noted_and_bounded() -> None:
    outbox = Outbox(BOUND, answers_max=3)
    put(outbox, 90)
    for number in range(1, 6):
        outbox.put(Frame(bytes(50), answer=number), bytes(50))

    send_all(outbox)
    missed = outbox.take_missed()
    assert missed is not None
    assert list(missed.answers) == [3, 4, 5]


def test_one_frame_longer_than_the_bound_is_sent_all_the_same() -> None:
    outbox = make_outbox()
    put(outbox, 10 * BOUND)

    assert len(send_all(outbox)) == 10 * BOUND
    assert outbox.take_missed() is None


def test_control_bytes_survive_an_overflow() -> None:
    outbox = make_outbox()
    put(outbox, 90)
    number = outbox.put_control(b"pong")
    put(outbox, 90)

    assert send_all(outbox).endswith(b"pong")
    assert outbox.controls_sent == number


pieces = st.tuples(st.sampled_from(["frame", "control", "send"]), st.integers(1, 60))


@given(st.lists(pieces, max_size=60))
def test_whatever_happens_frames_leave_whole_or_are_noted_and_the_queue_is_bounded(
    steps: list[tuple[str, int]],
) -> None:
    outbox = make_outbox()
    sent, put_frames, put_controls, missed = b"", [], 0, set()
    for number, (kind, size) in enumerate(steps, 1):
        data = bytes([number]) * size
        if kind == "frame":
            outbox.put(Frame(data, topic=str(number), previous=number), data)
            put_frames.append(number)
        elif kind == "control":
            put_controls = outbox.put_control(data)
        elif head := b"".join(outbox.head()):
            outbox.advance(len(head[:size]))
            sent += head[:size]
        if lost := outbox.take_missed():
            missed |= {int(topic) for topic in lost.topics}
        assert outbox.frame_bytes <= BOUND + 60
    sent += send_all(outbox)
    if lost := outbox.take_missed():
        missed |= {int(topic) for topic in lost.topics}

    sizes = {number: size for number, (_, size) in enumerate(steps, 1)}
    assert all(sent.count(number) in {0, sizes[number]} for number in put_frames)
    assert {number for number in put_frames if not sent.count(number)} == missed
    assert outbox.controls_sent == put_controls
    assert list(sent) == sorted(sent)
    assert outbox.frame_bytes == outbox.control_bytes == 0
