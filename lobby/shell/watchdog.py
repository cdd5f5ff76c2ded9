"""Stops a game's hook that runs past its time: a thread looks, and a signal raises in the main thread."""

import gc
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

from attrs import define, field

from lobby.core.budget import OverBudget

Result = TypeVar("Result")
TraceFunction = Callable[[FrameType, str, object], Any]

# Hooks that wait in place of computing use no processor time; they get so many times their budget.
_WAITING_FACTOR = 4
# An error in the midst of a collection would be lost. Of a large heap one takes a second by itself.
_FINALIZING_FACTOR = 8
_FINALIZING_SECONDS = 4.0  # at the least
_LOOKS_PER_BUDGET = 5
# Whoever made a game run out of time has half of it next time, for a while: they may try again.
_HALVINGS_MAX = 2
_HALVED_SECONDS = 60.0
_NAMES_MAX = 1000


@define(eq=False)
class Watchdog:
    """Bounds the time of calls, while `running`; with 0 seconds nothing is bounded.

    Time is the processor time of the main thread, so that a busy machine costs no innocent game its move.
    What C code does in one call can't be stopped before it returns.
    """

    seconds: float
    _overrun: dict[str, list[float]] = field(factory=dict)  # by name, when its calls were stopped
    _name: str = ""
    _budgets: int = 1
    _calls: int = 0
    _call: int = 0  # the number of the call that is watched now, 0 between calls
    _insists: bool = False
    _collects: bool = False  # the garbage collector is at work
    _tracer_before: Any = None  # of a debugger, or of who measures coverage
    _seen: tuple[int, float, float] = (0, 0.0, 0.0)  # a call, processor time and time when first seen

    def run(self, name: str, call: Callable[[], Result], budgets: int = 1) -> Result:
        """Return what `call` returns; raise OverBudget in its midst when its time is up. Calls don't nest.

        It has as many budgets as were spent on it one by one before.

        Calls of one name share their record: each that was stopped halves the time of the next ones. So a
        name is that of who asked, and nobody else has less time for it.
        """
        if len(self._overrun) > _NAMES_MAX:
            self._overrun.clear()
        self._name, self._budgets = name, budgets
        self._calls += 1
        self._call = self._calls
        try:
            return call()
        finally:
            # A mere assignment: the interpreter runs no signal handler before it is done.
            self._call = 0
            if self._insists:
                self._insists = False
                sys.settrace(self._tracer_before)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch for the length of the block; only the main thread of a process can be watched."""
        is_main = threading.current_thread() is threading.main_thread()
        if not self.seconds or not is_main or not hasattr(signal, "pthread_kill"):
            yield
            return
        before = signal.signal(signal.SIGALRM, self._bite)
        stop = threading.Event()
        thread = threading.Thread(
            target=self._look, args=(stop, threading.get_ident()), name="watchdog", daemon=True
        )
        thread.start()
        gc.callbacks.append(self._note_collection)
        try:
            yield
        finally:
            gc.callbacks.remove(self._note_collection)
            stop.set()
            thread.join()
            signal.signal(signal.SIGALRM, before)

    def _look(self, stop: threading.Event, watched: int) -> None:
        clock = time.pthread_getcpuclockid(watched)
        while not stop.wait(self.seconds / (_LOOKS_PER_BUDGET << (_HALVINGS_MAX if self._overrun else 0))):
            if self._call and self._is_over(time.clock_gettime(clock), time.monotonic()):
                signal.pthread_kill(watched, signal.SIGALRM)

    def _is_over(self, processor: float, now: float) -> bool:
        call, processor_then, then = self._seen
        if self._call != call:
            self._seen = (self._call, processor, now)
            return False
        allowed = self._allowed(self._recent(now))
        return processor - processor_then >= allowed or now - then >= allowed * _WAITING_FACTOR

    def _allowed(self, recent: list[float]) -> float:
        return self._budgets * self.seconds / (1 << min(len(recent), _HALVINGS_MAX))

    def _bite(self, number: int, frame: FrameType | None) -> None:
        """Called by the interpreter in the main thread, some time after the signal."""
        call, _, then = self._seen
        if not self._call or self._call != call:
            return  # it has returned meanwhile
        now = time.monotonic()
        is_finalizing = self._collects or _is_finalizing(frame)
        if is_finalizing and now - then < max(self.seconds * _FINALIZING_FACTOR, _FINALIZING_SECONDS):
            return  # an error would be lost there, and leave somebody else's object half finished
        before = [at for at in self._recent(now) if at < then]
        # A hook that catches everything is stopped again and again, and counted once.
        self._overrun[self._name] = [*before, now]
        self._insist(frame)
        raise OverBudget(_describe(now - then, self._allowed(before), len(before)))

    def _note_collection(self, phase: str, _: dict[str, int]) -> None:
        # What is finalized in a collection, as a generator, need not have a frame that tells so.
        self._collects = phase == "start"

    def _insist(self, frame: FrameType | None) -> None:
        """Raise again wherever the hook catches this, with a bare `except:` in its loop."""
        if not self._insists:
            self._insists, self._tracer_before = True, sys.gettrace()
        while frame is not None and frame.f_code is not Watchdog.run.__code__:
            if not _is_ours(frame):
                frame.f_trace = self._trace
            frame = frame.f_back
        # The interpreter ends tracing when a tracer raises: the next bite begins it again.
        sys.settrace(self._ignore)

    def _trace(self, frame: FrameType, event: str, argument: object) -> TraceFunction | None:
        if self._call and event == "line" and isinstance(sys.exc_info()[1], OverBudget):
            raise OverBudget("caught, and raised again")
        return self._trace

    def _ignore(self, frame: FrameType, event: str, argument: object) -> None:
        """What is called from now on need not be traced."""

    def _recent(self, now: float) -> list[float]:
        return [at for at in self._overrun.get(self._name, ()) if at > now - _HALVED_SECONDS]


def _describe(seconds: float, allowed: float, before: int) -> str:
    cut = f", cut for being stopped {before} times in the last minute" if before else ""
    return f"stopped after {seconds:.2g} s, the budget was {allowed:.2g} s{cut}"


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith(("lobby.core.", "lobby.shell.", "lobby.wire."))


def _is_finalizing(frame: FrameType | None) -> bool:
    """Tell whether the garbage collector happens to be running a `__del__`, or a callback of its own."""
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None:
        if frame.f_code.co_name == "__del__" or frame.f_code in callbacks:
            return True
        frame = frame.f_back
    return False
