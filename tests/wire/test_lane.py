"""The fast lane, held against wsproto over any split of the bytes."""

import struct
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from wsproto.frame_protocol import FrameProtocol, Opcode, ParseFailed

from lobby.wire.lane import Lane, Unhandled, unmask

LIMIT = 300
CONTROLS = (0x88, 0x89, 0x8A)

Heard = tuple[str, object]


def frame(first: int, payload: bytes, *, mask: bytes | None = b"\1\2\3\4", form: int = 0) -> bytes:
    """Return the bytes of a frame; `form`: 126 or 127 for a length that is longer than it need be."""
    size, flag = len(payload), 0 if mask is None else 0x80
    form = max(form, 127 if size > 0xFFFF else 126 if size > 125 else 0)
    length = {0: b"", 126: struct.pack("!H", min(size, 0xFFFF)), 127: struct.pack("!Q", size)}[form]
    head = bytes((first, flag | (form or size))) + length
    return head + payload if mask is None else head + mask + unmask(mask, payload)


payloads = st.one_of(st.binary(max_size=20), st.binary(min_size=120, max_size=140), st.just(b"x" * 400))
masks = st.binary(min_size=4, max_size=4)
plain = st.builds(frame, st.just(0x82), payloads, mask=masks)
controls = st.builds(frame, st.sampled_from((0x89, 0x8A)), st.binary(max_size=125), mask=masks)
closes = st.builds(frame, st.just(0x88), st.sampled_from((b"", b"\x03\xe8", b"\x03\xe8bye")), mask=masks)
fragments = st.builds(frame, st.sampled_from((0x02, 0x00, 0x80)), st.binary(max_size=20), mask=masks)
texts = st.builds(frame, st.sampled_from((0x81, 0x01)), st.sampled_from((b"", b"hello")), mask=masks)
odd = st.builds(
    frame,
    st.integers(0, 255),
    st.binary(max_size=130),
    mask=st.none() | masks,
    form=st.sampled_from((0, 126, 127)),
)
streams = st.lists(
    st.one_of(plain, plain, plain, controls, fragments, texts, closes, odd, st.binary(max_size=9)),
    max_size=12,
).map(b"".join)


class Library:
    """wsproto's parser, which tells what it hears."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self._protocol = FrameProtocol(client=False, extensions=[])
        self._parts: list[object] = []
        self._failed = False

    def take(self, data: bytes) -> None:
        """Hear bytes; whatever comes after bytes that are no frame is not heard."""
        if self._failed:
            return
        self._protocol.receive_bytes(data)
        try:
            for heard in self._protocol.received_frames():
                self._hear(heard.opcode, heard.payload, heard.frame_finished, heard.message_finished)
        except ParseFailed:
            self._failed = True
            self.heard.append(("failed", None))

    def _hear(self, opcode: Opcode, payload: object, whole: bool, last: bool) -> None:
        if opcode in (Opcode.PING, Opcode.PONG, Opcode.CLOSE):
            self.heard.append((opcode.name, payload))
            return
        self._parts.append(payload)
        if whole and last:
            empty = "" if isinstance(payload, str) else b""
            self.heard.append(("message", empty.join(self._parts)))  # type: ignore[arg-type]
            self._parts = []


def split(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    """Yield the bytes in parts."""
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    for start, stop in pairwise(places):
        yield data[start:stop]


@given(streams, st.lists(st.integers(0, 3000), max_size=20))
def test_what_is_heard_is_what_the_library_alone_would_hear(data: bytes, cuts: list[int]) -> None:
    alone, library, lane = Library(), Library(), Lane(LIMIT)
    alone.take(data)

    for part in split(data, cuts):
        if lane.is_over:
            library.take(part)
            continue
        for taken in lane.take(part):
            if isinstance(taken, Unhandled):
                library.take(taken.data)
            else:
                library.heard.append(("message", taken))

    assert library.heard == alone.heard


@given(streams, st.lists(st.integers(0, 3000), max_size=20))
def test_control_frames_are_handed_on_whole_and_one_by_one(data: bytes, cuts: list[int]) -> None:
    lane = Lane(LIMIT)

    for part in split(data, cuts):
        taken = [] if lane.is_over else lane.take(part)
        controls = [one.data for one in taken if isinstance(one, Unhandled)]
        for control in controls[:-1] if lane.is_over else controls:
            assert control[0] in CONTROLS
            assert len(control) == 6 + control[1] - 0x80


@given(st.lists(plain.filter(lambda data: len(data) <= LIMIT), max_size=12), st.lists(st.integers(0, 3000)))
def test_plain_whole_frames_within_the_limit_never_leave_the_lane(
    frames: list[bytes], cuts: list[int]
) -> None:
    lane = Lane(LIMIT)

    taken = [one for part in split(b"".join(frames), cuts) for one in lane.take(part)]

    assert not lane.is_over
    assert len(taken) == len(frames)


@given(st.binary(max_size=300), masks)
def test_a_mask_taken_off_twice_changes_nothing(payload: bytes, mask: bytes) -> None:
    assert unmask(mask, unmask(mask, payload)) == payload
    assert unmask(mask, payload) == bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def test_a_frame_over_the_limit_and_all_after_it_are_for_the_library() -> None:
    lane, over = Lane(LIMIT), frame(0x82, b"x" * (LIMIT + 1))

    taken = lane.take(frame(0x82, b"one") + over + frame(0x82, b"two"))

    assert taken == [b"one", Unhandled(over + frame(0x82, b"two"))]
    assert lane.is_over
