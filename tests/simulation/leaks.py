"""What a run may hold at most while it lasts, and that nothing is held when everybody has gone."""

from collections.abc import Iterator

import trio

from lobby.shell.session import Session
from tests.simulation.plans import OUTBOX_BYTES, RINGS_BYTES
from tests.simulation.world import World, count_tasks

LOOK_SECONDS = 0.25
FRAME_BYTES_MAX = 64 * 1024  # a frame alone always has its place, however long


async def look_around(world: World) -> None:
    """Measure what must be bounded, again and again; ends when cancelled."""
    application = world.server.application
    while True:
        for session in application.registry.sessions.values():
            world.measure("outbox", _waiting(session))
            world.overflows += _is_over(session)
            world.measure("answers", len(session.books._answers))
        world.measure("rings", application.lobby.bounds.total.bytes)
        await trio.sleep(LOOK_SECONDS)


def _waiting(session: Session) -> int:
    """Return the bytes that wait for the session's client, over whatever transport."""
    stream = getattr(session.connection, "_stream", None)
    if stream is not None:
        return int(stream._outbox.frame_bytes)
    return int(getattr(session.connection, "_bytes", 0))


def _is_over(session: Session) -> bool:
    """Whether frames were dropped that the client has not been told anew."""
    stream = getattr(session.connection, "_stream", None)
    return stream is not None and stream._outbox._missed is not None


def check_bounds(world: World) -> Iterator[str]:
    """Return what was larger than it may be."""
    bounds = {
        "outbox": OUTBOX_BYTES + FRAME_BYTES_MAX,
        "rings": RINGS_BYTES,
        "answers": world.conditions.config.limits.unanswered,
    }
    for what, most in bounds.items():
        if world.largest.get(what, 0) > most:
            yield f"unbounded: {what} of {world.largest[what]}, allowed are {most}"


def check_leaks(world: World) -> Iterator[str]:
    """Return what is left although everybody has gone, and every session has had its time."""
    application = world.server.application
    lists = application.lobby._lists.values()  # these stay
    left = {
        "rooms": len(application.manager.rooms.hosts),
        "bytes in rings": application.lobby.bounds.total.bytes
        - sum(listed.topic._ring_bytes for listed in lists),
        "sessions": len(application.registry.sessions),
        "players": application.registry.count_players(),
        "names": len(application.registry.players.names),
        **world.server.store.count(),
        "timers": len(application.timers._live),
        "tasks": count_tasks() - world.tasks_before,
        "online": application.registry.online,
        "subscribers": sum(len(listed.subscribers) for listed in lists),
    }
    yield from (f"leaked: {count} {what}" for what, count in left.items() if count)
