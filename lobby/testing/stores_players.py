"""The conformance kit for stores, players: a start is told whom it needs, others are found as they come."""

from attrs import evolve

from lobby.core.ids import PlayerId
from lobby.shell.questions import FindPlayers, KnownPlayer, ListPlayers
from lobby.shell.records import (
    ForgetSession,
    KeepBlocks,
    KeepOrder,
    KeepPlayer,
    Record,
)
from lobby.testing.stores_later import ANN, AWAKE, BOB, CLOSED, DAY_MS, NOW_MS, SHORT
from lobby.testing.storing import OTHER, PLAYER, SESSION, Disk, append, ask, started, tidy, write

CY = PlayerId("c" * 16)
PEOPLE = tuple(KeepPlayer(id_, id_.encode() * 2, id_[:3], "person") for id_ in (ANN, BOB, CY))
BLOCKS = tuple(KeepBlocks(id_, b"of " + id_.encode()) for id_ in (ANN, CY))
BAN = KeepOrder("ban_player", BOB, "bob", "spam", NOW_MS, None, "root")


async def check_a_start_is_told_of_who_has_a_session_a_seat_or_an_order(disk: Disk) -> None:
    """With whom they have blocked; of all others how many there are."""
    async with started(disk) as (store, kept):
        assert (kept.players, kept.blocks, kept.strangers) == ([], (), 0)
        await append(store, 1, b"one", AWAKE, PLAYER, *PEOPLE, *BLOCKS)
        await append(store, 1, b"other", evolve(CLOSED, id=OTHER, players=(CY,)), room=OTHER)
        assert await write(store, SESSION, BAN)
    async with started(disk) as (store, kept):
        assert kept.players == [*PEOPLE[:2], PLAYER]
        assert (kept.blocks, kept.strangers) == (BLOCKS[:1], 1)
        assert await write(store, ForgetSession(SESSION.id))
    async with started(disk) as (_, kept):
        assert ([player.id for player in kept.players], kept.strangers) == ([ANN, BOB], 2)


async def check_players_are_found_by_their_tokens_and_ids(disk: Disk) -> None:
    """As they were kept last, each once, also where nothing but the log of the database has them yet."""
    ann, bob, cy = PEOPLE
    async with started(disk) as (store, _):
        assert await ask(store, FindPlayers((ann.token_hash,), (ANN,))) == ()
        assert await write(store, *PEOPLE, *BLOCKS)
        store.write((evolve(bob, name="Bob the second"),), lambda _: None)
        found = await ask(store, FindPlayers((bob.token_hash, b"of nobody"), (CY, BOB, PlayerId("nobody"))))
        assert found == (
            KnownPlayer(evolve(bob, name="Bob the second")),
            KnownPlayer(cy, BLOCKS[1].data),
        )
        assert await ask(store, FindPlayers()) == ()
    async with started(disk) as (store, _):
        assert await ask(store, FindPlayers((ann.token_hash,))) == (KnownPlayer(ann, BLOCKS[0].data),)


async def check_as_many_players_are_found_as_are_asked_for(disk: Disk) -> None:
    """Also a thousand at once."""
    crowd = [KeepPlayer(PlayerId(f"{n:016}"), b"%032d" % n, f"No. {n}", "bot") for n in range(1200)]
    async with started(disk) as (store, _):
        assert await write(store, *crowd)
        found = await ask(store, FindPlayers(tuple(one.token_hash for one in crowd[:1100])))
        assert [known.player for known in found] == crowd[:1100]


async def check_players_are_listed_by_pages(disk: Disk) -> None:
    """By their ids, each on one page."""
    async with started(disk) as (store, _):
        assert await ask(store, ListPlayers()) == ()
        await write(store, *reversed(PEOPLE))
        assert await ask(store, ListPlayers(limit=2)) == PEOPLE[:2]
        assert await ask(store, ListPlayers(BOB, 2)) == PEOPLE[2:]
        assert await ask(store, ListPlayers(CY)) == ()


async def check_who_has_gone_is_not_found(disk: Disk) -> None:
    """Who was not seen for long: whoever comes with the token is somebody else."""
    records: tuple[Record, ...] = (*PEOPLE, *BLOCKS)
    tokens = tuple(one.token_hash for one in PEOPLE)
    async with started(disk) as (store, _):
        await write(store, *records)
        assert len(await ask(store, FindPlayers(tokens, (CY,)))) == 3
        await tidy(store, SHORT, NOW_MS)
        await tidy(store, SHORT, NOW_MS + 5 * DAY_MS)
        assert await ask(store, FindPlayers(tokens, (ANN, BOB, CY))) == ()
    async with started(disk) as (_, kept):
        assert (kept.players, kept.blocks, kept.strangers) == ([], (), 0)


CHECKS = (
    check_a_start_is_told_of_who_has_a_session_a_seat_or_an_order,
    check_players_are_found_by_their_tokens_and_ids,
    check_as_many_players_are_found_as_are_asked_for,
    check_players_are_listed_by_pages,
    check_who_has_gone_is_not_found,
)
