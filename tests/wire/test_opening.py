"""The plain request for a WebSocket, held against h11: it is read the same, or not at all."""

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.wire.opening import Opening, read_opening

LINES = [
    b"GET /ws HTTP/1.1",
    b"Host: lobby.test",
    b"Connection: keep-alive, Upgrade",
    b"Upgrade: websocket",
    b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
]
PLAIN = b"\r\n".join([*LINES, b"", b""])
HEAD_BYTES = 4096

# What heads are made of, and what breaks them.
_bits = st.sampled_from(
    [
        *(line + b"\r\n" for line in LINES),
        *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b":", b"::", b"\x00", b"\x7f", b"\x80", b"\xff"),
        *(
            b"a:",
            b"A: b\r\n",
            b" folded\r\n",
            b"x y: z\r\n",
            b"Host:\r\n",
            b"Host: b\r\n",
            b": v\r\n",
            b"n:\tv\t\r\n",
        ),
        *(b"Content-Length: 0\r\n", b"Content-Length: 2\r\n", b"Transfer-Encoding: chunked\r\n"),
        *(b"Expect: 100-continue\r\n", b"POST / HTTP/1.1\r\n", b"GET * HTTP/1.1\r\n", b"GET / HTTP/1.0\r\n"),
        *(b"GET /ws?mark=a HTTP/1.1\r\n", b"GET  / HTTP/1.1\r\n", b"GET /\x7f HTTP/1.1\r\n"),
    ]
)


def ask_h11(data: bytes) -> Opening | None:
    """Return the request as h11 reads it, None where it does not or wants more."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES)
    try:
        connection.receive_data(data)
        request = connection.next_event()
    except h11.RemoteProtocolError:
        return None
    if not isinstance(request, h11.Request):
        return None
    assert request.method == b"GET"
    assert request.http_version == b"1.1"
    assert isinstance(connection.next_event(), h11.EndOfMessage), "it has a body"
    return Opening(request.target, tuple(request.headers), bytes(connection.trailing_data[0]))


def test_a_plain_request_is_read() -> None:
    read = read_opening(PLAIN + b"\x82\x80", HEAD_BYTES)

    assert read is not None
    assert read.target == b"/ws"
    assert read.find_all(b"upgrade") == [b"websocket"]
    assert read.rest == b"\x82\x80"


@given(st.lists(_bits, max_size=12), st.integers(0, len(PLAIN)), st.binary(max_size=4))
def test_whatever_comes_is_read_as_h11_reads_it_or_left_to_it(
    bits: list[bytes], at: int, behind: bytes
) -> None:
    data = PLAIN[:at] + b"".join(bits) + PLAIN[at:] + behind

    if (read := read_opening(data, HEAD_BYTES)) is not None:
        assert read == ask_h11(data)


@given(st.integers(0, len(PLAIN) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_a_plain_request_with_a_fault_is_read_as_h11_reads_it_or_left_to_it(
    at: int, instead: bytes, taken: int
) -> None:
    data = PLAIN[:at] + instead + PLAIN[at + taken :]

    if (read := read_opening(data, HEAD_BYTES)) is not None:
        assert read == ask_h11(data)


@pytest.mark.parametrize("size", range(len(PLAIN)))
def test_what_is_not_whole_is_not_read(size: int) -> None:
    assert read_opening(PLAIN[:size], HEAD_BYTES) is None


def test_a_head_over_the_limit_is_left_to_who_says_so() -> None:
    assert read_opening(PLAIN, len(PLAIN)) is not None
    assert read_opening(PLAIN, len(PLAIN) - 1) is None
