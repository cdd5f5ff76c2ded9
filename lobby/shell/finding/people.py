"""How good people are: profiles and leaders, out of the store."""

from collections.abc import Callable
from functools import partial

from attrs import define

from lobby.core import because
from lobby.core.history.finished import unpack_finished
from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal, Reply
from lobby.settings import FindingSection
from lobby.shell.people.registry import Registry
from lobby.shell.questions import (
    FindPlayers,
    KnownPlayer,
    ListLeaders,
    ListPlayed,
    ListRatings,
    ListResults,
    Played,
    Standing,
    Unreadable,
)
from lobby.shell.records import KeepPlayer, KeepResult
from lobby.shell.session import Session
from lobby.shell.store import Store
from lobby.wire.messages import Leaders, Player, Profile
from lobby.wire.values import Value

_UNREADABLE = because.unreadable("ratings")


@define(eq=False)
class People:
    """Answers questions about players. What is not public is told to who was there, and to nobody else."""

    settings: FindingSection
    store: Store
    registry: Registry
    wall_clock: Callable[[], float]  # seconds since the Unix epoch

    def answer(self, session: Session, asked: Profile | Leaders, reply: Reply) -> None:
        """Answer a look at a player, or at the best of a game."""
        if isinstance(asked, Leaders):
            self._answer_leaders(asked, reply)
            return
        player = self.registry.find(asked.player or session.player_id)
        if player is None:
            reply(because.nobody())
            return
        is_own = player.id == session.player_id
        take = partial(self._take_ratings, player, is_own, reply)
        self.store.ask(ListRatings(PlayerId(player.id)), take)

    def ask_met(self, player: PlayerId, other: PlayerId, tell: Callable[[bool], None]) -> None:
        """Tell whether a player has met another one in the last games; False also where none can be read."""

        def take(results: tuple[KeepResult, ...] | Unreadable) -> None:
            found = () if isinstance(results, Unreadable) else results
            tell(any(other in result.players and self._is_shown(result) for result in found))

        self.store.ask(ListResults(player=player, limit=self.settings.met_games), take)

    def _answer_leaders(self, asked: Leaders, reply: Reply) -> None:
        if not 0 <= asked.page < self.settings.leaders_pages:
            allowed = f"allowed is 0 to {self.settings.leaders_pages - 1}"
            reply(Refusal("malformed", f"page: {asked.page}, {allowed}"))
            return
        count = self.settings.leaders

        def take(found: tuple[Standing, ...] | Unreadable) -> None:
            if isinstance(found, Unreadable):
                reply(_UNREADABLE)
                return
            leaders = [{**_view(standing), **_who(standing.player)} for standing in found[:count]]
            reply({"game": asked.game, "page": asked.page, "leaders": leaders, "more": len(found) > count})

        self.store.ask(ListLeaders(asked.game, asked.page * count, count + 1), take)

    def _take_ratings(
        self, player: Player, is_own: bool, reply: Reply, ratings: tuple[Standing, ...] | Unreadable
    ) -> None:
        if isinstance(ratings, Unreadable):
            reply(_UNREADABLE)
            return
        most = max(self.settings.profile_games, self.settings.met if is_own else 0)
        question = ListPlayed(PlayerId(player.id), public_only=not is_own, limit=most)

        def take(played: tuple[Played, ...] | Unreadable) -> None:
            if isinstance(played, Unreadable):
                reply(_UNREADABLE)
                return
            # A game that is seen late is not over yet, also for who was in it and has left before its end.
            told = tuple(one for one in played if self._is_shown(one.result))
            profile: dict[str, Value] = {
                "player": _who(player),
                "ratings": [_view(standing) for standing in ratings],
                "games": [_game(player, one) for one in told[: self.settings.profile_games]],
            }
            if is_own:
                self._add_met(PlayerId(player.id), told, profile, reply)
            else:
                reply(profile)

        self.store.ask(question, take)

    def _is_shown(self, result: KeepResult) -> bool:
        return unpack_finished(result.data).shown_ms <= self.wall_clock() * 1000

    def _add_met(
        self, player: PlayerId, played: tuple[Played, ...], profile: dict[str, Value], reply: Reply
    ) -> None:
        """Tell a player also whom they have met in these games, those of the newest first, if still known."""
        ids = dict.fromkeys(id_ for one in played for id_ in one.result.players if id_ != player)

        def tell(strangers: tuple[KnownPlayer, ...] | Unreadable) -> None:
            if isinstance(strangers, Unreadable):
                reply(_UNREADABLE)
                return
            people = {known.player.id: _player_of(known.player) for known in strangers}
            met = [found for id_ in ids if (found := self.registry.find(id_) or people.get(id_)) is not None]
            reply({**profile, "met": [*map(_who, met[: self.settings.met])]})

        strangers = tuple(filter(self.registry.may_be_stranger, ids))
        if strangers:
            self.store.ask(FindPlayers(ids=strangers), tell)
        else:
            tell(())


def _player_of(kept: KeepPlayer) -> Player:
    return Player(kept.id, kept.name, kept.kind)


def _who(player: Player) -> dict[str, Value]:
    return {"player": player.id, "name": player.name, "kind": player.kind}


def _view(standing: Standing) -> dict[str, Value]:
    rating = standing.rating
    return {
        "game": standing.game,
        "points": rating.points,
        "games": rating.games,
        "place": standing.place,
    }


def _game(player: Player, played: Played) -> Value:
    finished = unpack_finished(played.result.data)
    return {
        "id": played.result.id,
        "game": played.result.game,
        "title": finished.title,
        "players": [other.name for other in finished.players],
        "places": list(finished.result.places) if finished.result else [],
        "seat": finished.ids.index(player.id) if player.id in finished.ids else None,
        "ended_ms": played.result.ended_ms,
        "points": played.points,
        "change": played.change,
        "unrated": finished.unrated,
    }
