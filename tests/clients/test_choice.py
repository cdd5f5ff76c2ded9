"""Which transport is tried next."""

import pytest

from clients.choice import FIRST_PROBE_SECONDS, PROBE_SECONDS_MAX, Choice, Wanted, begin, follow
from clients.connection import Ended

BARRED = Ended("no WebSocket", barred=True)
NOBODY = Ended("no connection")
WELL = Ended("cut", welcomed=True)


@pytest.mark.parametrize("wanted", ["websocket", "polling"])
@pytest.mark.parametrize("ended", [BARRED, NOBODY, WELL])
def test_who_asked_for_one_transport_gets_no_other(wanted: Wanted, ended: Ended) -> None:
    choice = begin(wanted)

    assert follow(choice, choice.kind, ended) == choice


def test_where_something_answers_without_a_websocket_polling_is_tried_at_once() -> None:
    choice = follow(begin("auto"), "websocket", BARRED)

    assert (choice.kind, choice.at_once) == ("polling", True)


@pytest.mark.parametrize("ended", [NOBODY, Ended("server_full: no", code="server_full")])
def test_where_nobody_answers_or_the_server_itself_refused_polling_would_not_help(ended: Ended) -> None:
    assert follow(begin("auto"), "websocket", ended).kind == "websocket"


def test_a_server_that_is_too_busy_is_not_asked_another_way() -> None:
    busy = Ended("answered 503", barred=True, retry_ms=0)

    assert follow(begin("auto"), "websocket", busy) == begin("auto")


def test_what_worked_is_tried_first_after_a_cut() -> None:
    polling = follow(begin("auto"), "websocket", BARRED)

    assert follow(polling, "polling", WELL).kind == "polling"
    assert follow(begin("auto"), "websocket", WELL).kind == "websocket"


def test_when_polling_fails_too_a_websocket_is_tried_after_the_back_off() -> None:
    choice = follow(follow(begin("auto"), "websocket", BARRED), "polling", NOBODY)

    assert (choice.kind, choice.at_once) == ("websocket", False)


def test_a_websocket_beside_polls_is_kept_when_it_was_of_use() -> None:
    polling = Choice("auto", "polling", probe_seconds=960)

    assert follow(polling, "websocket", WELL) == Choice(
        "auto", "websocket", probe_seconds=FIRST_PROBE_SECONDS
    )


def test_a_websocket_that_opens_and_passes_nothing_is_tried_ever_less_often() -> None:
    choice = Choice("auto", "polling")
    waits = []
    for _ in range(8):
        choice = follow(choice, "websocket", BARRED)
        assert (choice.kind, choice.at_once) == ("polling", True)
        waits.append(choice.probe_seconds)

    assert waits[:3] == [120, 240, 480]
    assert waits[-1] == PROBE_SECONDS_MAX
