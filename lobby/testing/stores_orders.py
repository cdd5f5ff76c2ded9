"""The conformance kit for stores, operators: orders outlive a restart, and deeds are kept for their time."""

from attrs import evolve

from lobby.shell.questions import ListDeeds
from lobby.shell.records import ForgetOrder, KeepDeed, KeepOrder, KeepPlayer
from lobby.testing.stores_later import ANN, BOB, DAY_MS, NOW_MS, SHORT
from lobby.testing.storing import Disk, ask, started, tidy, write

BAN = KeepOrder("ban_player", ANN, "Ann", "spam", NOW_MS, NOW_MS + 10 * DAY_MS, "root (0)")
MUTE = KeepOrder("mute", BOB, "Bob", "", NOW_MS, None, "root (0)")
PEOPLE = tuple(KeepPlayer(id_, id_.encode(), id_[:3], "person") for id_ in (ANN, BOB))


def deed(name: str, at_ms: int) -> KeepDeed:
    """Return something that an operator has done."""
    return KeepDeed(name, at_ms, "root (0)", f"kick {name}", "done")


async def check_orders_outlive_a_restart_until_they_are_lifted(disk: Disk) -> None:
    """One of each kind and target: a later one takes its place, also in the same batch."""
    longer = evolve(BAN, until_ms=None, text="more spam")
    async with started(disk) as (store, kept):
        assert kept.orders == ()
        store.write((BAN, MUTE), lambda _: None)
        assert await write(store, longer)
    async with started(disk) as (store, kept):
        assert kept.orders == (longer, MUTE)
        assert await write(store, ForgetOrder("mute", BOB), ForgetOrder("mute", "nobody"))
    async with started(disk) as (_, kept):
        assert kept.orders == (longer,)


async def check_who_is_banned_stays_known_until_the_ban_has_ended(disk: Disk) -> None:
    """Or they would come back as somebody else; then both go."""
    async with started(disk) as (store, _):
        await write(store, *PEOPLE, BAN)
        await tidy(store, SHORT, NOW_MS)
        await tidy(store, SHORT, NOW_MS + 5 * DAY_MS)
    async with started(disk) as (store, kept):
        assert (kept.orders, [player.id for player in kept.players]) == ((BAN,), [ANN])
        for day in (11, 16):
            await tidy(store, SHORT, NOW_MS + day * DAY_MS)
    async with started(disk) as (_, kept):
        assert (kept.orders, kept.players) == ((), [])


async def check_deeds_are_told_newest_first_and_once(disk: Disk) -> None:
    """Saying one again changes nothing."""
    first, second, third = (deed(name, NOW_MS + place) for place, name in enumerate("abc"))
    async with started(disk) as (store, _):
        await write(store, first, second)
        await write(store, second, third)
        assert await ask(store, ListDeeds(2)) == (third, second)
    async with started(disk) as (store, _):
        assert await ask(store, ListDeeds()) == (third, second, first)


async def check_deeds_go_with_their_time_and_above_their_number(disk: Disk) -> None:
    """The oldest first."""
    few = evolve(SHORT, deed_days=3, deeds=2)
    deeds = [deed(name, NOW_MS + place) for place, name in enumerate("abcd")]
    async with started(disk) as (store, _):
        await write(store, *deeds)
        await tidy(store, few, NOW_MS + 10)
        assert await ask(store, ListDeeds()) == (deeds[3], deeds[2])
        await tidy(store, few, NOW_MS + 3 * DAY_MS + 3)
        assert await ask(store, ListDeeds()) == (deeds[3],)


CHECKS = (
    check_orders_outlive_a_restart_until_they_are_lifted,
    check_who_is_banned_stays_known_until_the_ban_has_ended,
    check_deeds_are_told_newest_first_and_once,
    check_deeds_go_with_their_time_and_above_their_number,
)
