"""The server's WebSocket frames are read by another implementation as they were meant."""

import pytest
from wsproto.frame_protocol import FrameProtocol, Opcode

from lobby.wire.frame import Frame
from lobby.wire.websocket import frame_binary


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 100_000])
def test_a_frame_is_read_whole_by_another_implementation(size: int) -> None:
    payload = bytes(range(256)) * (size // 256 + 1)
    reader = FrameProtocol(client=True, extensions=[])
    reader.receive_bytes(frame_binary(payload[:size]))

    frames = list(reader.received_frames())

    assert b"".join(frame.payload for frame in frames if isinstance(frame.payload, bytes)) == payload[:size]
    assert all(frame.opcode is Opcode.BINARY for frame in frames)
    assert frames[-1].message_finished


def test_a_frame_is_framed_once_for_all_subscribers() -> None:
    frame = Frame(b"payload")

    assert frame.websocket is frame.websocket
    assert frame.websocket == frame_binary(b"payload")
