"""Staying connected: one connection after the other, of the kind that gets through, until an end is final."""

from random import Random

import trio

from clients import choice as choosing
from clients.backoff import Backoff
from clients.choice import Choice, Kind, Wanted
from clients.connection import Ended, run_connection
from clients.dial import Dialler
from clients.errors import Barred, Lost
from clients.events import State
from clients.polling import run_polls
from clients.race import first_of
from clients.session import Session

# With one of these the server says that we are at fault. Some are so by the network alone, as a hello that
# comes too late; what comes again and again is a fault, and coming back would not help.
FAULT_CODES = frozenset({"hello_expected", "malformed", "out_of_order", "text_frame", "too_large"})
FAULTS_MAX = 4  # in a row

# For a WebSocket that opened beside polls that work: they wait meanwhile.
PROBE_WELCOME_SECONDS = 5.0

Run = tuple[Kind, Ended]


async def stay_connected(session: Session, dialler: Dialler, random: Random, wanted: Wanted) -> None:
    """Connect again and again until an end is final; tells the session about all of it."""
    choice, backoff, faults = choosing.begin(wanted), Backoff(random), 0
    while True:
        used, ended = await _run(choice, dialler, session)
        faults = faults + 1 if ended.code in FAULT_CODES else 0
        if ended.final or faults == FAULTS_MAX:
            session.end(ended.why)
            return
        if ended.code == "bad_session":
            session.begin_anew()
        choice = choosing.follow(choice, used, ended)
        if choice.at_once:
            continue
        state: State = "reconnecting" if ended.welcomed else "offline"
        session.change_state(state, ended.why, turned_away=ended.turned_away)
        if ended.caught_up:
            backoff.forget()
        seconds = backoff.next(
            trio.current_time(), is_turned_away=ended.turned_away, repeats=max(0, faults - 1)
        )
        with trio.move_on_after(max(seconds, _find_retry_seconds(ended, random))):
            await session.wait_hurry()
            if not ended.turned_away:
                backoff.forget()


def _find_retry_seconds(ended: Ended, random: Random) -> float:
    """Return in how many seconds the server wants us back, 0 where it said nothing of it.

    Retry-After is in whole seconds: all who were turned away in one would come back in one moment.
    """
    is_whole_seconds = bool(ended.retry_ms) and not ended.code
    return (ended.retry_ms or 0) / 1000 + (random.random() if is_whole_seconds else 0)


async def _run(choice: Choice, dialler: Dialler, session: Session) -> Run:
    """Run one connection, or one series of polls; return which, and how it ended."""
    if choice.kind == "websocket":
        return "websocket", await _run_websocket(dialler, session)
    if choice.wanted == "polling":
        return "polling", await _run_polls(dialler, session)
    return await _poll_and_probe(dialler, session, choice.probe_seconds)


async def _run_websocket(dialler: Dialler, session: Session) -> Ended:
    try:
        async with dialler.websocket(session.mark) as transport:
            session.transport = "websocket"
            return await run_connection(transport, session)
    except Lost as error:
        return Ended(str(error), retry_ms=error.retry_ms, barred=isinstance(error, Barred))


async def _run_polls(dialler: Dialler, session: Session) -> Ended:
    session.transport = "polling"
    return await run_polls(dialler, session)


async def _poll_and_probe(dialler: Dialler, session: Session, probe_seconds: float) -> Run:
    """Poll, and try a WebSocket now and then; when one opens the polls end, and it goes on from there."""
    polling, polls_over = trio.CancelScope(), trio.Event()

    async def poll() -> Run:
        with polling:
            ended = await _run_polls(dialler, session)
        polls_over.set()
        if polling.cancelled_caught:
            await trio.sleep_forever()  # the WebSocket has it now
        return "polling", ended

    async def probe() -> Run:
        seconds = probe_seconds
        while True:
            await trio.sleep(seconds)
            seconds = max(seconds, choosing.PROBE_SECONDS)
            try:
                async with dialler.websocket(session.mark) as transport:
                    polling.cancel()
                    await polls_over.wait()
                    session.transport = "websocket"
                    ended = await run_connection(transport, session, welcome_seconds=PROBE_WELCOME_SECONDS)
                    return "websocket", ended
            except Lost:
                continue

    return await first_of(poll, probe)
