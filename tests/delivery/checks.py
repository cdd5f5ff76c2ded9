"""What must hold at the end of a run: nothing lost, twice or out of order, and all see the truth."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from lobby.core.events import Removed
from lobby.wire.messages import Kick, Play, Say, Sit
from lobby.wire.patch import diff
from tests.delivery.truth import Move, Truth
from tests.delivery.watched import Asked, Watched

LOST, TWICE, REORDERED, UNEQUAL = "lost", "twice", "reordered", "unequal"
RESTARTED, UNSTORED = "restarted", "unstored"
# What a server may answer; anything else is an outcome that was lost.
REFUSALS = frozenset(
    {
        "store",
        "not_member",
        "no_such_room",
        "room_closed",
        "already_seated",
        "room_full",
        "seat_taken",
        "game_running",
        "not_seated",
        "no_game",
        "stale",
        "not_your_turn",
        "time_up",
        "illegal_move",
        "no_such_player",
        "not_host",
        "bad_name",
        "no_such_topic",
    }
)


@frozen(eq=False)
class Evidence:
    """What is compared: what every client was told, and what is stored of every room, by its id."""

    everybody: Sequence[Watched]
    truths: Mapping[str, Truth]
    refusals: frozenset[str] = REFUSALS


def check_delivery(evidence: Evidence) -> Iterator[str]:
    """Return what is wrong, each as a kind, a colon and the details."""
    yield from _check_outcomes(evidence)
    yield from _check_lines(evidence)
    yield from _check_steps(evidence)
    yield from _check_signals(evidence)
    yield from _check_displays(evidence)
    yield from _check_ends(evidence)


def _check_outcomes(evidence: Evidence) -> Iterator[str]:
    for watched in evidence.everybody:
        if watched.client.ended is not None:
            yield f"{LOST}: {watched.name} has ended: {watched.client.ended}"
        if expired := watched.client._session.expired:
            yield f"{RESTARTED}: {watched.name} had to begin anew {expired} times"
        for asked in watched.asked:
            if not asked.is_done and asked.outcome not in evidence.refusals:
                yield f"{LOST}: {watched.name} {asked.number} {asked.command} is {asked.outcome}"


def _check_lines(evidence: Evidence) -> Iterator[str]:
    for room, truth in evidence.truths.items():
        told = [said.text for said in truth.said]
        yield from compare_lines(lines_of(evidence.everybody, room), told, f"line in {room}")


def lines_of(everybody: Sequence[Watched], room: str) -> Iterator[list[str]]:
    """Return per client the lines that it was told are said, in the order in which it said them."""
    for watched in everybody:
        yield [
            asked.command.text
            for asked in watched.asked
            if isinstance(asked.command, Say) and asked.command.room == room and asked.is_done
        ]


def compare_lines(confirmed: Iterable[list[str]], told: list[str], what: str) -> Iterator[str]:
    """Return what is wrong with the lines that were told, beside those that their clients know to be said."""
    counts = Counter(told)
    known = set[str]()
    for texts in confirmed:
        known.update(texts)
        for text in texts:
            if counts[text] == 0:
                yield f"{LOST}: {what} {text!r}"
        own = set(texts)
        if [text for text in dict.fromkeys(told) if text in own] != [text for text in texts if counts[text]]:
            yield f"{REORDERED}: {what}: {texts}"
    for text, count in counts.items():
        if count > 1:
            yield f"{TWICE}: {what} {text!r}"
        if text not in known:
            yield f"{TWICE}: {what} {text!r} was refused and said"


def _check_steps(evidence: Evidence) -> Iterator[str]:
    """Each move, seat and kick that was confirmed happened once, where it was decided, and no other did."""
    confirmed = [(w, asked) for w in evidence.everybody for asked in w.asked if asked.is_done]
    for room, truth in evidence.truths.items():
        here = [(w, asked) for w, asked in confirmed if getattr(asked.command, "room", None) == room]
        wanted = (move for w, asked in here if (move := _move_of(w, asked)) is not None)
        yield from _balance(wanted, truth.moves, "move")
        sat = (w.player for w, asked in here if isinstance(asked.command, Sit))
        yield from _balance(sat, (seated.player for seated in truth.seated), "seat taken by")
        kicked = (asked.command.player for _, asked in here if isinstance(asked.command, Kick))
        removed = (e.player for row in truth.rows for e in row.events if isinstance(e, Removed))
        yield from _balance(kicked, removed, "kick of")


def _move_of(watched: Watched, asked: Asked) -> Move | None:
    match asked.command:
        case Play(room=room, game=game, position=position, move=move):
            return Move(watched.player, room, game, position, repr(move))
        case _:
            return None


def _balance(confirmed: Iterable[object], happened: Iterable[object], what: str) -> Iterator[str]:
    wanted, real = Counter(confirmed), Counter(happened)
    yield from (f"{LOST}: {what} {key}" for key in wanted - real)
    yield from (f"{TWICE}: {what} {key}" for key in real - wanted)


def _check_signals(evidence: Evidence) -> Iterator[str]:
    for watched in evidence.everybody:
        yield from (
            f"{TWICE}: signal {text!r} for {watched.name}" for text, n in watched.signals.items() if n > 1
        )


def _check_displays(evidence: Evidence) -> Iterator[str]:
    for watched in evidence.everybody:
        at = dict.fromkeys(evidence.truths, 0)
        for display in watched.displays:
            truth = evidence.truths.get(display.room)
            if truth is None:
                yield f"{UNSTORED}: {watched.name} was shown {display.room}, of which nothing is stored"
                continue
            if display.step > len(truth.rooms):
                last = f"the last of {display.room} is {len(truth.rooms)}"
                yield f"{UNSTORED}: {watched.name} was shown step {display.step}, {last}"
            elif fault := truth.find_fault(display, watched.player):
                yield f"{UNEQUAL}: {watched.name} {fault}"
            if display.step < at[display.room]:
                yield f"{UNEQUAL}: {watched.name} went back from {at[display.room]} to {display.step}"
            at[display.room] = display.step


def _check_ends(evidence: Evidence) -> Iterator[str]:
    """Everybody is there, and shows what is stored; what is not stored, the same as the first one."""
    for room, truth in evidence.truths.items():
        for watched in evidence.everybody:
            for topic in (f"room/{room}", f"game/{room}"):
                shown, due = watched.client.view(topic), truth.view(topic, len(truth.rooms))
                if shown != due:
                    what = diff(shown, due) if isinstance(shown, dict) else "shows nothing"
                    yield f"{UNEQUAL}: {watched.name} at the end on {topic}: {what}"
    for topic in (*(f"crowd/{room}" for room in evidence.truths), "lobby/chat"):
        views = {watched.name: watched.client.view(topic) for watched in evidence.everybody}
        if topic == "lobby/chat":
            views = {name: view for name, view in views.items() if view is not None}  # who listens
        first = next(iter(views.values()), None)
        yield from (f"{UNEQUAL}: {name} at the end on {topic}" for name in views if views[name] != first)
