"""The body of a poll and its answer: an array of binary, and nothing else."""

import os

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.wire.poll import NotFrames, join_frames, split_frames


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=40))
def test_what_is_joined_is_split_into_the_same_frames(frames: list[bytes]) -> None:
    assert split_frames(join_frames(frames), 40) == frames


def test_frames_of_any_length_are_binary_on_the_wire() -> None:
    for size in (0, 255, 256, 65_536):
        frame = os.urandom(size)
        assert msgpack.unpackb(join_frames([frame])) == [frame]


@given(st.binary(max_size=200))
def test_whatever_comes_is_frames_or_is_told_to_be_none(data: bytes) -> None:
    try:
        assert all(isinstance(frame, bytes) for frame in split_frames(data, 16))
    except NotFrames:
        return


def test_more_frames_than_allowed_are_refused() -> None:
    with pytest.raises(NotFrames, match="array of 1 to 3"):
        split_frames(join_frames([b"x"] * 4), 3)
