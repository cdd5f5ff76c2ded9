"""The test of the test: with any one mechanism of delivery switched off, the simulation finds something."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from clients import fold
from clients.session import Session
from lobby.core import moving
from lobby.core.session import Books, Heard, New, Overtaken, Taken, Tenure
from lobby.core.step import Step
from lobby.core.topic import Draft, Topic
from lobby.shell.conversation import Conversation
from lobby.shell.host import Host
from lobby.wire.codec import encode
from lobby.wire.frame import Frame
from lobby.wire.messages import CaughtUp, Offset, Patch, Resume
from lobby.wire.values import Value
from tests.simulation.run import run_seed

SEEDS_MAX = 20  # what needs more seeds than these is hardly tested
ASKED_MAX = 1000
Patcher = pytest.MonkeyPatch


def without_dedupe(patch: Patcher) -> None:
    """A command is carried out as often as it comes."""
    real = Books.hear

    def hear(books: Books, number: int) -> Heard:
        return New() if 0 < number <= books.highest else real(books, number)

    patch.setattr(Books, "hear", hear)


def without_positions(patch: Patcher) -> None:
    """A move hits whatever position there is now."""
    real = moving._check_move

    def check(room: Any, game: Any, seat: int, asked: Any) -> Any:
        return real(room, game, seat, evolve(asked, position=game.turns[seat].position))

    patch.setattr(moving, "_check_move", check)


def without_take_over(patch: Patcher) -> None:
    """What an old connection says, and that it is lost, counts although a new one is there."""
    patch.setattr(Tenure, "is_held_by", lambda tenure, holder: True)
    real = Tenure.release

    def release(tenure: Tenure[Any], holder: Any, now: float, keep_seconds: float) -> bool:
        return real(tenure, tenure.holder, now, keep_seconds)

    patch.setattr(Tenure, "release", release)


def without_snapshots(patch: Patcher) -> None:
    """Who has missed more than the ring holds gets what the ring holds."""
    real = Topic.missing

    def missing(topic: Topic, offset: Offset | None, *, more: bool = False) -> list[tuple[int, Frame]]:
        if offset is not None and offset[0] == topic.epoch and offset[1] < topic.number:
            return [
                (number, frame) for number, frame in topic._frames_after(topic._before) if number > offset[1]
            ]
        return real(topic, offset, more=more)

    patch.setattr(Topic, "missing", missing)
    # Alone this is no mechanism that could be missed: while the server tells what it must, no client has a
    # gap. It is what finds out that the server does not, and then asks without an end.
    _without_gap_check(patch)
    _with_an_end_of_asking(patch)


def _without_gap_check(patch: Patcher) -> None:
    """A client folds a change into whatever view it has."""
    real = fold._hear_patch

    def hear(views: fold.Views, message: Patch) -> fold.Views:
        told = views.held.get(message.topic)
        previous = message.previous if told is None or told.number >= message.number else told.number
        return real(views, evolve(message, previous=previous, hash=None))

    patch.setattr(fold, "_hear_patch", hear)


def _with_an_end_of_asking(patch: Patcher) -> None:
    """A client whom a change does not fit gives up once it has asked so often for what it lacks, all in one
    moment: it is never told."""
    real, asked = Session._ask, Counter[Session]()

    def ask(session: Session, damaged: frozenset[str] = frozenset()) -> Resume:
        asked[session] += 1
        assert asked[session] < ASKED_MAX, "it asks again and again"
        return real(session, damaged)

    patch.setattr(Session, "_ask", ask)


def without_commits(patch: Patcher) -> None:
    """A command is answered as soon as its step is made, stored or not."""
    real = Host.append

    def append(host: Host, step: Step, *args: Any, reply: Any, **kwargs: Any) -> None:
        if reply is not None:
            reply(step.result)
        real(host, step, *args, reply=None, **kwargs)

    patch.setattr(Host, "append", append)


def without_retelling(patch: Patcher) -> None:
    """What an outbox has dropped is never told, although the reader is there again."""

    def tell_missed(talk: Conversation, topics: dict[str, int], answers: list[int]) -> None:
        talk.session.deliver(Frame(encode(CaughtUp())))

    patch.setattr(Conversation, "tell_missed", tell_missed)


def without_whole_steps(patch: Patcher) -> None:
    """Each frame of a step is shown as it comes."""
    real = Topic.draft

    def draft(topic: Topic, number: int, view: Value, *, more: bool, **kwargs: Any) -> Draft | None:
        return real(topic, number, view, more=False, **kwargs)

    patch.setattr(Topic, "draft", draft)


def without_attempts(patch: Patcher) -> None:
    """A hello that was overtaken by a later one of the same client takes over from it."""
    real = Tenure.take

    def take(tenure: Tenure[Any], holder: Any, attempt: int) -> Taken[Any] | Overtaken:
        return real(tenure, holder, 0)

    patch.setattr(Tenure, "take", take)


@pytest.mark.slow
@pytest.mark.parametrize(
    "switch_off",
    [
        without_dedupe,
        without_positions,
        without_take_over,
        without_snapshots,
        without_commits,
        without_retelling,
        without_whole_steps,
        without_attempts,
    ],
)
def test_the_simulation_finds_what_is_switched_off(
    switch_off: Callable[[Patcher], None], monkeypatch: Patcher
) -> None:
    switch_off(monkeypatch)

    for seed in range(SEEDS_MAX):
        if faults := run_seed(seed).faults:
            print(f"{switch_off.__name__}: seed {seed} finds {faults[0][:300]}")  # noqa: T201 - seen with -s
            return
    pytest.fail(f"{SEEDS_MAX} seeds find nothing {switch_off.__name__.replace('_', ' ')}")
