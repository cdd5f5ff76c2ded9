"""One connection of a session, from hello to its end."""

from typing import get_args

import trio
from attrs import evolve, frozen

from clients.errors import Lost
from clients.race import first_of
from clients.session import Session
from clients.transport import Transport
from lobby.wire.codec import Malformed, NoFrame, decode_server, encode, tag_of
from lobby.wire.messages import Goodbye, Ping, ServerMessage, Welcome
from lobby.wire.values import NotAValue, unpack

WELCOME_SECONDS = 15.0

# Coming back would not help: it is not wanted, or neither side can do better.
FINAL_CODES = frozenset({"banned", "taken_over", "unsupported_protocol"})

_KNOWN = frozenset(map(tag_of, get_args(ServerMessage)))


@frozen
class Ended:
    """Why a connection is over, and whether and when another one may be tried."""

    why: str
    final: bool = False
    retry_ms: int | None = None
    code: str = ""  # of the goodbye, if there was one
    barred: bool = False  # something answers there, but never got as far as a frame of the server's
    welcomed: bool = False
    caught_up: bool = False  # all was well for a while: the back-off begins anew

    @property
    def turned_away(self) -> bool:
        """Whether the server is there and wants us to come later. Who shuts down is not there."""
        return self.code != "shutdown" and (self.code != "" or self.retry_ms is not None)


async def run_connection(
    transport: Transport, session: Session, *, welcome_seconds: float = WELCOME_SECONDS
) -> Ended:
    """Serve one connection of the session; when this returns, no task of it is alive."""
    try:
        session.lag.begin()
        await transport.send(encode(session.hello()))
        session.lag.asked()
        first = await _receive(transport, welcome_seconds)
    except Lost as error:
        return Ended(str(error), barred=True)
    if isinstance(first, Goodbye):
        return end(first)
    if not isinstance(first, Welcome):
        return refuse_beginning(first)
    session.lag.answered()
    session.reconnected()
    session.welcome(first)
    ended = await first_of(lambda: _read(transport, session), lambda: _write(transport, session))
    return evolve(ended, welcomed=True, caught_up=session.is_caught_up)


def end(goodbye: Goodbye) -> Ended:
    """Return what a goodbye means for who hears it."""
    why = f"{goodbye.code}: {goodbye.detail}"
    return Ended(why, goodbye.code in FINAL_CODES, goodbye.retry_ms, goodbye.code)


def refuse_beginning(first: ServerMessage) -> Ended:
    """Return the end of a connection whose first frame is none that a server may begin with."""
    return Ended(f"the server began with {type(first).__name__}, not with a welcome", final=True)


def decode_known(frame: bytes) -> ServerMessage | None:
    """Return the message of a frame, None where its type is none that we know; raise Lost for no frame."""
    try:
        return decode_server(frame)
    except NoFrame as error:
        if _is_unknown(frame):
            return None
        raise Lost(f"the server sent what is no frame: {error}") from error
    except Malformed as error:
        raise Lost(f"the server sent what is no frame: {error}") from error


async def _read(transport: Transport, session: Session) -> Ended:
    try:
        while True:
            message = await _receive(transport, session.limits.silence_ms / 1000)
            if isinstance(message, Goodbye):
                return end(message)
            session.hear(message)
    except Lost as error:
        return Ended(str(error))


async def _receive(transport: Transport, seconds: float) -> ServerMessage:
    """Return the next message; frames of types that we don't know are passed over."""
    try:
        while True:
            with trio.fail_after(seconds):
                frame = await transport.receive()
            if (message := decode_known(frame)) is not None:
                return message
    except trio.TooSlowError as error:
        raise Lost(f"nothing was heard for {seconds:g} s") from error


def _is_unknown(frame: bytes) -> bool:
    # A newer server may say more than this client knows; that is no fault of either.
    try:
        value = unpack(frame)
    except NotAValue:
        return False
    tag = value.get("type") if isinstance(value, dict) else None
    return isinstance(tag, str) and tag not in _KNOWN


async def _write(transport: Transport, session: Session) -> Ended:
    ping = encode(Ping())
    try:
        while True:
            frames = session.take_frames()
            for frame in frames:
                await transport.send(frame)
            with trio.move_on_after(session.limits.ping_ms / 1000) as idle:
                await session.wait_frames()
            if idle.cancelled_caught:
                session.lag.asked()
                await transport.send(ping)
    except Lost as error:
        return Ended(str(error))
