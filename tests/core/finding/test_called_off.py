"""Whose doing it is that a match is off."""

import pytest

from lobby.core import inputs
from lobby.core.finding.called_off import Verdict, judge
from lobby.core.ids import PlayerId
from lobby.wire.messages import Player
from tests.core.table import ANN, BOB, CY, Table

PATIENCE_MS = 10_000
EVERYBODY = [PlayerId(player.id) for player in (ANN, BOB, CY)]


def match() -> Table:
    """Return a room of three who were matched, of whom nobody has come."""
    reserved = tuple((player.id, player.name, player.kind) for player in (ANN, BOB, CY))
    return Table.lay("liars_dice", reserved=reserved, reserved_ms=30_000, house={"rated": True})


def verdict(table: Table, *came: Player) -> Verdict:
    assert table.room.phase == "closed"
    return judge(table.room, EVERYBODY, [PlayerId(player.id) for player in came], PATIENCE_MS)


def of(back: list[Player], at_fault: list[Player]) -> Verdict:
    return Verdict(*(frozenset(PlayerId(player.id) for player in players) for players in (back, at_fault)))


def test_who_declines_is_at_fault_and_all_others_wait_on() -> None:
    table = match()
    table.give(inputs.TakeSeat(ANN, None))
    table.give(inputs.Decline(PlayerId(BOB.id)))

    assert verdict(table, ANN) == of([ANN, CY], [BOB])


def test_who_does_not_come_in_time_is_at_fault() -> None:
    table = match()
    table.give(inputs.TakeSeat(ANN, None))
    table.give(inputs.TimeCame(), 30_000)

    assert verdict(table, ANN) == of([ANN], [BOB, CY])


@pytest.mark.parametrize(
    ("after_ms", "back", "at_fault"),
    [(5_000, [BOB, CY], [ANN]), (11_000, [BOB], [CY])],
    ids=["early", "late"],
)
def test_who_gives_up_is_at_fault_only_before_the_others_had_time_to_come(
    after_ms: int, back: list[Player], at_fault: list[Player]
) -> None:
    table = match()
    for player in (ANN, BOB):
        table.give(inputs.TakeSeat(player, None))
    table.give(inputs.Leave(PlayerId(ANN.id)), after_ms)

    assert verdict(table, ANN, BOB) == of(back, at_fault)


def test_a_house_without_patience_blames_who_is_not_there() -> None:
    table = match()
    table.give(inputs.TakeSeat(ANN, None))
    table.give(inputs.Leave(PlayerId(ANN.id)))
    judged = judge(table.room, EVERYBODY, EVERYBODY[:1], 0)

    assert judged == of([], [BOB, CY])
