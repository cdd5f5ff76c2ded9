"""The fast lane: takes plain whole frames out of a connection's bytes; all others are for the library.

Fast is a final, masked, binary frame without extensions, of at most 65,535 bytes and within the limit.
Control frames are handed on whole, one by one. The first frame that is neither, and any close frame, ends
the lane for good, with all bytes from there on: else a later fast frame would overtake one that the library
still has.
"""

from attrs import frozen

_BINARY = 0x82  # final, no extension
_CONTROLS = (0x88, 0x89, 0x8A)
_CLOSE = 0x88
_MASKED = 0x80
_CONTROL_BYTES_MAX = 125
_LONG = 126  # in place of a length: two bytes of it follow
_HEAD_BYTES = 6  # of a short frame: two, and the mask

_to_int = int.from_bytes  # a tenth of the time of a frame goes into looking it up


@frozen
class Unhandled:
    """Bytes for the library: a control frame, or where the lane has ended all that there is."""

    data: bytes


class Lane:
    """The bytes of one connection, from its first frame on. What has ended takes nothing more."""

    __slots__ = (
        "_begun",
        "_frame_bytes_max",
        "_short_bytes_max",
        "is_over",
    )

    def __init__(self, frame_bytes_max: int) -> None:
        self._frame_bytes_max = frame_bytes_max
        self._short_bytes_max = min(frame_bytes_max, _LONG - 1)  # -1 once the lane has ended
        self._begun = b""  # of a frame that is not whole yet
        self.is_over = False

    def take_short(self, data: bytes) -> bytes | None:
        """Return the payload where these bytes are one fast frame of up to 125 bytes, as most are; else take
        nothing and return None.
        """
        size = len(data) - _HEAD_BYTES
        is_short = 0 <= size <= self._short_bytes_max and data[0] == _BINARY and data[1] == _MASKED | size
        return unmask(data[2:_HEAD_BYTES], data[_HEAD_BYTES:]) if is_short and not self._begun else None

    def take(self, data: bytes) -> list[bytes | Unhandled]:
        """Return what has become whole with these bytes: the payload of each fast frame, and what is none."""
        assert not self.is_over, "the lane has ended"
        if self._begun:
            data, self._begun = self._begun + data, b""
        parts: list[bytes | Unhandled] = []
        start, end = 0, len(data)
        while start < end:
            stop, payload = self._read(data, start, end)
            if stop is None:
                self.is_over, self._short_bytes_max = True, -1
                parts.append(Unhandled(data[start:]))
                break
            if stop > end:
                self._begun = data[start:]
                break
            parts.append(Unhandled(data[start:stop]) if payload is None else payload)
            start = stop
        return parts

    def _read(self, data: bytes, start: int, end: int) -> tuple[int | None, bytes | None]:
        """Return where the frame at `start` stops, which is past `end` where it isn't whole, and its payload
        if it is fast. None in place of a number: this frame ends the lane.
        """
        kind = data[start]
        if kind != _BINARY and (kind not in _CONTROLS or kind == _CLOSE):
            return None, None
        if end - start < 2:
            return end + 1, None
        size, head = data[start + 1] - _MASKED, 2
        if size == _LONG:
            if end - start < 4:
                return end + 1, None
            size, head = data[start + 2] << 8 | data[start + 3], 4
            if size < _LONG:
                return None, None  # a length that is longer than it need be
        elif size > _LONG:
            return None, None
        is_fast = kind == _BINARY
        if not 0 <= size <= (self._frame_bytes_max if is_fast else _CONTROL_BYTES_MAX):
            return None, None
        stop = start + head + 4 + size
        if not is_fast or stop > end:
            return stop, None
        return stop, unmask(data[start + head : start + head + 4], data[start + head + 4 : stop])


def unmask(mask: bytes, payload: bytes) -> bytes:
    """Return the payload of a frame without its mask of four bytes (RFC 6455, section 5.3)."""
    size = len(payload)
    repeated = (mask * (size // 4 + 1))[:size]
    return (_to_int(payload, "little") ^ _to_int(repeated, "little")).to_bytes(size, "little")
