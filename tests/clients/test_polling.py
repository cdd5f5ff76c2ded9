"""A session over polls, with a server that answers what a test wants."""

import pytest
import trio
from trio.abc import Clock

from clients.connection import Ended
from clients.errors import CommandRefused, OutcomeUnknown
from clients.events import Event, Settled
from clients.polling import ANSWER_BYTES_MAX, run_polls
from clients.session import Answer, Session
from lobby.wire.messages import Done, Goodbye, Patch, Refused, Resume, Say, Signal, Snapshot, Welcome
from lobby.wire.values import pack
from tests.clients.polled import ANN, CAUGHT_UP, LIMITS, WELCOME, Asked, Polled, Reply, tell

TOPIC = "lobby/chess"
EXPIRED = Welcome(1, "expired", ANN, "", False, 0, LIMITS)


def make_session(events: list[Event] | None = None) -> Session:
    return Session("Ann", "bot", b"t" * 32, tell=(lambda _: None) if events is None else events.append)


def say(session: Session, text: str) -> Answer:
    return session.give(Say(0, "", text))


async def hold(_: Asked) -> Reply:
    """As a server with nothing to tell."""
    await trio.sleep(LIMITS.ping_ms / 1000)
    return tell()


async def run(polled: Polled, session: Session, seconds: float = 1.0) -> Ended | None:
    """Poll for so long; return the end, None where it did not come."""
    with trio.move_on_after(seconds):
        return await run_polls(polled, session)
    return None


def texts(asked: Asked) -> list[str]:
    return [message.text for message in asked.said if isinstance(message, Say)]


