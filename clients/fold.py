"""What a client knows, as a pure fold: hear(views, message) → views.

Two things are told apart: what is *held* (every frame folded as it comes) and what is *shown* (whole
steps only). A frame with `more` is held back until the last frame of its step is there, and while
something is missing nothing new is shown at all: half of a step is worse than a late one.
"""

from collections.abc import Mapping

import attrs
from attrs import field, frozen

from lobby.wire.messages import CaughtUp, Done, Gone, Offset, Patch, Refused, ServerMessage, Snapshot
from lobby.wire.patch import Change, fold
from lobby.wire.values import Value, hash_view


@frozen
class Told:
    """The view of one topic at a number."""

    epoch: str
    number: int
    view: Value


@frozen
class Views:
    """Everything that the server has told on topics."""

    held: Mapping[str, Told] = field(factory=dict)
    shown: Mapping[str, Told] = field(factory=dict)
    missing: frozenset[str] = frozenset()  # topics with a gap, or with a view that can't be right
    damaged: frozenset[str] = frozenset()  # those of them whose view can't be right, for the server to know
    asked: bool = False  # a hello or resume is on its way: its frames come before `caught_up`


def hear(views: Views, message: ServerMessage) -> Views:
    """Return the views after a message of the server; messages that tell nothing change nothing."""
    match message:
        case Snapshot():
            told = Told(message.epoch, message.number, message.view)
            views = _hold(views, message.topic, told)
            return views if message.more else _show_step(views, message.topic)
        case Patch():
            views = _hear_patch(views, message)
            return views if message.more else _show_step(views, message.topic)
        case Gone():
            return _drop(views, message, at_once=not _is_of_a_step(message))
        case CaughtUp():
            return _show(attrs.evolve(views, asked=False), views.held)
        case Done() | Refused():
            # An answer comes after all frames that tell its effect: no step is half told now.
            return _show(views, views.held)
        case _:
            return views


def ask(views: Views) -> tuple[Views, dict[str, Offset]]:
    """Return the last frame per topic, for a hello or resume; what can't be right is not named."""
    offsets = {topic: (told.epoch, told.number) for topic, told in views.held.items()}
    return attrs.evolve(views, asked=True, missing=frozenset(), damaged=frozenset()), offsets


def must_ask(views: Views) -> bool:
    """Return whether something is missing that nothing on its way will bring."""
    return bool(views.missing) and not views.asked


def _hear_patch(views: Views, patch: Patch) -> Views:
    told = views.held.get(patch.topic)
    if told is not None and patch.number <= told.number:
        return views  # two resumes may bring a frame twice
    if told is None or patch.previous != told.number:
        return attrs.evolve(views, missing=views.missing | {patch.topic})
    view, fits = _fold(told.view, patch.change)
    if not fits or (patch.hash is not None and hash_view(view) != patch.hash):
        return _distrust(views, patch.topic)
    return _hold(views, patch.topic, Told(told.epoch, patch.number, view))


def _fold(view: Value, change: Change) -> tuple[Value, bool]:
    # A change comes from a stranger: besides what `fold` promises it may have any shape.
    try:
        return fold(view, change), True
    except (ValueError, LookupError, TypeError, AttributeError):
        return view, False


def _hold(views: Views, topic: str, told: Told) -> Views:
    held = {**views.held, topic: told}
    return attrs.evolve(views, held=held, missing=views.missing - {topic}, damaged=views.damaged - {topic})


def _distrust(views: Views, topic: str) -> Views:
    """Forget the view, so that the next resume does not name the topic and gets a snapshot."""
    held = {name: told for name, told in views.held.items() if name != topic}
    damaged = views.damaged | {topic}
    return attrs.evolve(views, held=held, missing=views.missing | {topic}, damaged=damaged)


def _is_of_a_step(gone: Gone) -> bool:
    """Whether frames of the same step follow: a seat that is given up may be taken in for another one."""
    return gone.reason == "freed" and gone.topic.startswith("seat/")


def _drop(views: Views, message: Gone, *, at_once: bool) -> Views:
    gone = {name for name in (*views.held, *views.missing) if _ends_with(name, message)}
    shown = {name: told for name, told in views.shown.items() if name not in gone}
    return attrs.evolve(
        views,
        held={name: told for name, told in views.held.items() if name not in gone},
        shown=shown if at_once else views.shown,
        missing=views.missing - gone,
        damaged=views.damaged - gone,
    )


def _ends_with(name: str, gone: Gone) -> bool:
    """Return whether a topic ends when another one does: with a room goes all that is of it.

    Not where its player has only moved to other topics of the room.
    """
    is_whole = gone.topic.startswith(("room/", "watch/")) and gone.reason != "moved"
    return name == gone.topic or (is_whole and name.split("/")[1:2] == gone.topic.split("/")[1:2])


def _show_step(views: Views, topic: str) -> Views:
    """Show what a whole step has changed: all topics of its room, and of no other."""
    scope = _scope(topic)
    return _show(views, {name: told for name, told in views.held.items() if _scope(name) == scope})


def _show(views: Views, told: Mapping[str, Told]) -> Views:
    if views.asked or views.missing:
        return views
    kept = {name: known for name, known in views.shown.items() if name in views.held}
    return attrs.evolve(views, shown={**kept, **told})


def _scope(topic: str) -> str:
    # The topics that steps of a room change are shown together; every other one stands for itself.
    # So are those of a real-time game, which ticks beside them.
    kind, _, rest = topic.partition("/")
    if kind == "live":
        return f"live/{rest.partition('/')[0]}"
    return rest.partition("/")[0] if kind in _STEPPED else topic


_STEPPED = frozenset({"room", "game", "seat", "watch"})
