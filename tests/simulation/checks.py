"""What must hold at the end of a run: nothing lost, twice or out of order, and all see the truth."""

from collections import Counter
from collections.abc import Iterable, Iterator

from lobby.core.events import Removed
from lobby.core.ids import RoomId
from lobby.wire.messages import Kick, Play, Say, Sit
from tests.simulation.truth import Move, Truth, read_truth
from tests.simulation.watched import Asked, Watched
from tests.simulation.world import World

LOST, TWICE, REORDERED, UNEQUAL = "lost", "twice", "reordered", "unequal"
# What a server may answer; anything else is an outcome that was lost.
REFUSALS = frozenset(
    {
        "store",
        "not_member",
        "no_such_room",
        "room_closed",
        "already_seated",
        "room_full",
        "seat_taken",
        "game_running",
        "not_seated",
        "no_game",
        "stale",
        "not_your_turn",
        "illegal_move",
        "no_such_player",
        "not_host",
        "bad_name",
        "no_such_topic",
    }
)


def check(world: World) -> Iterator[str]:
    """Return what is wrong, each as a kind, a colon and the details."""
    yield from (f"stuck: {fault}" for fault in world.faults)
    store, games = world.server.store, world.server.application.games
    truths = {room: read_truth(store.rows(RoomId(room)), games) for room in world.rooms}
    yield from _check_outcomes(world)
    yield from _check_lines(world, truths)
    yield from _check_lobby_lines(world)
    yield from _check_steps(world, truths)
    yield from _check_signals(world)
    yield from _check_displays(world, truths)
    yield from _check_ends(world, truths)


def _check_outcomes(world: World) -> Iterator[str]:
    for watched in world.everybody:
        if watched.client.ended is not None:
            yield f"{LOST}: {watched.name} has ended: {watched.client.ended}"
        for asked in watched.asked:
            if not asked.is_done and asked.outcome not in REFUSALS:
                yield f"{LOST}: {watched.name} {asked.number} {asked.command} is {asked.outcome}"


def _check_lines(world: World, truths: dict[str, Truth]) -> Iterator[str]:
    for room, truth in truths.items():
        told = [said.text for said in truth.said]
        yield from _compare(_lines(world.everybody, room), told, f"line in {room}")


def _check_lobby_lines(world: World) -> Iterator[str]:
    view = world.keeper.client.view("lobby/chat")
    yield from _compare(
        _lines(world.everybody, ""), [line["text"] for line in view["chat"]], "line in the lobby"
    )


def _lines(everybody: list[Watched], room: str) -> Iterator[list[str]]:
    """Return per client the lines that it was told are said, in the order in which it said them."""
    for watched in everybody:
        yield [
            asked.command.text
            for asked in watched.asked
            if isinstance(asked.command, Say) and asked.command.room == room and asked.is_done
        ]


def _compare(confirmed: Iterable[list[str]], told: list[str], what: str) -> Iterator[str]:
    counts = Counter(told)
    known = set[str]()
    for texts in confirmed:
        known.update(texts)
        for text in texts:
            if counts[text] == 0:
                yield f"{LOST}: {what} {text!r}"
        own = set(texts)
        if [text for text in dict.fromkeys(told) if text in own] != [text for text in texts if counts[text]]:
            yield f"{REORDERED}: {what}: {texts}"
    for text, count in counts.items():
        if count > 1:
            yield f"{TWICE}: {what} {text!r}"
        if text not in known:
            yield f"{TWICE}: {what} {text!r} was refused and said"


def _check_steps(world: World, truths: dict[str, Truth]) -> Iterator[str]:
    """Each move, seat and kick that was confirmed happened once, where it was decided, and no other did."""
    confirmed = [(watched, asked) for watched in world.everybody for asked in watched.asked if asked.is_done]
    for room, truth in truths.items():
        here = [(w, asked) for w, asked in confirmed if getattr(asked.command, "room", None) == room]
        wanted = (move for w, asked in here if (move := _move_of(w, asked)) is not None)
        yield from _balance(wanted, truth.moves, "move")
        sat = (w.player for w, asked in here if isinstance(asked.command, Sit))
        yield from _balance(sat, (seated.player for seated in truth.seated), "seat taken by")
        kicked = (asked.command.player for _, asked in here if isinstance(asked.command, Kick))
        removed = (e.player for row in truth.rows for e in row.events if isinstance(e, Removed))
        yield from _balance(kicked, removed, "kick of")


def _move_of(watched: Watched, asked: Asked) -> Move | None:
    match asked.command:
        case Play(room=room, game=game, position=position, move=move):
            return Move(watched.player, room, game, position, repr(move))
        case _:
            return None


def _balance(confirmed: Iterable[object], happened: Iterable[object], what: str) -> Iterator[str]:
    wanted, real = Counter(confirmed), Counter(happened)
    yield from (f"{LOST}: {what} {key}" for key in wanted - real)
    yield from (f"{TWICE}: {what} {key}" for key in real - wanted)


def _check_signals(world: World) -> Iterator[str]:
    for watched in world.everybody:
        yield from (
            f"{TWICE}: signal {text!r} for {watched.name}" for text, n in watched.signals.items() if n > 1
        )


def _check_displays(world: World, truths: dict[str, Truth]) -> Iterator[str]:
    for watched in world.everybody:
        at = dict.fromkeys(world.rooms, 0)
        for display in watched.displays:
            if fault := truths[display.room].find_fault(display, watched.player):
                yield f"{UNEQUAL}: {watched.name} {fault}"
            if display.step < at[display.room]:
                yield f"{UNEQUAL}: {watched.name} went back from {at[display.room]} to {display.step}"
            at[display.room] = display.step


def _check_ends(world: World, truths: dict[str, Truth]) -> Iterator[str]:
    for room, truth in truths.items():
        host = world.server.application.manager._hosts.get(RoomId(room))
        if host is None or host.room != host.told or host.room.step != len(truth.rooms):
            yield f"{UNEQUAL}: the room and its log"
        for watched in world.everybody:
            for topic in (f"room/{room}", f"game/{room}"):
                if watched.client.view(topic) != truth.view(topic, len(truth.rooms)):
                    yield f"{UNEQUAL}: {watched.name} at the end on {topic}"
            crowd = f"crowd/{room}"
            if watched.client.view(crowd) != world.keeper.client.view(crowd):
                yield f"{UNEQUAL}: {watched.name} at the end on {crowd}"
    for watched in world.everybody:
        chat = watched.client.view("lobby/chat")
        if chat is not None and chat != world.keeper.client.view("lobby/chat"):
            yield f"{UNEQUAL}: {watched.name} at the end on lobby/chat"
