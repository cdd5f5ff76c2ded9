"""What must hold at the end of a run: nothing lost, twice or out of order, and all see the truth."""

from collections.abc import Iterator, Mapping

from lobby.core.ids import RoomId
from lobby.core.summary import lasting, summarize
from tests.delivery.checks import REFUSALS, UNEQUAL, Evidence, check_delivery, compare_lines, lines_of
from tests.delivery.truth import Truth, read_truth
from tests.simulation.world import World


def check(world: World) -> Iterator[str]:
    """Return what is wrong, each as a kind, a colon and the details."""
    yield from (f"stuck: {fault}" for fault in world.faults)
    store, games = world.server.store, world.server.application.games
    truths = {room: read_truth(store.rows(RoomId(room)), games) for room in world.rooms}
    # A refusal is not stored, nor is the chat of the lobby.
    refusals = REFUSALS | {"not_done"} if world.conditions.crashes else REFUSALS
    yield from check_delivery(Evidence(world.everybody, truths, refusals))
    if not world.conditions.crashes:
        yield from _check_lobby_lines(world)
    yield from _check_hosts(world, truths)


def _check_lobby_lines(world: World) -> Iterator[str]:
    view = world.keeper.client.view("lobby/chat")
    told = [line["text"] for line in view["chat"]]
    yield from compare_lines(lines_of(world.everybody, ""), told, "line in the lobby")


def _check_hosts(world: World, truths: Mapping[str, Truth]) -> Iterator[str]:
    for room, truth in truths.items():
        host = world.server.application.manager.rooms.hosts.get(RoomId(room))
        if host is None or host.room != host.told or host.room.step != len(truth.rooms):
            yield f"{UNEQUAL}: the room and its log"
        elif lasting(world.server.store.known(host.room.id)) != lasting(summarize(host.room)):
            yield f"{UNEQUAL}: the room and what a start would know of it before it has read its log"
