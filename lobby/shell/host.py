"""The shell's runner of one room: takes inputs, stores steps, and tells of them once they are stored."""

from collections import deque
from collections.abc import Callable, Sequence
from zlib import crc32

import attrs
import structlog
import trio
from attrs import define, evolve, field

from lobby.core import inputs
from lobby.core.announce import announce, shown_now
from lobby.core.blame import GameFailed
from lobby.core.budget import OverBudget
from lobby.core.events import Opened, Row
from lobby.core.history.log import pack_row
from lobby.core.history.snapshot import pack_snapshot
from lobby.core.ids import SessionId
from lobby.core.inputs import Close, Input, Restart, TimeCame, Upgrade
from lobby.core.outputs import Expelled
from lobby.core.realtime import Run
from lobby.core.refusal import Refusal, Reply
from lobby.core.room import Room, looks_alike
from lobby.core.step import Step, take_ticks
from lobby.shell.audience import Audience, Telling
from lobby.shell.keeping.results import records_of
from lobby.shell.landlord import Parts
from lobby.shell.network.together import TOGETHER
from lobby.shell.records import KeepResult, KeepSnapshot, Record
from lobby.shell.reporting.failing import report_failure
from lobby.shell.store import By
from lobby.shell.taking import PARTS, Taking
from lobby.shell.timing.alarm import Alarm
from lobby.shell.untold import UNSTORED, Behind, Untold
from lobby.wire.values import Value

log = structlog.get_logger()

# A timer that makes the game raise is tried again after this time, and so often.
RETRY_SECONDS = 1.0
FAILURES_MAX = 3
FAILURES_SECONDS = 60.0

# With these a room goes on after a start, or ends.
_BEGINNINGS = (Restart, Upgrade, Close)


def _nothing() -> None:
    """No game ticks here."""


def _nothing_before(_: Input, at_ms: int) -> None:
    """No game ticks here."""


