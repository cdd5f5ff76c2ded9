"""Checks of what a store keeps of rooms that sleep or are over, of finished games, and for how long."""

from typing import Any

from attrs import evolve

from lobby.core.ids import PlayerId, RoomId
from lobby.settings import RetentionSection
from lobby.shell.questions import FindFilm, FindResult, FindRoom, ListFilmless, ListResults
from lobby.shell.records import (
    ForgetSession,
    KeepClock,
    KeepFilm,
    KeepResult,
    KeepRoom,
    KeepSnapshot,
)
from lobby.shell.store import KeptRoom, Store
from lobby.testing.storing import (
    OTHER,
    PLAYER,
    ROOM,
    SESSION,
    Disk,
    append,
    ask,
    read,
    started,
    tidy,
    wake,
    write,
)

DAY_MS = 86_400_000
NOW_MS = 1_800_000_000_000
ANN, BOB = PlayerId("a" * 16), PlayerId("b" * 16)
AWAKE = KeepRoom(ROOM, "ABCDE", "awake", "chess", True, (ANN,), NOW_MS, b"about")
ASLEEP = evolve(AWAKE, state="asleep", players=(ANN, BOB), touched_ms=NOW_MS + 1, data=b"more")
CLOSED = evolve(ASLEEP, state="closed", touched_ms=NOW_MS + 2)
SHORT = RetentionSection(log_days=1, room_days=2, replay_days=3, guest_days=4)


def result(name: str, ended_ms: int, **about: Any) -> KeepResult:
    """Return the result of a game of Ann and Bob in ROOM, or of others elsewhere."""
    kept = KeepResult(name.ljust(22, "x"), ROOM, 1, "chess", True, (ANN, BOB), ended_ms, name.encode())
    return evolve(kept, **about)


async def check_a_room_is_found_by_its_id_and_code_whatever_its_state(disk: Disk) -> None:
    """What is stored with a step that is refused is not there."""
    async with started(disk) as (store, _):
        assert await append(store, 1, b"one", AWAKE)
        assert not await append(store, 3, b"three", CLOSED)
        assert [await ask(store, FindRoom(key)) for key in (ROOM, "ABCDE")] == [AWAKE, AWAKE]
        assert await ask(store, FindRoom(OTHER)) is await ask(store, FindRoom("")) is None
        assert await append(store, 2, b"two", CLOSED)
        assert await ask(store, FindRoom("ABCDE")) == CLOSED


async def check_a_room_that_may_wait_is_read_when_it_is_asked_for(disk: Disk) -> None:
    """Until then nothing of it changes, whichever server ends before."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", AWAKE)
        await append(store, 1, b"other", room=OTHER)
        await write(store, KeepSnapshot(ROOM, 1, b"whole"))
        await append(store, 2, b"two")
    for _ in range(2):
        async with started(disk, bool) as (store, kept):
            assert [room.id for room in kept.rooms] == [OTHER]
            assert kept.later == (AWAKE,)
            assert not await append(store, 3, b"nobody's")
    async with started(disk, bool) as (store, _):
        assert await wake(store, ROOM) == KeptRoom(ROOM, 2, [b"two"], KeepSnapshot(ROOM, 1, b"whole"))
        assert not await append(store, 3, b"three")
        assert await append(store, 3, b"three", incarnation=2)
        assert await read(store, ROOM) == [b"one", b"two", b"three"]
        assert await ask(store, FindRoom(ROOM)) == AWAKE


async def check_of_rooms_with_one_code_the_one_that_lives_is_found(disk: Disk) -> None:
    """Else the newest."""
    third = RoomId("cccccccccccc")
    async with started(disk) as (store, _):
        await append(store, 1, b"one", CLOSED)
        await append(store, 1, b"other", evolve(CLOSED, id=OTHER, touched_ms=NOW_MS + 9), room=OTHER)
        assert (await ask(store, FindRoom("ABCDE"))).id == OTHER
        await append(store, 1, b"third", evolve(AWAKE, id=third, touched_ms=NOW_MS - 9), room=third)
        assert (await ask(store, FindRoom("ABCDE"))).id == third


async def check_a_room_that_sleeps_is_told_apart_and_takes_no_row(disk: Disk) -> None:
    """Its log is kept, but not loaded."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", AWAKE)
        assert await write(store, ASLEEP)
        assert not await append(store, 2, b"two")
        assert await read(store, ROOM) == [b"one"]
    async with started(disk) as (store, kept):
        assert (kept.rooms, kept.asleep, kept.codes) == ([], [ASLEEP], [])
        assert not await append(store, 2, b"two")


