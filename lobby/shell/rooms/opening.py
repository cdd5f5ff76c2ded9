"""How a new room comes to be, from what its creator wishes for."""

from collections.abc import Callable

from attrs import frozen

from lobby.core import clocks
from lobby.core.backlog import BacklogBounds
from lobby.core.crowd import Crowd
from lobby.core.events import Opened
from lobby.core.game import Game
from lobby.core.history.restore import Restored
from lobby.core.hosting import house, terms
from lobby.core.hosting.terms import Terms
from lobby.core.ids import Code, PlayerId, is_bot
from lobby.core.overdue import NEVER_MS
from lobby.core.refusal import Refusal
from lobby.core.room import Room, open_room
from lobby.core.summary import Summary
from lobby.core.talk import mute
from lobby.core.talk.text import clean_name
from lobby.core.topic import Bounds
from lobby.core.watching import roll_of
from lobby.settings import Config, RoomSection
from lobby.shell import chance
from lobby.shell.audience import Audience
from lobby.shell.chance import Chance
from lobby.shell.host import Host
from lobby.shell.landlord import Parts
from lobby.shell.rooms.wishes import grant
from lobby.shell.store import KeptRoom
from lobby.shell.timing.lived import Lived
from lobby.shell.watchdog import Watchdog
from lobby.wire.messages import Create, Pace, Player


@frozen
class Times:
    """How long a room waits, in ms, for who is away and for a move without a clock."""

    grace_ms: int
    move_limit_ms: int


def times_of(room: RoomSection, pace: Pace) -> Times:
    """Return how long a room of a pace waits: of a slow one nobody need be there."""
    limit = room.slow_move_limit_seconds if pace == "slow" else room.move_limit_seconds
    grace = room.slow_move_limit_seconds if pace == "slow" else room.grace_seconds
    return Times(int(grace * 1000), int(limit * 1000))


def usual_name(creator: Player, game: Game) -> str:
    """Return what a room is called that its host gives no name."""
    return f"{creator.name}'s {game.title}"


@frozen(eq=False)
class Architect:
    """Plans rooms and makes their hosts."""

    config: Config
    games: dict[str, Game]
    source: Chance
    bounds: Bounds
    watchdog: Watchdog
    wall_clock: Callable[[], float]  # seconds since the Unix epoch, for display only
    lived: Lived
    late_bounds: BacklogBounds

    def plan(
        self,
        wish: Create,
        creator: Player,
        is_taken: Callable[[Code], bool],
        *,
        like: Summary | None = None,
    ) -> Opened | Refusal:
        """Return the first event of the room that is wished for; `like`: for the people of that one."""
        planned = grant(wish, self.games, self.config.room, self.watchdog)
        if isinstance(planned, Refusal):
            return planned
        game, room = planned.game, self.config.room
        times = times_of(room, wish.pace)
        name = clean_name(wish.name, self.config.limits.room_name_characters)
        zero_ms = int(self.wall_clock() * 1000)
        return Opened(
            room=chance.room_id(self.source),
            code=self._new_code(is_taken),
            name=name or usual_name(creator, game),
            public=wish.public,
            game=game.id,
            version=game.version,
            options=wish.options,
            host=PlayerId(creator.id),
            secret=self.source.token_bytes(32),
            zero_ms=zero_ms,
            grace_ms=times.grace_ms,
            move_limit_ms=times.move_limit_ms,
            chat_lines=room.chat_lines,
            epoch=chance.epoch(self.source),
            pace=wish.pace,
            zero_lived_ms=self.lived.now_ms(),
            invited=_invite(like, creator),
            clock=clocks.plain(planned.clock),
            clock_least_ms=room.clock_least_ms,
            lag_ms_max=room.lag_ms_max,
            time_outs_max=room.time_outs_max,
            house=house.plain(planned.house),
            access={} if like is None else like.access,
            terms=terms.plain(_terms(room)),
            host_name=creator.name,
            muted=() if like is None else mute.hand_on(like.muted, zero_ms - like.zero_ms),
        )

    def build(self, opened: Opened, parts: Parts) -> Host:
        """Return the host of the room; it has not opened yet."""
        room = open_room(opened, self.games[opened.game])
        return Host(room, self._build_audience(room), parts, told=room, zero_seconds=self.lived.now())

    def rebuild(self, restored: Restored, kept: KeptRoom, parts: Parts, *, stood_still: bool) -> Host:
        """Return the host of a room that is in memory again, at the time at which it stood when the server
        before ended; unless it `stood_still`, that of this one is added."""
        room = restored.room
        audience = self._build_audience(room)
        audience.restore(restored.shown(), restored.backlog)
        return Host(
            room,
            audience,
            parts,
            told=room,
            zero_seconds=self._find_zero(room, stood_still=stood_still),
            incarnation=kept.incarnation,
            # Under another version of the game nothing but a snapshot can be gone on from.
            kept_step=room.step - len(kept.rows) if room.version == room.game.version else -NEVER_MS,
        )

    def _find_zero(self, room: Room, *, stood_still: bool) -> float:
        """Return the clock at room time 0: that goes on from where servers have stopped, never back."""
        now = self.lived.now()
        latest = now - room.now_ms / 1000
        is_handed_over = room.phase == "playing" and room.version != room.game.version
        if room.zero_lived_ms is None or (is_handed_over and not room.settings.is_slow):
            return latest  # it may have waited for its game to be mended, while servers ran
        waited_seconds = now - self.lived.began_seconds if stood_still else 0.0
        return min(latest, self.lived.seconds_at(room.zero_lived_ms) + waited_seconds)

    def _build_audience(self, room: Room) -> Audience:
        crowd = Crowd(self.config.room.watchers_named)
        return Audience(room.id, room.epoch, self.bounds, roll_of(room), self.late_bounds, crowd)

    def _new_code(self, is_taken: Callable[[Code], bool]) -> Code:
        while is_taken(code := chance.code(self.source)):
            continue
        return code


def _invite(like: Summary | None, creator: Player) -> tuple[PlayerId, ...]:
    """Return the people of a room that is over, but for who opens the next one, and whom the host banned."""
    if like is None:
        return ()
    access = like.admission.access
    people = (player for player in like.people if player != creator.id and not is_bot(player))
    return tuple(player for player in people if access.ban_of(player) is None)


def _terms(room: RoomSection) -> Terms:
    return Terms(
        undo_moves=room.undo_moves,
        undo_bytes=room.undo_bytes,
        offers_max=room.offers_max,
        offer_wait_ms=int(room.offer_wait_seconds * 1000),
    )
