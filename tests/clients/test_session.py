"""What a session tells, and when."""

from typing import Any

import pytest

from clients.events import Event, Settled
from clients.session import Session
from lobby.wire.messages import CaughtUp, Create, Done, Leave, Patch, ServerMessage, Snapshot

SNAPSHOT = Snapshot("room/r", "epoch", 1, {"x": 1})
LATER = Snapshot("room/r", "epoch", 3, {"x": 3})
GAP = Patch("room/r", 3, 2, {})  # on top of a frame that never came


def begin(events: list[Event]) -> Session:
    """Return a session that is caught up with one topic, and has sent one command."""
    session = Session("Ann", "bot", b"t" * 32, tell=events.append)
    session.hello()
    hear_all(session, SNAPSHOT, CaughtUp())
    session.give(Leave(0, "r"))
    session.take_frames()
    return session


def hear_all(session: Session, *messages: ServerMessage) -> None:
    for message in messages:
        session.hear(message)


def settled(events: list[Event]) -> list[int]:
    return [event.number for event in events if isinstance(event, Settled)]


def test_what_became_of_a_command_is_told_at_once_where_nothing_is_missing() -> None:
    events: list[Event] = []
    hear_all(begin(events), Done(1))

    assert settled(events) == [1]


def test_what_became_of_a_command_is_told_once_the_views_show_it() -> None:
    events: list[Event] = []
    session = begin(events)
    session.hello()
    hear_all(session, Done(1))
    assert settled(events) == []

    hear_all(session, LATER, CaughtUp())

    assert settled(events) == [1]
    assert session.views.shown["room/r"].view == {"x": 3}


def test_an_answer_after_a_gap_waits_though_nothing_was_asked_for_yet() -> None:
    events: list[Event] = []
    session = begin(events)
    hear_all(session, GAP, Done(1))
    assert settled(events) == []

    session.take_frames()
    hear_all(session, LATER, CaughtUp())

    assert settled(events) == [1]


def test_an_answer_that_waits_is_told_at_the_end() -> None:
    events: list[Event] = []
    session = begin(events)
    hear_all(session, GAP, Done(1))
    session.end("closed")

    assert settled(events) == [1]


@pytest.mark.parametrize("clock", [{"move_ms": 1.5}, {"move_ms": 10**30}, {"move_ms": {1: 2}}])
def test_a_command_that_can_not_travel_is_refused_here_and_costs_nothing_else(clock: Any) -> None:
    events: list[Event] = []
    session = begin(events)

    with pytest.raises(ValueError, match="move_ms"):
        session.give(Create(0, "connect_four", clock={"kind": "per_move", **clock}))

    assert session.take_frames() == []
    assert session.ended is None
