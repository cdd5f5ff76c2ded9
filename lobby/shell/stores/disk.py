"""What a store in memory has committed, and how to take back what was not synced when the power went."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar, assert_never

from attrs import define, evolve, field, frozen

from lobby.core.finding.ratings import NEW, Rating, rate
from lobby.core.ids import PlayerId, RoomId, SessionId
from lobby.shell.questions import (
    Answer,
    FindFilm,
    FindPlayers,
    FindResult,
    FindRoom,
    KnownPlayer,
    ListAnswers,
    ListDeeds,
    ListFilmless,
    ListLeaders,
    ListPlayed,
    ListPlayers,
    ListRatings,
    ListReports,
    ListResults,
    Played,
    Question,
    Standing,
)
from lobby.shell.records import (
    ForgetOrder,
    ForgetSession,
    KeepAnswer,
    KeepBlocks,
    KeepClock,
    KeepDeed,
    KeepFilm,
    KeepOrder,
    KeepPlayer,
    KeepReport,
    KeepResult,
    KeepRoom,
    KeepSession,
    KeepSnapshot,
    RateGame,
    Record,
)
from lobby.shell.store import Kept, KeptRoom
from lobby.wire.messages import Player

_Key = TypeVar("_Key")
_Entry = TypeVar("_Entry")
_NOTHING: Any = object()


@frozen(eq=False)
class Log:
    """The rows of a room by their numbers."""

    incarnation: int
    rows: dict[int, bytes] = field(factory=dict)
    set_aside: str = ""
    seen_ms: int = 0  # wall clock when it was first seen to be set aside


@define(eq=False)
class Disk:
    """Everything that is committed; what was not synced yet can be taken back."""

    logs: dict[RoomId, Log] = field(factory=dict)
    rooms: dict[RoomId, KeepRoom] = field(factory=dict)
    snapshots: dict[RoomId, KeepSnapshot] = field(factory=dict)
    players: dict[PlayerId, KeepPlayer] = field(factory=dict)
    idle_ms: dict[PlayerId, int] = field(factory=dict)
    sessions: dict[SessionId, KeepSession] = field(factory=dict)
    answers: dict[SessionId, dict[int, KeepAnswer]] = field(factory=dict)
    results: dict[str, KeepResult] = field(factory=dict)
    films: dict[str, bytes] = field(factory=dict)  # empty: there is none to be had
    ratings: dict[tuple[str, PlayerId], Rating] = field(factory=dict)  # by game and player
    changes: dict[tuple[PlayerId, str], tuple[int, int]] = field(factory=dict)  # points, change; by result
    clock: dict[int, int] = field(factory=dict)
    orders: dict[tuple[str, str], KeepOrder] = field(factory=dict)  # by kind and target
    deeds: dict[str, KeepDeed] = field(factory=dict)
    blocks: dict[PlayerId, KeepBlocks] = field(factory=dict)
    reports: dict[str, KeepReport] = field(factory=dict)
    later: set[RoomId] = field(factory=set)  # that nobody holds since the last load
    _unsynced: list[Callable[[], None]] = field(factory=list)

    def put(self, table: dict[_Key, _Entry], key: _Key, entry: _Entry) -> None:
        """Set an entry of a table."""
        self._unsynced.append(partial(_restore, table, key, table.get(key, _NOTHING)))
        table[key] = entry

    def drop(self, table: dict[_Key, Any], key: _Key) -> None:
        """Delete an entry of a table, if it is there."""
        if key in table:
            self._unsynced.append(partial(_restore, table, key, table.pop(key)))

    def sync(self) -> None:
        """From now on nothing that has happened can be lost."""
        self._unsynced.clear()

    def cut_power(self) -> None:
        """Lose what was not synced."""
        while self._unsynced:
            self._unsynced.pop()()

    def load(self, may_wait: Callable[[bytes], bool], *, with_answers: bool) -> Kept:
        """Return what there is; rooms that are awake and not for later have a new incarnation from now on."""
        living = [room for room in self.logs if self.state_of(room) == "awake"]
        later = tuple(self.rooms[room] for room in living if may_wait(self.rooms[room].data))
        awake = [room for room in living if not may_wait(self.rooms[room].data)]
        self.later = {room.id for room in later}
        for room in awake:
            self.put(self.logs, room, evolve(self.logs[room], incarnation=self.logs[room].incarnation + 1))
        rooms = [self.about(room) for room in self.rooms]
        orders = tuple(self.orders[key] for key in sorted(self.orders))
        people = self._needed([room for room in rooms if room.state != "closed"], orders)
        return Kept(
            [self.kept_room(room) for room in awake],
            [known.player for known in people],
            list(self.sessions.values()),
            [one for session in self.answers for one in self.answers_of(session)] if with_answers else [],
            [room for room in rooms if room.state == "asleep"],
            [room.code for room in rooms if room.state == "closed" and room.code],
            self.clock.get(1, 0),
            later,
            tuple(KeepBlocks(known.player.id, known.blocks) for known in people if known.blocks is not None),
            orders,
            len(self.players) - len(people),
        )

    def answers_of(self, session: SessionId) -> tuple[KeepAnswer, ...]:
        """Return the answers of a session by their numbers."""
        kept = self.answers.get(session, {})
        return tuple(kept[number] for number in sorted(kept))

    def state_of(self, room: RoomId) -> str | None:
        """Return the state of a room, None where there is no such room."""
        if (log := self.logs.get(room)) is None:
            return None
        return "closed" if log.set_aside else self.rooms[room].state

    def about(self, room: RoomId) -> KeepRoom:
        """Return what is known of a room without its log."""
        return evolve(self.rooms[room], state="closed") if self.logs[room].set_aside else self.rooms[room]

    def kept_room(self, room: RoomId) -> KeptRoom:
        """Return a room from its snapshot on."""
        log, snapshot = self.logs[room], self.snapshots.get(room)
        after = snapshot.number if snapshot is not None else 0
        rows = [row for number, row in log.rows.items() if number > after]
        return KeptRoom(room, log.incarnation, rows, snapshot)

    def append(self, room: RoomId, incarnation: int, number: int, row: bytes) -> None:
        """Add the next row of a room; its first one makes it."""
        if room not in self.logs:
            self.put(self.logs, room, Log(incarnation))
            self.put(self.rooms, room, KeepRoom(room, "", "awake", "", False, (), 0, b""))
        self.put(self.logs[room].rows, number, row)

    def forget(self, room: RoomId, reason: str) -> None:
        """Let all of a room go, or with a reason keep its log aside."""
        if reason and room in self.logs:
            self.put(self.logs, room, evolve(self.logs[room], set_aside=reason))
        elif not reason:
            for table in (self.logs, self.rooms, self.snapshots):
                self.drop(table, room)

    def wake(self, room: RoomId) -> KeptRoom | None:
        """Return a room that lives, which is awake from now on."""
        if self.state_of(room) not in {"awake", "asleep"}:
            return None
        self.later.discard(room)
        self.put(self.logs, room, evolve(self.logs[room], incarnation=self.logs[room].incarnation + 1))
        self.put(self.rooms, room, evolve(self.rooms[room], state="awake"))
        return self.kept_room(room)

    def keep(self, record: Record, answers_max: int) -> None:
        """Take a record in."""
        match record:
            case KeepPlayer(id_):
                self.put(self.players, id_, record)
                self.drop(self.idle_ms, id_)
            case KeepSession(id_):
                self.put(self.sessions, id_, record)
            case KeepAnswer(session):
                self._keep_answer(record, self.answers.setdefault(session, {}), answers_max)
            case ForgetSession(id_):
                self.drop(self.sessions, id_)
                self.drop(self.answers, id_)
            case KeepRoom(id_):
                if self.state_of(id_) is not None and not self.logs[id_].set_aside:
                    self.put(self.rooms, id_, record)
            case KeepSnapshot(room, number):
                older = self.snapshots.get(room)
                if room in self.logs and (older is None or older.number < number):
                    self.put(self.snapshots, room, record)
            case KeepResult(id_):
                self.put(self.results, id_, record)
            case RateGame():
                self._rate(record)
            case KeepFilm(id_, film):
                if id_ in self.results:
                    self.put(self.films, id_, film)
            case KeepBlocks(player):
                self.put(self.blocks, player, record)
            case KeepReport(id_):
                if id_ not in self.reports:
                    self.put(self.reports, id_, record)
            case KeepClock(lived_ms):
                self.put(self.clock, 1, lived_ms)
            case KeepOrder(kind, target):
                self.put(self.orders, (kind, target), record)
            case ForgetOrder(kind, target):
                self.drop(self.orders, (kind, target))
            case KeepDeed(id_):
                self.put(self.deeds, id_, record)
            case _:
                assert_never(record)

    def answer(self, question: Question) -> Answer:
        """Return what there is about it."""
        match question:
            case FindRoom(key):
                rooms = [
                    self.about(id_) for id_, room in self.rooms.items() if key and key in (id_, room.code)
                ]
                return max(rooms, key=lambda room: (room.state != "closed", room.touched_ms), default=None)
            case FindResult(id_):
                return self.results.get(id_)
            case FindFilm(id_):
                return self.films.get(id_) or None
            case ListResults():
                found = [result for result in self.results.values() if _fits(result, question)]
                return tuple(sorted(found, key=lambda result: -result.ended_ms)[: question.limit])
            case ListReports(before_ms, limit):
                told = sorted(self.reports.values(), key=lambda report: (-report.at_ms, report.id))
                return tuple(r for r in told if before_ms is None or r.at_ms < before_ms)[:limit]
            case ListPlayed() | ListRatings() | ListLeaders() | FindPlayers() | ListPlayers():
                return self._answer_about_players(question)
            case ListFilmless(limit):
                filmless = [result for id_, result in self.results.items() if id_ not in self.films]
                return tuple(sorted(filmless, key=lambda result: result.ended_ms)[:limit])
            case ListAnswers(session):
                return self.answers_of(session)
            case ListDeeds(limit):
                newest = sorted(self.deeds.values(), key=lambda deed: (-deed.at_ms, deed.id))
                return tuple(newest[:limit])
            case _:
                assert_never(question)

    def forget_player(self, player: PlayerId) -> None:
        """Let all go that is known of a player, but for the games."""
        self.drop(self.players, player)
        self.drop(self.idle_ms, player)
        self.drop(self.blocks, player)
        for key in [key for key in self.ratings if key[1] == player]:
            self.drop(self.ratings, key)

    def _rate(self, game: RateGame) -> None:
        if (game.players[0], game.result) in self.changes:
            return
        before = [self.ratings.get((game.game, player), NEW) for player in game.players]
        for player, was, now in zip(game.players, before, rate(before, game.ranks), strict=True):
            self.put(self.ratings, (game.game, player), now)
            self.put(self.changes, (player, game.result), (now.points, now.points - was.points))

    def _needed(self, living: Sequence[KeepRoom], orders: Sequence[KeepOrder]) -> list[KnownPlayer]:
        """Return the players whom a start needs, by their ids."""
        wanted = {player for room in living for player in room.players}
        wanted |= {PlayerId(order.target) for order in orders}
        wanted |= {session.player for session in self.sessions.values()}
        return [self._known(player) for player in sorted(wanted & self.players.keys())]

    def _known(self, player: PlayerId) -> KnownPlayer:
        blocks = self.blocks.get(player)
        return KnownPlayer(self.players[player], None if blocks is None else blocks.data)

    def _answer_about_players(
        self, question: ListPlayed | ListRatings | ListLeaders | FindPlayers | ListPlayers
    ) -> Answer:
        match question:
            case FindPlayers(tokens, ids):
                wanted = (p.id for p in self.players.values() if p.id in ids or p.token_hash in tokens)
                return tuple(self._known(id_) for id_ in sorted(wanted))
            case ListPlayers(after, limit):
                following = sorted(id_ for id_ in self.players if id_ > (after or ""))[:limit]
                return tuple(self.players[id_] for id_ in following)
            case ListPlayed(player, public_only, limit):
                results = self.answer(ListResults(player=player, public_only=public_only, limit=limit))
                assert isinstance(results, tuple)
                found = [result for result in results if isinstance(result, KeepResult)]
                return tuple(
                    Played(result, *self.changes.get((player, result.id), (None, None))) for result in found
                )
            case ListRatings(player):
                games = sorted(game for game, of in self.ratings if of == player and player in self.players)
                return tuple(self._standing(game, player) for game in games)
            case ListLeaders(game, offset, limit):
                known = [player for of, player in self.ratings if of == game and player in self.players]
                known.sort(key=lambda player: (self.ratings[game, player].points, player), reverse=True)
                return tuple(self._standing(game, player) for player in known[offset : offset + limit])
            case _:
                assert_never(question)

    def _standing(self, game: str, player: PlayerId) -> Standing:
        kept, rating = self.players[player], self.ratings[game, player]
        better = sum(other.points > rating.points for (of, _), other in self.ratings.items() if of == game)
        return Standing(Player(kept.id, kept.name, kept.kind), game, rating, better + 1)

    def _keep_answer(self, kept: KeepAnswer, answers: dict[int, KeepAnswer], answers_max: int) -> None:
        self.put(answers, kept.number, kept)
        while len(answers) > answers_max:
            self.drop(answers, min(answers))


def _fits(result: KeepResult, wanted: ListResults) -> bool:
    return (
        wanted.game in (None, result.game)
        and wanted.room in (None, result.room)
        and (wanted.player is None or wanted.player in result.players)
        and (result.public or not wanted.public_only)
        and (wanted.before_ms is None or result.ended_ms < wanted.before_ms)
    )


def _restore(table: dict[Any, Any], key: Any, entry: Any) -> None:
    if entry is _NOTHING:
        table.pop(key, None)
    else:
        table[key] = entry