async def check_a_room_wakes_under_a_new_incarnation(disk: Disk) -> None:
    """And is loaded again from then on; who held it before it slept can't write any more."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", AWAKE)
        await append(store, 2, b"two")
        await write(store, ASLEEP)
        assert await wake(store, ROOM) == KeptRoom(ROOM, 2, [b"one", b"two"])
        assert not await append(store, 3, b"of before", incarnation=1)
        assert await append(store, 3, b"three", incarnation=2)
        assert (await ask(store, FindRoom(ROOM))).state == "awake"
    async with started(disk) as (_, kept):
        assert (kept.rooms, kept.asleep) == ([KeptRoom(ROOM, 3, [b"one", b"two", b"three"])], [])


async def check_a_room_falls_asleep_and_wakes_within_one_batch(disk: Disk) -> None:
    """In the order in which it was asked for."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", AWAKE)
        store.append(ROOM, 1, 2, b"two", lambda _: None)
        store.write((ASLEEP,), lambda _: None)
        assert await wake(store, ROOM) == KeptRoom(ROOM, 2, [b"one", b"two"])
        assert await append(store, 3, b"three", incarnation=2)
    async with started(disk) as (store, _):
        store.write((ASLEEP,), lambda _: None)
        store.wake(ROOM, lambda _: None)
        assert await write(store, ASLEEP)
        assert await ask(store, FindRoom(ROOM)) == ASLEEP


async def check_a_room_that_is_disturbed_as_it_falls_asleep_takes_rows_again(disk: Disk) -> None:
    """Whoever held it holds it still: somebody came before it was known to be asleep."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", AWAKE)
        assert await write(store, ASLEEP)
        assert await write(store, AWAKE)
        assert await append(store, 2, b"two")
        assert not await append(store, 2, b"twice")
    async with started(disk) as (_, kept):
        assert (kept.rooms, kept.asleep) == ([KeptRoom(ROOM, 2, [b"one", b"two"])], [])


async def check_what_is_over_does_not_wake(disk: Disk) -> None:
    """Nor what was set aside, or never was there."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", CLOSED)
        await append(store, 1, b"other", evolve(AWAKE, id=OTHER, code="OTHER"), room=OTHER)
        store.set_aside(OTHER, "its game is of another version")
        assert [await wake(store, room) for room in (ROOM, OTHER, RoomId("cccccccccccc"))] == [None] * 3
        assert (await ask(store, FindRoom(OTHER))).state == "closed"
    async with started(disk) as (store, kept):
        assert (kept.rooms, kept.asleep, sorted(kept.codes)) == ([], [], ["ABCDE", "OTHER"])
        assert [await wake(store, ROOM), await wake(store, OTHER)] == [None, None]


