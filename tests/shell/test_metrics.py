"""What the server counts."""

import pytest

from lobby.shell.metrics import Metrics


async def test_counters_and_gauges_are_told_as_they_are_now() -> None:
    metrics = Metrics()
    rooms: list[str] = []
    metrics.watch("rooms", lambda: len(rooms))
    metrics.frames_sent += 2
    metrics.commands["sit"] += 1
    metrics.refused["seat_taken"] += 1
    metrics.goodbyes["silent"] += 1
    rooms += ["a", "b", "c"]

    lines = metrics.render().decode().splitlines()
    assert "lobby_rooms 3.0" in lines
    assert "lobby_frames_sent_total 2.0" in lines
    assert 'lobby_commands_total{command="sit"} 1.0' in lines
    assert 'lobby_refused_total{code="seat_taken"} 1.0' in lines
    assert 'lobby_goodbyes_total{code="silent"} 1.0' in lines
    assert any(line.startswith("lobby_tasks ") for line in lines)


async def test_two_servers_count_apart() -> None:
    one, other = Metrics(), Metrics()
    one.steps += 1

    assert b"lobby_steps_total 0.0" in other.render()


def test_a_gauge_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="no gauge is called 'roms'"):
        Metrics().watch("roms", lambda: 0)
