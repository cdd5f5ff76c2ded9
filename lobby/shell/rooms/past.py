"""Rooms that are over: what is told of them, which codes wait to be given again, and who plays on where."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from attrs import define, evolve, field

from lobby.core.because import unknown_room, unreadable
from lobby.core.codes import clean_code, read_code
from lobby.core.events import Opened
from lobby.core.history.finished import Finished, unpack_finished
from lobby.core.ids import Code, RoomId
from lobby.core.refusal import Refusal, Reply
from lobby.core.summary import Summary, unpack_summary
from lobby.shell.keeping.results import keep_room
from lobby.shell.questions import FindRoom, ListResults, Unreadable
from lobby.shell.records import KeepResult, KeepRoom, Record
from lobby.shell.rooms.successors import Successors
from lobby.shell.store import Store
from lobby.wire.values import Value

GAMES_MAX = 50  # of one room that are told

_UNREADABLE = unreadable("what is over")


@define(eq=False)
class PastRooms:
    """Asks the store. Codes are kept as long as the rooms: an old link never leads to strangers."""

    store: Store
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    successors: Successors
    _codes: set[str] = field(factory=set)

    def has_code(self, code: Code) -> bool:
        """Tell whether the code is of a room that was open until lately."""
        return code in self._codes

    def reserve(self, codes: Iterable[str]) -> None:
        """Give no room these codes until they are released."""
        self._codes.update(codes)

    def release(self, codes: Iterable[str]) -> None:
        """The rooms that had these codes are not known any more."""
        self._codes.difference_update(codes)
        self.successors.forget(self._now_ms())

    def find(self, key: str, tell: Callable[[Summary | Refusal], None]) -> None:
        """Tell of a room that is over, by id or code as people write it."""
        names = list(dict.fromkeys((key, clean_code(key), read_code(key))))

        def take(answer: KeepRoom | Unreadable | None) -> None:
            match answer:
                case KeepRoom(data=data) if data:
                    tell(unpack_summary(data))
                case Unreadable():
                    tell(_UNREADABLE)
                case _ if names:
                    self.store.ask(FindRoom(names.pop(0)), take)
                case _:  # also one that was opened by a server that kept no summaries
                    tell(unknown_room(key))

        self.store.ask(FindRoom(names.pop(0)), take)

    def tell(self, room: Summary, state: str, reply: Reply) -> None:
        """Answer a look at a room: what it is, and the games that were played in it."""
        question = ListResults(room=room.id, limit=GAMES_MAX)
        self.store.ask(question, partial(self._answer, room, state, reply))

    def next_of(self, room: Summary) -> RoomId | None:
        """Return the room that was opened for the people of one that is over."""
        return self.successors.find(room.id) or (RoomId(room.again) if room.again else None)

    def find_last(
        self,
        room: Summary,
        lives: Callable[[RoomId], bool],
        tell: Callable[[RoomId | Summary | Refusal], None],
    ) -> None:
        """Tell where the people of a room play on: the room that lives, else the last one that is over.

        One room was opened for those of another, each later than the one before, so that the way ends.
        """
        first = self.next_of(room)

        def look(known: Summary | Refusal, before: Summary) -> None:
            if isinstance(known, Refusal) and known.code == _UNREADABLE.code:
                tell(known)
                return
            # What is not known any more is as if it had not been.
            last = before if isinstance(known, Refusal) else known
            following = self.next_of(last) if last is known else None
            if following is not None and lives(following):
                tell(following)
            elif following is not None:
                self.find(following, lambda found: look(found, last))
            elif self.next_of(room) != first:
                self.find_last(room, lives, tell)  # somebody was quicker, while we were reading
            else:
                tell(last)

        look(room, room)

    def follow(self, like: Summary | None, opened: Opened) -> tuple[Record, ...]:
        """Note that a room is opened for the people of another; return what is to be stored with that."""
        if like is None:
            return ()
        self.successors.put(like.id, opened.room, self._now_ms())
        return (keep_room(evolve(like, again=opened.room), "closed", opened.zero_ms),)

    def _answer(
        self, room: Summary, state: str, reply: Reply, results: tuple[KeepResult, ...] | Unreadable
    ) -> None:
        if isinstance(results, Unreadable):
            reply(_UNREADABLE)
            return
        now_ms = self._now_ms()
        reply(
            {
                "room": room.id,
                "code": room.code,
                "name": room.name,
                "game": room.game,
                "title": room.title,
                "public": room.public,
                "pace": room.pace,
                "state": state,
                "reason": room.reason,
                "locked": room.admission.is_locked,
                "password": room.admission.has_password,
                "players": [{"id": id_, "name": name} for id_, name in room.people.items()],
                "games": [_game(result, known) for result, known in _shown(results, now_ms)],
                "again": self.next_of(room),
            }
        )

    def _now_ms(self) -> float:
        return self.wall_clock() * 1000


def _shown(results: Iterable[KeepResult], now_ms: float) -> Iterator[tuple[KeepResult, Finished]]:
    """Yield the results that everybody may know, with what they tell."""
    for result in results:
        known = unpack_finished(result.data)
        if known.shown_ms <= now_ms:
            yield result, known


def _game(result: KeepResult, known: Finished) -> Value:
    return {
        "id": result.id,
        "number": result.number,
        "players": [player.name for player in known.players],
        "places": list(known.result.places) if known.result else [],
        "scores": list(known.result.scores) if known.result else [],
        "ended_ms": result.ended_ms,
        "unrated": known.unrated,
    }