async def check_a_room_that_is_gone_does_not_come_back(disk: Disk) -> None:
    """By what was said of it too late."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", AWAKE)
        store.forget(ROOM)
        await write(store, ASLEEP, KeepSnapshot(ROOM, 1, b"late"))
        assert await ask(store, FindRoom(ROOM)) is None
    async with started(disk) as (_, kept):
        assert (kept.rooms, kept.asleep) == ([], [])


async def check_a_log_is_loaded_from_its_snapshot_on(disk: Disk) -> None:
    """The rows before it can still be read; an older one does not take its place."""
    third = KeepSnapshot(ROOM, 3, b"after three")
    async with started(disk) as (store, _):
        for number in range(1, 6):
            records = (AWAKE,) if number == 1 else (third,) if number == 4 else ()
            await append(store, number, b"%d" % number, *records)
        await append(store, 1, b"other", room=OTHER)
        await write(store, KeepSnapshot(ROOM, 2, b"after two"))
        assert await read(store, ROOM) == [b"1", b"2", b"3", b"4", b"5"]
    async with started(disk) as (store, kept):
        rooms = {room.id: room for room in kept.rooms}
        assert rooms[ROOM] == KeptRoom(ROOM, 2, [b"4", b"5"], third)
        assert rooms[OTHER] == KeptRoom(OTHER, 2, [b"other"])
        fifth = KeepSnapshot(ROOM, 6, b"after six")
        assert await append(store, 6, b"6", fifth, incarnation=2)
        await write(store, ASLEEP)
        assert await wake(store, ROOM) == KeptRoom(ROOM, 3, [], fifth)
        assert await append(store, 7, b"7", incarnation=3)


async def check_results_are_found_and_listed(disk: Disk) -> None:
    """Newest first; by game, player, room, publicity, and time."""
    old, new = result("old", NOW_MS), result("new", NOW_MS + 2)
    secret = result("secret", NOW_MS + 1, public=False, players=(BOB,), game="go", room=OTHER)
    async with started(disk) as (store, _):
        assert await append(store, 1, b"one", AWAKE, old)
        assert not await append(store, 9, b"nine", result("never", NOW_MS))
        await write(store, secret, new, new)
        assert [await ask(store, FindResult(r.id)) for r in (old, secret)] == [old, secret]
        assert await ask(store, FindResult(result("never", 0).id)) is None
        for question, found in (
            (ListResults(), (new, secret, old)),
            (ListResults(public_only=True), (new, old)),
            (ListResults(game="go"), (secret,)),
            (ListResults(game="chess", public_only=True, limit=1), (new,)),
            (ListResults(player=ANN), (new, old)),
            (ListResults(player=BOB, before_ms=NOW_MS + 2), (secret, old)),
            (ListResults(room=ROOM), (new, old)),
            (ListResults(player=ANN, game="go"), ()),
        ):
            assert await ask(store, question) == found, question
    async with started(disk) as (store, _):
        assert await ask(store, ListResults()) == (new, secret, old)


async def check_a_film_belongs_to_its_result(disk: Disk) -> None:
    """Until it is written the result is listed as without one; an empty film says that there is none."""
    first, second = result("first", NOW_MS), result("second", NOW_MS + 1)
    async with started(disk) as (store, _):
        await write(store, second, first)
        assert await ask(store, ListFilmless(1)) == (first,)
        assert await ask(store, FindFilm(first.id)) is None
        await write(store, KeepFilm(first.id, b"film"), KeepFilm("of nothing", b"film"))
        assert await ask(store, ListFilmless(9)) == (second,)
        await write(store, KeepFilm(second.id, b""), first)
        films = [await ask(store, FindFilm(id_)) for id_ in (first.id, second.id, "of nothing")]
        assert films == [b"film", None, None]
        assert await ask(store, ListFilmless(9)) == ()


async def check_the_clock_is_kept(disk: Disk) -> None:
    """The last word about it."""
    async with started(disk) as (store, _):
        store.write((KeepClock(5),), lambda _: None)
        assert await append(store, 1, b"one", KeepClock(7))
    async with started(disk) as (_, kept):
        assert kept.lived_ms == 7


async def check_rooms_go_in_their_time(disk: Disk) -> None:
    """First the log, then what else was known; what lives stays, however old."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", AWAKE)
        await append(store, 2, b"two", CLOSED, KeepSnapshot(ROOM, 1, b"after one"))
        await append(store, 1, b"other", evolve(AWAKE, id=OTHER, code="OTHER", touched_ms=0), room=OTHER)
        await tidy(store, SHORT, NOW_MS + DAY_MS)
        assert await read(store, ROOM) == [b"one", b"two"]
        await tidy(store, SHORT, NOW_MS + DAY_MS + 9)
        assert (await read(store, ROOM), await ask(store, FindRoom(ROOM))) == ([], CLOSED)
        told = await tidy(store, SHORT, NOW_MS + 2 * DAY_MS + 9)
        assert [code for slice_ in told for code in slice_.codes] == ["ABCDE"]
        assert await ask(store, FindRoom(ROOM)) is None
        assert await read(store, OTHER) == [b"other"]
        assert await append(store, 2, b"two", room=OTHER)
    async with started(disk) as (_, kept):
        assert (kept.codes, [room.id for room in kept.rooms]) == ([], [OTHER])


async def check_what_was_set_aside_goes_in_its_time(disk: Disk) -> None:
    """Which begins when it is first seen; its log stays for as long as anything of it."""
    async with started(disk) as (store, _):
        await append(store, 1, b"one", evolve(AWAKE, touched_ms=1))
        store.set_aside(ROOM, "its game is of another version")
        await tidy(store, SHORT, NOW_MS)
        await tidy(store, SHORT, NOW_MS + 2 * DAY_MS)
        assert await read(store, ROOM) == [b"one"]
        await tidy(store, SHORT, NOW_MS + 2 * DAY_MS + 9)
        assert (await read(store, ROOM), await ask(store, FindRoom(ROOM))) == ([], None)


