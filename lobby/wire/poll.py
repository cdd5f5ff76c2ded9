"""The body of a long poll and its answer: one msgpack array of binary, each of which is one frame."""

from collections.abc import Sequence

import msgpack

from lobby.wire.values import pack


class NotFrames(ValueError):
    """The bytes are no array of binary; the text says what came."""


def join_frames(frames: Sequence[bytes]) -> bytes:
    """Return the bytes that hold the frames, in their order."""
    return pack(list(frames))


def split_frames(data: bytes, frames_max: int) -> list[bytes]:
    """Return the frames that the bytes hold, from 1 to `frames_max`; raise NotFrames for anything else."""
    try:
        frames = msgpack.unpackb(data, max_array_len=frames_max, max_map_len=0, max_ext_len=0)
    except (ValueError, msgpack.FormatError, msgpack.StackError, RecursionError) as error:
        raise NotFrames(f"{len(data)} bytes are not one msgpack array of 1 to {frames_max}") from error
    if not isinstance(frames, list) or not frames:
        raise NotFrames("a poll is a msgpack array with a hello in it")
    for index, frame in enumerate(frames):
        if not isinstance(frame, bytes):
            raise NotFrames(f"item {index} of a poll is of type {type(frame).__name__}, not binary")
    return frames
