"""A room: seats, chat, and games one after another. A value; `core.step` moves it on."""

from functools import cached_property
from typing import Literal

from attrs import frozen

from lobby.core import clocks
from lobby.core.clocks import Clock
from lobby.core.consent import Asking, Offers
from lobby.core.events import Opened
from lobby.core.evolving import evolve
from lobby.core.game import Game
from lobby.core.hosting import access, house, terms
from lobby.core.hosting.access import OPEN as ANYBODY
from lobby.core.hosting.access import Access
from lobby.core.hosting.house import USUAL, House
from lobby.core.hosting.terms import NO_TERMS, Terms
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.match import Match
from lobby.core.seats import OPEN, Seats, reserve, reserved_for, seat_of
from lobby.core.talk.channel import Talk
from lobby.wire.messages import Pace
from lobby.wire.values import Value

Phase = Literal["gathering", "playing", "over", "closed"]


@frozen
class Asked:
    """A player who was asked to come, by whom, and the room time until which that holds."""

    player: PlayerId
    name: str  # of who asks
    until_ms: int
    by: PlayerId | None = None  # who asks; None: a snapshot of an older server


@frozen
class Settings:
    """What the operator sets for a room when it opens."""

    grace_ms: int
    move_limit_ms: int  # 0: none
    chat_lines: int
    pace: Pace = "live"
    clock_least_ms: int = 0  # a clock that ran out and goes on leaves so much for the next move
    lag_ms_max: int = 0  # given back for one move
    time_outs_max: int = 0  # in a row; 0: any number

    @cached_property
    def is_slow(self) -> bool:
        """Tell whether moves may take days, with nobody there meanwhile."""
        return self.pace == "slow"


@frozen(slots=False)  # so that a step copies it as a whole, see evolving.py
class Room:
    """All that is logged of a room. Who only watches is not: the host of the room keeps that."""

    id: RoomId
    code: Code
    name: str
    public: bool
    game: Game
    version: int  # of the game, when the state was made
    plain_options: dict[str, Value]  # as they came
    host: PlayerId | None
    secret: bytes
    zero_ms: int
    epoch: str  # of its topics
    settings: Settings
    seats: Seats
    step: int = 0
    now_ms: int = 0  # room time of the last step
    phase: Phase = "gathering"
    match: Match | None = None
    chat: tuple[Value, ...] = ()  # the last lines, as they stand in the view
    zero_lived_ms: int | None = None  # how long servers had run at room time 0
    invited: tuple[PlayerId, ...] = ()  # who was asked to come and has not sat down yet
    clock: Clock | None = None  # None: the move limit alone
    house: House = USUAL
    talk: tuple[Talk, ...] = ()  # what not everybody hears
    muted: tuple[tuple[PlayerId, int], ...] = ()  # whom the host lets say nothing, until a room time
    asked: tuple[Asked, ...] = ()  # of those who are invited, who was asked while the room was open
    matched: int = 0  # so many seats were kept for players who were matched for a rated game; 0: no match
    access: Access = ANYBODY
    host_until_ms: int | None = None  # a host without a seat is gone, and waited for until then
    terms: Terms = NO_TERMS
    starts_ms: int | None = None  # room time at which the next game begins, if all stay ready
    offers: Offers = ()  # that wait for consent
    offered: tuple[Asking, ...] = ()  # since the last game began
    opener: PlayerId | None = None  # who has opened it, and asks whom it was opened for; None: an older room
    opener_name: str = ""

    def seat_of(self, player: PlayerId) -> int | None:
        """Return the number of the player's seat, None without one."""
        return seat_of(self.seats, player)

    def reserved_for(self, player: PlayerId) -> int | None:
        """Return the number of the seat that is kept for the player, None without one."""
        return reserved_for(self.seats, player)

    def in_game(self, seat: int) -> bool:
        """Tell whether the seat belongs to the running game and its player is still in it."""
        match = self.match
        return (
            self.phase == "playing"
            and match is not None
            and seat < len(match.players)
            and seat not in match.absent
        )

    def keeps_seat(self, seat: int) -> bool:
        """Tell whether a seat is kept however long its player is away: only the next move is waited for."""
        return self.settings.is_slow and self.in_game(seat)

    @property
    def current_match(self) -> Match:
        """The game that runs, or was the last to; of a room in which there was one."""
        assert self.match is not None, "a game has begun"
        return self.match

    @property
    def is_match(self) -> bool:
        """Tell whether it waits for players who were matched, and for nobody else."""
        return self.matched > 0 and self.phase == "gathering"

    @property
    def matched_players(self) -> frozenset[PlayerId]:
        """Who is in the match for which the room was opened; later games in it are their own affair."""
        number = self.match.number if self.match is not None else 0
        if not self.matched or self.phase not in ("gathering", "playing") or number > 1:
            return frozenset()
        return frozenset(
            seat.player
            for number, seat in enumerate(self.seats)
            if seat.player is not None and (self.is_match or self.in_game(number))
        )

    @property
    def lag_ms(self) -> int:
        """How long a move that was made in time may be on its way."""
        return self.settings.lag_ms_max if self.clock is not None else 0

    @property
    def is_forsaken(self) -> bool:
        """Tell whether no seat is taken but by bots, nor kept for somebody who is away or on the way."""
        return all(seat.player is None or seat.bot for seat in self.seats)


def open_room(opened: Opened, game: Game) -> Room:
    """Return the room that its first event describes."""
    return Room(
        id=opened.room,
        code=opened.code,
        name=opened.name,
        public=opened.public,
        game=game,
        version=opened.version,
        plain_options=opened.options,
        host=opened.host,
        secret=opened.secret,
        zero_ms=opened.zero_ms,
        epoch=opened.epoch,
        settings=Settings(
            opened.grace_ms,
            opened.move_limit_ms,
            opened.chat_lines,
            opened.pace,
            opened.clock_least_ms,
            opened.lag_ms_max,
            opened.time_outs_max,
        ),
        clock=clocks.load(opened.clock),
        seats=reserve((OPEN,) * game.seats_max, opened.reserved, opened.reserved_ms),
        step=1,
        zero_lived_ms=opened.zero_lived_ms,
        invited=opened.invited,
        house=house.change(USUAL, opened.house),
        matched=len(opened.reserved) if opened.house.get("rated") else 0,
        access=access.load(opened.access),
        terms=terms.load(opened.terms),
        opener=opened.host if opened.host_name else None,
        opener_name=opened.host_name,
        muted=opened.muted,
    )


def begin_step(room: Room, at_ms: int) -> Room:
    """Return the room in its next step. Room time never goes back."""
    return evolve(room, step=room.step + 1, now_ms=max(room.now_ms, at_ms))


def looks_alike(before: Room, after: Room) -> bool:
    """Tell whether a room shows the same to who is not in it: of a live one not each move."""
    if before.seats is not after.seats or before.phase != after.phase:
        return False
    if before.host != after.host or before.zero_ms != after.zero_ms:
        return False
    if before.name != after.name or before.public != after.public or before.settings is not after.settings:
        return False
    if before.invited != after.invited or before.asked != after.asked:
        return False
    if before.house is not after.house and before.house != after.house:
        return False
    return before.match is after.match or not after.settings.is_slow
