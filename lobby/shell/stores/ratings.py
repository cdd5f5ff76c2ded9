"""Ratings in the database: changed in the transaction of the result, and read for lists."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, and_, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from lobby.core.finding.ratings import NEW, Rating, rate
from lobby.core.ids import PlayerId
from lobby.shell.questions import ListLeaders, ListPlayed, ListRatings, Played, Standing
from lobby.shell.records import RateGame
from lobby.shell.stores.columns import result_of
from lobby.shell.stores.schema import PLAYED, PLAYERS, RATINGS, RESULTS
from lobby.wire.messages import Player

_PUT: Final = upsert(RATINGS)
_PUT_RATING: Final = _PUT.on_conflict_do_update(
    index_elements=["player", "game"],
    set_={name: _PUT.excluded[name] for name in ("mu", "sigma", "games", "points")},
)
_BETTER: Final = RATINGS.alias("better")
_PLACE: Final = (
    select(func.count())
    .where((_BETTER.c.game == RATINGS.c.game) & (_BETTER.c.points > RATINGS.c.points))
    .scalar_subquery()
)
_STANDINGS: Final = select(RATINGS, PLAYERS.c.name, PLAYERS.c.kind, (_PLACE + 1).label("place")).join(
    PLAYERS, PLAYERS.c.id == RATINGS.c.player
)


def rate_games(connection: Connection, games: Iterable[RateGame]) -> None:
    """Change the ratings by games that have ended, in their order, each once: also if it is said again."""
    for game in games:
        of_game = PLAYED.c.result == game.result
        done = select(func.count()).where(of_game & PLAYED.c.points.is_not(None))
        if connection.execute(done).scalar():
            continue
        before = _read(connection, game)
        after = rate(before, game.ranks)
        for player, was, now in zip(game.players, before, after, strict=True):
            columns = {"mu": now.mu, "sigma": now.sigma, "games": now.games, "points": now.points}
            connection.execute(_PUT_RATING, {"player": player, "game": game.game, **columns})
            change = {"points": now.points, "change": now.points - was.points}
            connection.execute(update(PLAYED).where(of_game & (PLAYED.c.player == player)).values(change))


def list_ratings(connection: Connection, wanted: ListRatings) -> tuple[Standing, ...]:
    """Return the ratings of a player."""
    of_player = _STANDINGS.where(RATINGS.c.player == wanted.player).order_by(RATINGS.c.game)
    return tuple(_standing(row) for row in connection.execute(of_player))


def list_leaders(connection: Connection, wanted: ListLeaders) -> tuple[Standing, ...]:
    """Return the best players of a game."""
    of_game = _STANDINGS.where(RATINGS.c.game == wanted.game)
    best = of_game.order_by(RATINGS.c.points.desc(), RATINGS.c.player.desc())
    return tuple(_standing(row) for row in connection.execute(best.limit(wanted.limit).offset(wanted.offset)))


def list_played(connection: Connection, wanted: ListPlayed) -> tuple[Played, ...]:
    """Return the games of a player with what they did to the rating."""
    of_player = PLAYED.c.player == wanted.player
    columns = select(RESULTS, PLAYED.c.points, PLAYED.c.change)
    games = columns.join(PLAYED, and_(PLAYED.c.result == RESULTS.c.id, of_player))
    if wanted.public_only:
        games = games.where(RESULTS.c.public.is_(True))
    newest = games.order_by(PLAYED.c.ended_ms.desc()).limit(wanted.limit)
    return tuple(Played(result_of(row), row.points, row.change) for row in connection.execute(newest))


def _read(connection: Connection, game: RateGame) -> list[Rating]:
    known = (RATINGS.c.game == game.game) & RATINGS.c.player.in_(game.players)
    rows = connection.execute(select(RATINGS).where(known))
    ratings = {PlayerId(row.player): Rating(row.mu, row.sigma, row.games) for row in rows}
    return [ratings.get(player, NEW) for player in game.players]


def _standing(row: Any) -> Standing:
    player = Player(row.player, row.name, row.kind)
    return Standing(player, row.game, Rating(row.mu, row.sigma, row.games), row.place)
