"""The conformance kit for stores, ratings: they change once, with the result that changes them."""

from attrs import evolve

from lobby.core.finding.ratings import NEW, Rating, rate
from lobby.core.ids import PlayerId
from lobby.shell.questions import ListLeaders, ListPlayed, ListRatings, Standing
from lobby.shell.records import KeepPlayer, KeepResult, RateGame
from lobby.shell.store import Store
from lobby.testing.stores_later import ANN, AWAKE, BOB, DAY_MS, NOW_MS, SHORT, result
from lobby.testing.storing import Disk, append, ask, started, tidy, write
from lobby.wire.messages import Player

PEOPLE = tuple(KeepPlayer(id_, id_.encode(), id_[:3], "person") for id_ in (ANN, BOB))


def game(id_: str, ended_ms: int, *, ranks: tuple[int, ...] = (1, 2)) -> tuple[KeepResult, RateGame]:
    """Return what is stored of a rated game that Ann and Bob have played."""
    kept = result(id_, ended_ms, players=(ANN, BOB))
    return kept, RateGame(kept.id, kept.game, (ANN, BOB), ranks, ended_ms)


async def check_a_rating_changes_once_with_the_step_of_its_game(disk: Disk) -> None:
    """Whether the step comes again, or what it has brought about; and not with one that is refused."""
    once, twice = rate([NEW, NEW], [1, 2]), rate(rate([NEW, NEW], [1, 2]), [2, 1])
    async with started(disk) as (store, _):
        await write(store, *PEOPLE)
        assert await append(store, 1, b"one", AWAKE, *game("first", NOW_MS))
        assert not await append(store, 1, b"one", *game("never", NOW_MS))
        await write(store, *game("first", NOW_MS))
        assert await ratings(store) == once
        store.append(AWAKE.id, 1, 2, b"two", lambda _: None, records=game("second", NOW_MS + 1, ranks=(2, 1)))
        assert await append(store, 3, b"three")
        assert await ratings(store) == twice
    async with started(disk) as (store, _):
        assert await ratings(store) == twice
        played = await ask(store, ListPlayed(ANN))
        assert [(one.result.id, one.points) for one in played] == [
            (game("second", 0)[0].id, twice[0].points),
            (game("first", 0)[0].id, once[0].points),
        ]
        assert sum(one.change for one in played) == twice[0].points - NEW.points


async def check_two_games_in_one_batch_both_count(disk: Disk) -> None:
    """The second on top of the first."""
    async with started(disk) as (store, _):
        await write(store, *PEOPLE)
        store.append(AWAKE.id, 1, 1, b"one", lambda _: None, records=(AWAKE, *game("first", NOW_MS)))
        store.append(AWAKE.id, 1, 2, b"two", lambda _: None, records=game("second", NOW_MS + 1))
        assert await write(store)
        assert await ratings(store) == rate(rate([NEW, NEW], [1, 2]), [1, 2])


async def check_leaders_are_told_in_order_and_by_pages(disk: Disk) -> None:
    """Of one game only."""
    other = evolve(game("go", NOW_MS)[1], game="go")
    async with started(disk) as (store, _):
        await write(store, *PEOPLE)
        await append(store, 1, b"one", AWAKE, *game("first", NOW_MS))
        await write(store, result("go", NOW_MS, players=(ANN, BOB), game="go"), other)
        chess = game("first", NOW_MS)[1].game
        won, lost = rate([NEW, NEW], [1, 2])
        ann, bob = (Player(one.id, one.name, one.kind) for one in PEOPLE)
        leaders = (Standing(ann, chess, won, 1), Standing(bob, chess, lost, 2))
        assert await ask(store, ListLeaders(chess)) == leaders
        assert await ask(store, ListLeaders(chess, 1, 1)) == leaders[1:]
        assert await ask(store, ListLeaders("nothing")) == ()


async def check_ratings_go_with_their_players_and_what_games_did_with_the_games(disk: Disk) -> None:
    """In their times: the rating outlives the game, and who has a seat in a room that lives stays."""
    async with started(disk) as (store, _):
        await write(store, *PEOPLE)
        await append(store, 1, b"one", AWAKE, *game("first", NOW_MS))
        await tidy(store, evolve(SHORT, guest_days=1000), NOW_MS + 300 * DAY_MS)
        assert await ask(store, ListPlayed(ANN)) == ()
        assert await ratings(store) == rate([NEW, NEW], [1, 2])
        await tidy(store, SHORT, NOW_MS + 301 * DAY_MS)
        await tidy(store, SHORT, NOW_MS + 400 * DAY_MS)
        await write(store, *PEOPLE)
        assert await ratings(store) == rate([NEW, NEW], [1, 2])[:1]
        leaders = await ask(store, ListLeaders(game("first", NOW_MS)[1].game))
        assert [leader.player.id for leader in leaders] == [ANN], "who is not known any more is not told"


async def ratings(store: Store) -> list[Rating]:
    """Return the ratings of Ann and Bob, of the game that they play."""
    found = list[Rating]()
    for player in (ANN, BOB):
        standings: tuple[Standing, ...] = await ask(store, ListRatings(PlayerId(player)))
        found += [standing.rating for standing in standings]
    return found


CHECKS = (
    check_a_rating_changes_once_with_the_step_of_its_game,
    check_two_games_in_one_batch_both_count,
    check_leaders_are_told_in_order_and_by_pages,
    check_ratings_go_with_their_players_and_what_games_did_with_the_games,
)