async def test_the_first_poll_says_nothing_and_waits_for_nothing(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(asked: Asked) -> Reply:
        return tell() if asked is polled.asked[0] else await hold(asked)

    polled, session = Polled(nursery, answer), make_session()
    say(session, "hello")
    await run(polled, session)

    first, second = polled.asked
    assert (first.target, first.said) == ("/games/poll?wait_ms=0", [])
    assert (second.target, texts(second)) == ("/games/poll?wait_ms=8000", ["hello"])
    assert [poll.hello.attempt for poll in polled.asked] == [1, 2]
    assert (first.hello.last, second.hello.last) == (0, 0)


async def test_a_command_does_not_wait_for_the_poll_that_is_held_and_its_answer_is_passed_over(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(asked: Asked) -> Reply:
        if texts(asked):
            return tell(Done(1))
        if asked.hello.attempt == 2:
            await trio.sleep(6)
            return Reply((WELCOME, CAUGHT_UP, Goodbye("taken_over", "by the newer one")))
        return tell() if asked.hello.attempt == 1 else await hold(asked)

    polled, session = Polled(nursery, answer), make_session()
    outcome: list[float] = []

    async def give() -> None:
        await trio.sleep(5)
        await say(session, "hello").wait()
        outcome.append(trio.current_time() - 5)

    nursery.start_soon(give)
    ended = await run(polled, session, 20)

    assert ended is None
    assert outcome == [0]
    assert [texts(poll) for poll in polled.asked] == [[], [], ["hello"], [], []]
    assert polled.lines == 2


async def test_what_has_no_answer_is_told_in_every_poll_in_order(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(asked: Asked) -> Reply:
        if asked.hello.attempt < 4:
            return tell()
        return tell(Done(2)) if asked.hello.attempt == 4 else await hold(asked)

    polled, session = Polled(nursery, answer), make_session()
    for text in "abc":
        say(session, text)
    await run(polled, session)

    assert [texts(poll) for poll in polled.asked[1:]] == [["a", "b", "c"]] * 3 + [["a", "c"]]


async def test_as_much_is_told_as_a_poll_may_be_long(nursery: trio.Nursery, autojump_clock: Clock) -> None:
    async def answer(asked: Asked) -> Reply:
        said = [message for message in asked.said if isinstance(message, Say)]
        return (
            tell(*(Done(message.number) for message in said))
            if said or len(polled.asked) == 1
            else await hold(asked)
        )

    polled, session = Polled(nursery, answer), make_session()
    answers = [say(session, "x" * 10_000) for _ in range(30)]
    with trio.move_on_after(2):
        await run_polls(polled, session)

    assert all(answer.arrived.is_set() for answer in answers)
    assert [len(poll.said) for poll in polled.asked] == [0, 13, 13, 4, 0]


async def test_polls_keep_a_distance_that_a_server_can_bear(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(_: Asked) -> Reply:
        return tell()

    polled, session = Polled(nursery, answer), make_session()
    await run(polled, session, 1)

    assert len(polled.asked) == 20
    assert polled.lines == 1


async def test_a_poll_with_commands_is_given_time_to_be_answered(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(asked: Asked) -> Reply:
        return tell() if asked.hello.attempt == 1 else await hold(asked)

    polled, session = Polled(nursery, answer), make_session()

    async def give() -> None:
        for number in range(100):
            await trio.sleep(0.1)
            say(session, str(number))

    nursery.start_soon(give)
    await run(polled, session, 3)

    assert len(polled.asked) < 9


async def test_a_line_that_was_closed_between_two_polls_costs_no_reconnect(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(asked: Asked) -> Reply | None:
        breaks = len(polled.asked) in {2, 3}
        return None if breaks else tell()

    polled, session = Polled(nursery, answer), make_session()
    ended = await run(polled, session, 0.08)

    assert ended is not None, "the second line breaks, too, and it was a new one"
    assert [poll.hello.attempt for poll in polled.asked] == [1, 2, 2]
    assert "broke before /games/poll" in ended.why


def typed(content_type: str) -> tuple[tuple[str, str], ...]:
    return (("content-type", content_type),)


@pytest.mark.parametrize(
    ("reply", "why", "retry_ms"),
    [
        (Reply(status=503, headers=(("retry-after", "7"),), body=b"full"), "answered 503 to /poll", 7000),
        (Reply(status=429, headers=typed("text/plain"), body=b"slow down\n"), "429 to /poll: slow down", 0),
        (Reply(status=404, headers=(), body=b""), "answered 404", None),
        (Reply(headers=typed("text/html; charset=utf-8"), body=b"<p>"), "it sent text/html", None),
        (Reply(body=b"\xc1"), "not one msgpack value", None),
        (Reply(body=pack({"a": 1})), "no array of binary", None),
        (Reply(body=pack([b"\xc1"])), "the server sent what is no frame", None),
        (Reply(body=bytes(ANSWER_BYTES_MAX + 1)), "over the limit of", None),
    ],
)
async def test_what_is_no_answer_ends_the_polls_and_not_the_session(
    nursery: trio.Nursery, autojump_clock: Clock, reply: Reply, why: str, retry_ms: int | None
) -> None:
    async def answer(_: Asked) -> Reply:
        return reply

    ended = await run(Polled(nursery, answer), make_session())

    assert ended is not None
    assert why in ended.why
    assert (ended.final, ended.retry_ms, ended.welcomed) == (False, retry_ms, False)


async def test_a_poll_that_is_never_answered_is_given_up_after_the_silence(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(asked: Asked) -> Reply:
        if asked.hello.attempt > 1:
            await trio.sleep(3600)
        return tell()

    ended = await run(Polled(nursery, answer), make_session(), 100)

    assert ended == Ended("nothing was heard for 20 s", welcomed=True, caught_up=True)


async def test_a_goodbye_in_the_newest_answer_counts(nursery: trio.Nursery, autojump_clock: Clock) -> None:
    async def answer(asked: Asked) -> Reply:
        return tell() if asked.hello.attempt == 1 else Reply((WELCOME, Goodbye("shutdown", "later", 900)))

    ended = await run(Polled(nursery, answer), make_session())

    assert ended == Ended("shutdown: later", False, 900, "shutdown", welcomed=True, caught_up=True)


async def test_of_an_expired_session_what_came_with_the_poll_is_not_unknown(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    """What a poll tells for the first time is heard by the new session, even where the old one is gone."""

    async def answer(asked: Asked) -> Reply:
        if asked.hello.attempt < 3:
            return tell()
        if asked.hello.attempt == 3:
            return Reply((EXPIRED, CAUGHT_UP, Refused(1, "not_done", "nothing is stored"), Done(2)))
        return await hold(asked)

    events: list[Event] = []
    polled, session = Polled(nursery, answer), make_session(events)
    first = say(session, "told before")
    second: list[Answer] = []

    async def give() -> None:
        await trio.sleep(0.06)
        second.append(say(session, "told now"))

    nursery.start_soon(give)
    await run(polled, session)

    with pytest.raises(OutcomeUnknown):
        await first.wait()
    assert await second[0].wait() is None
    outcomes = [(event.number, event.outcome) for event in events if isinstance(event, Settled)]
    assert outcomes == [(1, "unknown"), (2, "confirmed")]


async def test_a_damaged_view_is_asked_for_whole_and_the_server_is_told(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(asked: Asked) -> Reply:
        if asked.hello.attempt == 1:
            return tell(Snapshot(TOPIC, "e", 1, {"a": 1}), Patch(TOPIC, 2, 1, {"set": {"a": 2}}, hash=7))
        return await hold(asked)

    polled, session = Polled(nursery, answer), make_session()
    await run(polled, session)

    assert polled.asked[1].hello.offsets == {}
    assert polled.asked[1].said == [Resume({}, [TOPIC])]


async def test_half_a_step_at_the_end_of_an_answer_is_not_shown(
    nursery: trio.Nursery, autojump_clock: Clock
) -> None:
    async def answer(asked: Asked) -> Reply:
        if asked.hello.attempt == 1:
            return tell(
                Snapshot("game/x", "e", 1, {"a": 1}), Patch("game/x", 2, 1, {"set": {"a": 2}}, more=True)
            )
        return await hold(asked)

    polled, session = Polled(nursery, answer), make_session()
    await run(polled, session)

    assert session.views.shown["game/x"].number == 1
    assert polled.asked[1].hello.offsets == {"game/x": ("e", 2)}


async def test_signals_go_once(nursery: trio.Nursery, autojump_clock: Clock) -> None:
    async def answer(asked: Asked) -> Reply:
        return tell() if asked.said or asked.hello.attempt == 1 else await hold(asked)

    polled, session = Polled(nursery, answer), make_session()
    session.signal(Signal("x", "emote", "wave"))
    await run(polled, session)

    assert [poll.said for poll in polled.asked] == [[], [Signal("x", "emote", "wave")], []]


async def test_a_refusal_reaches_who_asked(nursery: trio.Nursery, autojump_clock: Clock) -> None:
    async def answer(asked: Asked) -> Reply:
        if texts(asked):
            return tell(Refused(1, "bad_text", "too long"))
        return tell() if asked.hello.attempt == 1 else await hold(asked)

    events: list[Event] = []
    session = make_session(events)
    answered = say(session, "hello")
    await run(Polled(nursery, answer), session)

    with pytest.raises(CommandRefused, match="bad_text"):
        await answered.wait()
    assert Settled(1, Say(1, "", "hello"), "refused", "bad_text", "too long") in events