@define(eq=False)
class Host:
    """Runs one room. `room` is ahead of what is told; `told` is what is committed and told."""

    room: Room
    audience: Audience
    parts: Parts
    told: Room
    _zero_seconds: float  # what the clock of all rooms showed at room time 0
    entering: dict[SessionId, object] = field(factory=dict)  # the last entry of each session that waits
    _queue: deque[Behind | Untold] = field(factory=deque)  # what is not told yet, in order
    _inbox: deque[tuple[Input, Reply | None, By | None, int]] = field(factory=deque)  # with room times
    _is_taking: bool = False
    _is_dead: bool = False  # see `die`
    _failures: list[float] = field(factory=list)  # when timers made the game raise
    _noted: tuple[Room, int] | None = None  # what the landlord knows, with the changes of the crowd by then
    has_to_begin: bool = False  # after a start the store did not take that the room goes on: nothing else may
    incarnation: int = 1  # of the room in the store; another one holds it after a restart
    # Of a game that ticks: what is not stored yet comes before what is asked.
    before_step: Callable[[Input, int], None] = _nothing_before
    after_step: Callable[[], None] = _nothing
    waits: Value = None  # whom it waits for, as it is told beside the log
    _kept_step: int = 1  # the last one that is in a snapshot, or can be replayed at once
    _snapshot_shift: int = field(init=False)  # of the steps at which it is kept
    _alarm: Alarm = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._alarm = Alarm(self)
        self._snapshot_shift = crc32(self.room.id.encode())

    def open(self, opened: Opened, reply: Reply, records: Sequence[Record]) -> None:
        """Store the room's first step with the records; must come before anything else is given."""
        tellings = self.audience.draft(shown_now(self.room), 1)
        self.append(Step(Row(1, 0, (opened,)), self.room, None), tellings, reply=reply, records=records)

    def give(self, asked: Input, reply: Reply | None = None, by: By | None = None) -> None:
        """Take an input. `reply` hears its result or refusal, after the commit of what it was decided on.

        What is asked `by` a command is stored with its answer, so that it happens once also over a crash.
        An input that arises while a step runs waits for its turn.
        """
        self.put(asked, reply, by)
        self.work()

    def put(self, asked: Input, reply: Reply | None = None, by: By | None = None) -> None:
        """Take an input as `give` does, but no step yet: `work` must follow before anything is waited for."""
        if self.has_to_begin and not isinstance(asked, _BEGINNINGS):
            self._reply_behind_commits(reply, Refusal("store", "the store fails; nothing has changed"))
        else:
            self._inbox.append((asked, reply, by, self.now_ms()))

    def work(self) -> None:
        """Take what was put, one input after the other."""
        while (taking := self.begin()) is not None:
            for do_part in PARTS:
                do_part(taking)

    def begin(self) -> Taking | None:
        """Return what is to be taken next, which must be finished; None: nothing is, or something is being
        taken."""
        if self._is_taking or not self._inbox:
            return None
        self._is_taking = True
        try:
            asked, _, _, at_ms = self._inbox[0]
            self.before_step(asked, at_ms)
        except Exception:
            log.exception("room died", room=self.room.id)
            self.die()
        if not self._inbox:
            self._is_taking = False
            return None  # the room has died of it
        return Taking(self, *self._inbox.popleft())

    def draft_ticks(self, run: Run) -> tuple[Step, list[Telling]]:
        """Return the step that the ticks of the running game since the last time are, and what it tells.

        Only from `before_step`, or while no step is being taken. Raises GameFailed, OverBudget.
        """
        step = take_ticks(self.room, run, self.now_ms())
        return step, self.audience.draft(announce(self.room, step.room, step.row), step.row.number)

    def keep_ticks(self, step: Step, tellings: list[Telling]) -> None:
        """Store ticks that were drafted just now."""
        if step.failure is not None:
            self.report(inputs.RunTicks(*attrs.astuple(step.row.events[0], recurse=False)), step.failure)
        self.append(step, tellings, reply=None, records=())

    def ticks_failed(self, asked: inputs.RunTicks, failure: GameFailed) -> None:
        """The game has failed on ticks, which counts against the room: it closes after three times."""
        self.game_failed(asked, None, failure)
        self.work()

    def report(self, asked: Input, failure: GameFailed) -> None:
        """See Taker.report."""
        report_failure(self, asked, failure)

    def when_told(self, release: Callable[[], None]) -> None:
        """Do something once everything that was asked so far is told, or can't be stored."""
        self.work()
        self._queue.append(Behind(release))
        self._release()

    def now_ms(self) -> int:
        """Return the room time."""
        return int((self.parts.lived.now() - self._zero_seconds) * 1000)

    def seconds_at(self, at_ms: int) -> float:
        """Return the time of Trio's clock at a room time, if that goes on from now."""
        return self.parts.lived.trio_at(self._zero_seconds + at_ms / 1000)

    def look_at(self, at_ms: int) -> float:
        """Return when by Trio's clock to look whether it is that room time; it may be too early."""
        return self.parts.lived.look_at(self._zero_seconds + at_ms / 1000)

    @property
    def is_quiet(self) -> bool:
        """Tell whether nothing waits to be taken, stored or told."""
        return not (self._queue or self._inbox or self._is_taking)

    @property
    def unstored_since(self) -> float | None:
        """Return when the oldest step was that the store has not taken, by Trio's clock, if room time went on
        since then."""
        waiting = (one.room.now_ms for one in self._queue if isinstance(one, Untold) and not one.is_ready)
        at_ms = next(waiting, None)
        return None if at_ms is None else self.seconds_at(at_ms)

    @property
    def has_moved_on(self) -> bool:
        """Tell whether a start would have to replay steps."""
        return self.told.step > self._kept_step

    def snapshot(self) -> KeepSnapshot:
        """Return the room as it was told last, as it is stored; call it when the room is quiet."""
        self._kept_step = self.told.step
        data = pack_snapshot(self.told, self.audience.told(), self.audience.late())
        return KeepSnapshot(self.told.id, self.told.step, data)

    def append(
        self, step: Step, tellings: list[Telling], *, reply: Reply | None, records: Sequence[Record]
    ) -> None:
        """See Taker.append."""
        row, room = step.row, step.room
        lasting, packed = records_of(row, self.room, room), pack_row(row)
        untold = Untold(self, room, tellings, lasting, reply, step.result)
        self.room = room
        self._queue.append(untold)
        self.parts.store.append(
            room.id,
            self.incarnation,
            row.number,
            packed,
            untold.settle,
            records=(*records, *lasting),
        )

    def nothing_happened(self, asked: Input, reply: Reply | None, result: Value | Refusal) -> None:
        """See Taker.nothing_happened."""
        self._reply_behind_commits(reply, result)
        # A timer that finds nothing to do must not come again at once, for ever.
        if isinstance(asked, TimeCame) and not self._alarm.is_set:
            self._alarm.set(not_before=trio.current_time() + RETRY_SECONDS)

    def taken(self) -> None:
        """See Taker.taken."""
        self._is_taking = False

    def settled(self, step: Untold, committed: bool) -> None:
        """The store has told what became of a step."""
        if step not in self._queue:
            return  # an earlier step failed and took this one along
        if committed:
            step.is_ready = True
        else:
            self._go_back(step)
        self._release()
        if not (committed or self._is_dead):
            self.parts.landlord.went_back(self)

    def tell(self, step: Untold) -> None:
        """Tell a step that is committed, and its asker the result."""
        self.told = step.room
        self.parts.metrics.steps += 1
        self.audience.tell(step.tellings)
        for telling in step.tellings:
            if isinstance(telling, Expelled):
                self.parts.landlord.expelled(self.room.id, telling.player, telling.reason, telling.detail)
        if step.reply:
            step.reply(step.result)
        for record in step.lasting:
            if isinstance(record, KeepResult):
                self.parts.landlord.finished(record)

    def lose(self, step: Untold) -> None:
        """Let a step go that can't be stored; without its first one there is no room."""
        if step.room.step == 1:
            self.room = self.told = evolve(self.room, phase="closed")
            self.parts.landlord.closed(self)
        if step.reply:
            step.reply(UNSTORED)

    def _go_back(self, failed: Untold) -> None:
        """Drop a step and all after it; the room is what it was at its last commit."""
        self.parts.metrics.commits_failed += 1
        # The store itself says that it fails; one line for each step would be a thousand a second.
        log.debug("step not stored", room=self.room.id, step=failed.room.step)
        index = self._queue.index(failed)
        later = list(self._queue)[index:]
        kept = list(self._queue)[:index]
        self._queue = deque([*kept, *(Behind(one.fail) for one in later)])
        if self._is_dead:
            return
        self.room = next((one.room for one in reversed(kept) if isinstance(one, Untold)), self.told)
        self.audience.forget_drafts()
        self._alarm.set_anew(not_before=trio.current_time() + RETRY_SECONDS)

    def _release(self) -> None:
        try:
            with TOGETHER:
                while self._queue and self._queue[0].is_ready:
                    self._queue.popleft().release()
        except Exception:
            # The store that calls this serves all rooms.
            log.exception("room died", room=self.room.id)
            self.die()
        else:
            # Behind all that is told: side by side it takes less, as the parts of a step do (see cohort.py).
            TOGETHER.at_last(self._look_around_or_die)

    def _look_around_or_die(self) -> None:
        try:
            self._look_around()
        except Exception:
            log.exception("room died", room=self.room.id)
            self.die()

    def look_around(self) -> None:
        """Look around, whatever is known already."""
        self._noted = None
        self._look_around()

    def _look_around(self) -> None:
        """Set the next timer, and let the lobby know how things are, once everything is told."""
        if self._queue:
            return
        self._alarm.set()
        if self.told.phase == "closed":
            self._alarm.cancel()
            self.parts.landlord.closed(self)
            return
        if self._wants_snapshot:
            self.parts.store.write((self.snapshot(),), _ignore)
        if not self._is_noted():
            self._noted = (self.told, self.audience.crowd.changes)
            self.parts.landlord.changed(self)

    @property
    def _wants_snapshot(self) -> bool:
        """Whether to keep the room now, as after every so many steps; rooms that began together, and go on at
        the same pace, are not all kept in one moment."""
        every, shift = self.parts.snapshot_steps, self._snapshot_shift
        return (self.told.step + shift) // every > (self._kept_step + shift) // every

    def _is_noted(self) -> bool:
        """Tell whether the landlord knows the room as it is: a move in it is no news to others."""
        if self._noted is None:
            return False
        for seat in self.told.seats:
            if seat.bot:  # it waits for every move
                return False
        room, crowd_changes = self._noted
        return crowd_changes == self.audience.crowd.changes and looks_alike(room, self.told)

    def _reply_behind_commits(self, reply: Reply | None, result: Value | Refusal) -> None:
        if reply is not None:
            answer = reply
            self.when_told(lambda: answer(result))

    def game_failed(self, asked: Input, reply: Reply | None, failure: GameFailed) -> None:
        """See Taker.game_failed. It costs the asker a refusal, a timer in the end the room."""
        self.report(asked, failure)
        is_late = isinstance(failure.__cause__, OverBudget)
        detail = "the game took too long" if is_late else "the game failed on this"
        self._reply_behind_commits(reply, Refusal("game_failed", f"{detail}; nothing has changed"))
        if not isinstance(asked, TimeCame | inputs.RunTicks):
            return
        now = trio.current_time()
        self._failures = [at for at in self._failures if at > now - FAILURES_SECONDS] + [now]
        if len(self._failures) >= FAILURES_MAX:
            self._inbox.append((Close("closed"), None, None, self.now_ms()))
        else:
            self._alarm.set(not_before=trio.current_time() + RETRY_SECONDS)

    def die(self, reply: Reply | None = None) -> None:
        """See Taker.die. Whoever waits for an answer gets one, and nothing else is told any more.

        A step that the store has got already is answered once it is stored, or is not.
        """
        self._is_dead = True
        self.room = self.told = evolve(self.room, phase="closed")
        asked, self._inbox = self._inbox, deque()
        for one in self._queue:
            one.orphan()
        for answer in (reply, *(waiting for _, waiting, _, _ in asked)):
            if answer is not None:
                answer(Refusal("room_closed", "the room has failed"))
        self._alarm.cancel()
        self.parts.store.set_aside(self.room.id, "the server failed in it")
        self.parts.landlord.closed(self)
        self._release()


def _ignore(_: bool) -> None:
    """A snapshot only spares time: without it the log is replayed from an older one."""
