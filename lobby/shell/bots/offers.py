"""What bots on seats say to offers: to a draw what they think of the position, to all else yes.

Each is answered once, no sooner than people can have read it, and none is left open: a bot that can't think
declines.
"""

from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b

from attrs import define, evolve, field, frozen

from lobby.bots.agreeing import BY_LOT
from lobby.bots.sight import Sight
from lobby.core import inputs
from lobby.core.consent import Offer, find
from lobby.core.game import Game
from lobby.core.ids import PlayerId, RoomId
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.shell.bots.port import Brain, Chosen, Negotiator, Thought, Unable
from lobby.shell.host import RETRY_SECONDS, Host
from lobby.shell.timing.timers import Timers
from lobby.wire.values import Value

ASKED_MAX = 10  # times that a busy provider is asked about one offer
_SEED_BYTES = 8

Key = tuple[RoomId, int, int]  # room, offer, seat


@frozen(eq=False)
class _Question:
    """An offer that a bot has not answered yet."""

    host: Host
    offer: int
    seat: int
    player: PlayerId
    ready_at: float  # seconds of Trio's clock before which it says nothing
    asked: int = 0  # times

    @property
    def key(self) -> Key:
        return self.host.room.id, self.offer, self.seat


@define(eq=False)
class BotOffers:
    """Answers for all bots. `open_brain` and `see` are those that are asked for moves, too."""

    pace_seconds: float
    timers: Timers
    open_brain: Callable[[Game, str], Brain | None]
    see: Callable[[Room, int], Sight]
    holds: Callable[[Host], bool]  # whether a room is in memory, and this is its host
    _questions: dict[Key, _Question] = field(factory=dict)

    def look_at(self, host: Host) -> None:
        """A step of the room is told, or it is in memory again: answer what bots were asked in it."""
        for offer, seat, player in _asked_of_bots(host.told):
            known = self._questions.get((host.room.id, offer.number, seat))
            if known is None or known.host is not host:
                ready_at = self.timers.now() + self.pace_seconds
                question = _Question(host, offer.number, seat, player, ready_at)
                self._questions[question.key] = question
                self._consider(question)

    def is_pondering(self, room: RoomId, seat: int) -> bool:
        """Tell whether a bot owes an answer: its move would decline what it may want."""
        return any(key[0] == room and key[2] == seat for key in self._questions)

    def _consider(self, question: _Question) -> None:
        room = question.host.told
        offer = find(room.offers, question.offer)
        if offer is None or not _is_asked(room, offer, question.seat, question.player):
            self._forget(question)
        elif offer.kind != "draw":
            # Asked was a person, for whom it plays on by now; a bot has no say in what is no loss to it.
            self._hear(question, Chosen(not room.house.rated))
        else:
            self._weigh(question, room)

    def _weigh(self, question: _Question, room: Room) -> None:
        place = room.seats[question.seat]
        brain = self.open_brain(room.game, place.bot)
        tell = partial(self._hear, question)
        if place.status == "lent" and place.bot in BY_LOT:
            tell(Chosen(False))  # a person's game is not to be given away by lot
        elif isinstance(brain, Negotiator):
            sight, seed = self.see(room, question.seat), _seed_of(room, question.seat)
            brain.weigh_draw(sight, seed, tell, room.host or room.id)
        else:
            tell(Unable("it has no opinion of draws"))

    def _hear(self, question: _Question, thought: Thought) -> None:
        """The bot knows what it wants, or never will."""
        if self._questions.get(question.key) is not question:
            return
        if isinstance(thought, Unable) and thought.is_busy and question.asked < ASKED_MAX:
            again = self._questions[question.key] = evolve(question, asked=question.asked + 1)
            self._later(again, self.timers.now() + RETRY_SECONDS, partial(self._consider, again))
        else:
            agrees = isinstance(thought, Chosen) and thought.move is True
            self._later(question, question.ready_at, partial(self._answer, question, agrees))

    def _answer(self, question: _Question, agrees: bool) -> None:
        # Whose seat was lent may be back by now, under the same id: then it is theirs to answer.
        room = question.host.room
        offer = find(room.offers, question.offer)
        is_asked = offer is not None and _is_asked(room, offer, question.seat, question.player)
        if not is_asked or not self.holds(question.host):
            self._forget(question)
            return
        asked = inputs.AnswerOffer(question.player, question.offer, agrees)
        question.host.give(asked, partial(self._settle, question, agrees))

    def _settle(self, question: _Question, agrees: bool, result: Value | Refusal) -> None:
        """One that could not be stored is answered again; else nothing is open any more."""
        if isinstance(result, Refusal) and result.code == "store":
            again = partial(self._answer, question, agrees)
            self._later(question, self.timers.now() + RETRY_SECONDS, again)
        else:
            self._forget(question)

    def _later(self, question: _Question, at_seconds: float, call: Callable[[], None]) -> None:
        self.timers.set(("bot_offer", *question.key), at_seconds, call)

    def _forget(self, question: _Question) -> None:
        self._questions.pop(question.key, None)


def _asked_of_bots(room: Room) -> Iterator[tuple[Offer, int, PlayerId]]:
    """Yield the offers that wait for a bot, with its seat and player."""
    for offer in room.offers:
        for seat in offer.asked:
            player = room.seats[seat].player
            if player is not None and _is_asked(room, offer, seat, player):
                yield offer, seat, player


def _is_asked(room: Room, offer: Offer, seat: int, player: PlayerId) -> bool:
    """Tell whether a bot still owes its answer there."""
    place = room.seats[seat]
    is_owed = seat in offer.asked and seat not in offer.agreed
    return is_owed and place.bot != "" and place.player == player and (offer.kind == "swap" or _runs(room))


def _seed_of(room: Room, seat: int) -> int:
    """Return the number of a seat's lot: one for each game, so that asking again brings no other."""
    assert room.match is not None, "asked of a game that runs"
    lot = blake2b(seat.to_bytes(8), key=room.match.secret, digest_size=_SEED_BYTES, person=b"offers")
    return int.from_bytes(lot.digest())


def _runs(room: Room) -> bool:
    return room.match is not None and room.phase == "playing"
