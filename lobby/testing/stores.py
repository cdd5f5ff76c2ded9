"""The conformance kit for stores: what hosts, sessions and a restart rely on.

async def test_a_store_keeps_its_promises(tmp_path):
    await check_store(lambda: MyStore(tmp_path / "fresh"))
"""

from collections.abc import Callable

import trio

from lobby.core.ids import SessionId
from lobby.shell.network.together import TOGETHER
from lobby.shell.questions import ListAnswers
from lobby.shell.records import ForgetSession, KeepAnswer, KeepPlayer, KeepSession
from lobby.shell.store import Kept, KeptRoom
from lobby.testing import stores_later, stores_orders, stores_players, stores_ratings
from lobby.testing.storing import OTHER, PLAYER, ROOM, SESSION, Disk, append, ask, read, started, write

SECONDS = 30.0


async def check_store(make_disk: Callable[[], Disk]) -> None:
    """Run all checks, each on a disk of its own; raise AssertionError that names what is broken."""
    for check in CHECKS:
        with trio.fail_after(SECONDS):
            await check(make_disk())


async def check_outcomes_come_in_order_of_the_appends(disk: Disk) -> None:
    """Also over rooms: who asked first hears first."""
    async with started(disk) as (store, _):
        outcomes = list[tuple[str, bool]]()
        store.append(ROOM, 1, 1, b"one", lambda done: outcomes.append(("one", done)))
        store.append(OTHER, 1, 1, b"other", lambda done: outcomes.append(("other", done)))
        store.append(ROOM, 1, 2, b"two", lambda done: outcomes.append(("two", done)))
        store.write((PLAYER,), lambda done: outcomes.append(("player", done)))
        assert await read(store, ROOM) == [b"one", b"two"]

        assert outcomes == [("one", True), ("other", True), ("two", True), ("player", True)]


async def check_what_one_commit_holds_is_told_in_one_go(disk: Disk) -> None:
    """So that whoever hears of several steps has them in one send."""
    async with started(disk) as (store, _):
        blocks, told = list[object](), trio.Event()
        for number in (1, 2, 3):
            store.append(ROOM, 1, number, b"row", lambda _: blocks.append(TOGETHER.holding))
        store.write((), lambda _: told.set())
        await told.wait()

        assert blocks[0] is not None
        assert all(block is blocks[0] for block in blocks)


async def check_a_number_out_of_turn_is_refused(disk: Disk) -> None:
    """Whether it leaves a gap or comes again, in one batch or later; the next one is taken all the same."""
    async with started(disk) as (store, _):
        outcomes, told = list[bool](), trio.Event()
        for number in (1, 3, 1, 2):
            store.append(ROOM, 1, number, bytes([number]), outcomes.append)
        store.write((), lambda _: told.set())
        await told.wait()

        assert outcomes == [True, False, False, True]
        assert not await append(store, 2, b"again")
        assert not await append(store, 4, b"too far")
        assert await append(store, 3, b"next")
        assert await read(store, ROOM) == [b"\x01", b"\x02", b"next"]


async def check_another_incarnation_is_refused(disk: Disk) -> None:
    """Who held the room before the restart can't write any more."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one")
        assert not await append(store, 2, b"two", incarnation=2)
    async with started(disk) as (store, kept):
        assert kept.rooms == [KeptRoom(ROOM, 2, [b"one"])]
        assert not await append(store, 2, b"two", incarnation=1)
        assert await append(store, 2, b"two", incarnation=2)
        assert await read(store, ROOM) == [b"one", b"two"]


async def check_a_row_and_its_answer_are_there_together(disk: Disk) -> None:
    """And where the row is refused, nothing of what belongs to it is."""
    async with started(disk) as (store, kept):
        assert kept == Kept([], [], [], [], [], []), "a new store is empty"
        answer = KeepAnswer(SESSION.id, 8, b"done")
        assert await append(store, 1, b"one", PLAYER, SESSION, answer)
        assert not await append(store, 5, b"five", KeepAnswer(SESSION.id, 9, b"never"))
    async with started(disk) as (_, kept):
        assert (kept.players, kept.sessions, kept.answers) == ([PLAYER], [SESSION], [answer])


async def check_of_each_session_the_last_answers_are_kept(disk: Disk) -> None:
    """As many as may be unanswered, 64, in the order of their numbers."""
    async with started(disk) as (store, _):
        await write(store, PLAYER, SESSION)
        for number in range(8, 108):
            store.write((KeepAnswer(SESSION.id, number, b"%d" % number),), lambda _: None)
        assert await write(store, KeepAnswer(SESSION.id, 108, b"108"))
    async with started(disk) as (store, kept):
        assert [answer.number for answer in kept.answers] == [*range(45, 109)]
        assert kept.answers[-1] == KeepAnswer(SESSION.id, 108, b"108")
        assert await ask(store, ListAnswers(SESSION.id)) == tuple(kept.answers)
        assert await ask(store, ListAnswers(SessionId(b"t" * 16))) == ()


async def check_what_is_kept_again_takes_the_place_of_before(disk: Disk) -> None:
    """Also within one batch."""
    moved = KeepSession(SESSION.id, SESSION.secret_hash, PLAYER.id, 7, (), ())
    renamed = KeepPlayer(PLAYER.id, PLAYER.token_hash, "Bob", "person")
    async with started(disk) as (store, _):
        store.write((PLAYER, SESSION), lambda _: None)
        assert await write(store, renamed, moved)
    async with started(disk) as (_, kept):
        assert (kept.players, kept.sessions) == ([renamed], [moved])


async def check_what_is_forgotten_is_gone(disk: Disk) -> None:
    """A room, and a session with its answers, which may come again; its player is known for longer."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", PLAYER, SESSION, KeepAnswer(SESSION.id, 8, b"done"))
        await append(store, 1, b"other", room=OTHER)
        store.forget(ROOM)
        assert await write(store, ForgetSession(SESSION.id))
        assert await read(store, ROOM) == []
    async with started(disk) as (store, kept):
        assert kept == Kept([KeptRoom(OTHER, 2, [b"other"])], [], [], [], [], [], strangers=1)
        assert await write(store, ForgetSession(SESSION.id), SESSION, PLAYER)
    async with started(disk) as (_, kept):
        assert (kept.sessions, kept.answers) == ([SESSION], [])


async def check_a_room_set_aside_is_not_loaded_but_kept(disk: Disk) -> None:
    """For its author, or another version of the game."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one")
        store.set_aside(ROOM, "its game is of another version")
        assert await write(store, PLAYER)
    async with started(disk) as (store, kept):
        assert not kept.rooms
        assert await read(store, ROOM) == [b"one"]


CHECKS = (
    check_outcomes_come_in_order_of_the_appends,
    check_what_one_commit_holds_is_told_in_one_go,
    check_a_number_out_of_turn_is_refused,
    check_another_incarnation_is_refused,
    check_a_row_and_its_answer_are_there_together,
    check_of_each_session_the_last_answers_are_kept,
    check_what_is_kept_again_takes_the_place_of_before,
    check_what_is_forgotten_is_gone,
    check_a_room_set_aside_is_not_loaded_but_kept,
    *stores_later.CHECKS,
    *stores_ratings.CHECKS,
    *stores_orders.CHECKS,
    *stores_players.CHECKS,
)