async def check_tidying_up_goes_by_slices(disk: Disk) -> None:
    """Each with no more rows than allowed; of rooms that have gone nothing can be read."""
    rooms = [RoomId(f"room {number}") for number in range(5)]  # rows of one log may stand, and go, together
    async with started(disk) as (store, _):
        for room in rooms:
            await append(store, 1, b"row", room=room)
            await append(store, 2, b"row", evolve(CLOSED, id=room), room=room)
        slices = await tidy(store, evolve(SHORT, slice_rows=3), NOW_MS + 9 * DAY_MS)
        assert max(slice_.rows for slice_ in slices) == 3
        assert len([slice_ for slice_ in slices if slice_.rows]) >= 4
        assert [await read(store, room) for room in rooms] == [[]] * 5
        assert [await ask(store, FindRoom(room)) for room in rooms] == [None] * 5


async def check_results_and_films_go_in_their_time(disk: Disk) -> None:
    """And the oldest films when there are too many; their results stay."""
    results = [result(str(number), NOW_MS + number) for number in range(4)]
    bound = evolve(SHORT, films_bytes=1_048_576)
    async with started(disk) as (store, _):
        await write(store, *results)
        await write(store, *(KeepFilm(kept.id, bytes(400_000)) for kept in results[:3]))
        await tidy(store, bound, NOW_MS)
        films = [await ask(store, FindFilm(kept.id)) for kept in results[:3]]
        assert films == [None, bytes(400_000), bytes(400_000)]
        assert await ask(store, ListFilmless(9)) == (results[3],)
        await tidy(store, bound, NOW_MS + 3 * DAY_MS + 2)
        assert await ask(store, ListResults()) == (results[3], results[2])
        assert await ask(store, ListResults(player=ANN)) == (results[3], results[2])
        assert await ask(store, FindFilm(results[1].id)) is None


async def check_players_go_when_they_were_not_seen_for_long(disk: Disk) -> None:
    """Who has a session, or a seat in a room that lives, stays; who came back in between is new to this."""
    seated, idle = evolve(PLAYER, id=ANN, token_hash=b"a"), evolve(PLAYER, id=BOB, token_hash=b"b")
    async with started(disk) as (store, _):
        await append(store, 1, b"one", evolve(ASLEEP, state="awake", players=(ANN,)))
        await write(store, PLAYER, SESSION, seated, idle)
        assert await tidied_players(store, NOW_MS) == []
        assert await tidied_players(store, NOW_MS + 4 * DAY_MS) == []
        assert await tidied_players(store, NOW_MS + 5 * DAY_MS) == [BOB]
        await write(store, ForgetSession(SESSION.id))
        await tidy(store, SHORT, NOW_MS + 6 * DAY_MS)
        await write(store, PLAYER)
        assert await tidied_players(store, NOW_MS + 11 * DAY_MS) == []
        assert await tidied_players(store, NOW_MS + 16 * DAY_MS) == [PLAYER.id]
    async with started(disk) as (_, kept):
        assert kept.players == [seated]


async def tidied_players(store: Store, now_ms: int) -> list[PlayerId]:
    """Return the players who went."""
    return [player for slice_ in await tidy(store, SHORT, now_ms) for player in slice_.players]


CHECKS = (
    check_a_room_that_may_wait_is_read_when_it_is_asked_for,
    check_a_room_is_found_by_its_id_and_code_whatever_its_state,
    check_of_rooms_with_one_code_the_one_that_lives_is_found,
    check_a_room_that_sleeps_is_told_apart_and_takes_no_row,
    check_a_room_wakes_under_a_new_incarnation,
    check_a_room_falls_asleep_and_wakes_within_one_batch,
    check_a_room_that_is_disturbed_as_it_falls_asleep_takes_rows_again,
    check_what_is_over_does_not_wake,
    check_a_room_that_is_gone_does_not_come_back,
    check_a_log_is_loaded_from_its_snapshot_on,
    check_results_are_found_and_listed,
    check_a_film_belongs_to_its_result,
    check_the_clock_is_kept,
    check_rooms_go_in_their_time,
    check_what_was_set_aside_goes_in_its_time,
    check_tidying_up_goes_by_slices,
    check_results_and_films_go_in_their_time,
    check_players_go_when_they_were_not_seen_for_long,
)
