"""Who hears of a step, and what: the views that changed, topics that begin and end."""

from collections.abc import Iterator
from typing import assert_never

from lobby.core.events import Banned, Closed, Removed, Row, Said
from lobby.core.ids import PlayerId
from lobby.core.outputs import (
    Added,
    Enrolled,
    Expelled,
    Granted,
    Hint,
    Output,
    Revoked,
    Shown,
    WatchBegun,
    WatchLater,
)
from lobby.core.room import Room
from lobby.core.step import deadlines
from lobby.core.talk.channel import view_talk
from lobby.core.views import (
    game_topic,
    room_topic,
    seat_topic,
    talk_topic,
    view_game,
    view_room,
    view_seat,
    view_watch,
    watch_topic,
)
from lobby.core.watching import roll_of, shown_ms


def announce(before: Room, after: Room, row: Row) -> list[Output]:
    """Return the outputs of a step, in the order in which they must leave; the game's view is last.

    Of the views of one step all but the last are marked `more`, so that nobody is shown half a step: first
    those of seats, then the room's, which changes with every change of seats, then the game's. Before all of
    them comes who hears them; what is held back for watchers is no part of the step that they see.
    """
    if len(row.events) == 1 and isinstance(row.events[0], Said) and before.chat is not after.chat:
        return _line_said(before, after)
    outputs = _table_changed(before, after)
    plays = game_changed(before, after)
    outputs += _seats_shown(before, after, plays)
    outputs += _table_shown(after, is_changed=room_changed(before, after), plays=plays)
    if after.house.watching == "delayed" and isinstance(later := watched(before, after), WatchLater):
        outputs.append(later)
    for event in row.events:
        if isinstance(event, _EXPELLING):
            outputs += _expelled(event, after)
    return outputs


_EXPELLING = (Removed, Banned, Closed)


def _line_said(before: Room, after: Room) -> list[Output]:
    """Return what is told of a mere line that everybody hears: the line, and not the room anew."""
    gone = len(before.chat) + 1 - len(after.chat)
    later = watched(before, after)
    said = Added(room_topic(after.id), after.chat[-1], gone)
    return [said, later] if isinstance(later, WatchLater) else [said]


def _table_changed(before: Room, after: Room) -> list[Output]:
    """Return what is told of who hears what; of a mere move nothing, as one look shows."""
    is_same = before.seats is after.seats and before.talk is after.talk and before.house is after.house
    if is_same:
        return []
    return [*_talked(before, after), *_enrolled(before, after), *_revoked(before, after)]


def _table_shown(after: Room, *, is_changed: bool, plays: bool) -> list[Shown]:
    # Where nobody may watch, others hear only the room's view: it must not wait for the game's.
    is_closed = after.house.watching == "closed"
    shown = []
    if is_changed:
        shown.append(Shown(room_topic(after.id), view_room(after), more=plays and not is_closed))
    if plays:
        more, known = is_closed and is_changed, after.match and after.match.hint
        hint = Hint("view", *known) if known else None
        shown.append(Shown(game_topic(after.id), view_game(after), more=more, hint=hint))
    return shown[::-1] if is_closed else shown


def watched(before: Room, after: Room) -> WatchBegun | WatchLater | None:
    """Return what a step means for who watches late."""
    if after.house.watching != "delayed":
        return None
    if before.house.watching != "delayed":
        return WatchBegun(after.step, view_watch(view_room(after), view_game(after)))
    room = view_room(after) if room_changed(before, after) else None
    game = view_game(after) if game_changed(before, after) else None
    if room is None and game is None:
        return None
    return WatchLater(after.step, shown_ms(after), room, game)


def topics_of(room: Room) -> list[tuple[str, PlayerId | None]]:
    """Return every topic of the room that the log speaks of, and whose it is; the game's last."""
    seats = [(topic, player) for topic, player in _owners(room).items()]
    watch = [(watch_topic(room.id), None)] if room.house.watching == "delayed" else []
    talks = [(talk_topic(room.id, talk.name), None) for talk in room.talk]
    return [(room_topic(room.id), None), *seats, *watch, *talks, (game_topic(room.id), None)]


def shown_now(room: Room) -> list[Output]:
    """Return the views of a room that has just opened."""
    people, game = view_room(room), view_game(room)
    late = [WatchBegun(room.step, view_watch(people, game))] if room.house.watching == "delayed" else []
    return [
        Shown(room_topic(room.id), people, more=True),
        Shown(game_topic(room.id), game, more=False),
        *late,
    ]


def room_changed(before: Room, after: Room) -> bool:
    """Tell whether a step has changed what the room's own view shows."""
    return (
        before.seats is not after.seats
        or before.chat is not after.chat
        or before.phase != after.phase
        or before.host != after.host
        or (before.house is not after.house and before.house != after.house)
        or before.muted is not after.muted
        or (before.access is not after.access and before.access.banned != after.access.banned)
        or before.starts_ms != after.starts_ms
        or before.zero_ms != after.zero_ms
        or before.offers != after.offers
        or before.plain_options is not after.plain_options
        or before.name != after.name
        or before.public != after.public
        or (after.settings.is_slow and _keeps_other_seats(before, after))
    )


def game_changed(before: Room, after: Room) -> bool:
    """Tell whether a step has changed what the game's view shows: also how long somebody is waited for."""
    if after.game.is_real_time and not _shows_more(before, after):
        return False
    return before.match is not after.match or _deadlines_moved(before, after)


def _shows_more(before: Room, after: Room) -> bool:
    """Tell whether there is more to show than what live/<id> has shown tick by tick."""
    game, other = before.match, after.match
    if game is None or other is None:
        return game is not other
    return any(getattr(game, name) != getattr(other, name) for name in _BESIDE_TICKS)


_BESIDE_TICKS = ("number", "players", "absent", "timed_out", "resigned", "over", "result")


def _keeps_other_seats(before: Room, after: Room) -> bool:
    """Whether a seat is not kept any more whose player is out of a slow game, but still sits there."""
    return before.match is not after.match and any(
        before.keeps_seat(seat) != after.keeps_seat(seat) for seat in range(len(after.seats))
    )


def _deadlines_moved(before: Room, after: Room) -> bool:
    """Whether the game's view has changed without the game: who is away has longer to act."""
    match = after.match
    if match is None or after.phase != "playing" or before.seats is after.seats:
        return False
    return deadlines(before, match) != deadlines(after, match)


def _owners(room: Room) -> dict[str, PlayerId]:
    return {
        seat_topic(room.id, number, seat.tenancy): seat.person
        for number, seat in enumerate(room.seats)
        if seat.person is not None
    }


def _talked(before: Room, after: Room) -> Iterator[Shown]:
    """Channels stand for themselves; one that is emptied for who comes to hear it is so before they do."""
    if before.talk is after.talk:
        return
    for talk in after.talk:
        if talk not in before.talk:
            yield Shown(talk_topic(after.id, talk.name), view_talk(talk), more=False, number=talk.number)


def _enrolled(before: Room, after: Room) -> Iterator[Output]:
    if before.seats is after.seats and before.house == after.house:
        return
    if (begun := watched(before, after)) is not None and isinstance(begun, WatchBegun):
        yield begun
    if before.house.watching == "delayed" != after.house.watching:
        yield Revoked(watch_topic(after.id), "moved")
    if (roll := roll_of(after)) != roll_of(before):
        yield Enrolled(roll)


def _revoked(before: Room, after: Room) -> Iterator[Revoked]:
    if before.seats is after.seats:
        return
    remaining = _owners(after)
    for topic in _owners(before):
        if topic not in remaining:
            yield Revoked(topic, "freed")


def _seats_shown(before: Room, after: Room, plays: bool) -> list[Output]:
    is_same = before.seats is after.seats
    if is_same and not plays:
        return []
    outputs: list[Output] = []
    known = {} if is_same else _owners(before)
    for number, seat in enumerate(after.seats):
        if (owner := seat.person) is None:
            continue
        topic = seat_topic(after.id, number, seat.tenancy)
        if is_same or topic in known:
            if plays:
                outputs.append(Shown(topic, view_seat(after, number), True, owner))
        else:
            outputs += [Shown(topic, view_seat(after, number), True, owner), Granted(owner, topic, True)]
    return outputs


def _expelled(event: Removed | Banned | Closed, after: Room) -> Iterator[Output]:
    match event:
        case Removed(player, _, reason, by_operator):
            yield Expelled(player, "operator" if by_operator else "kicked", reason)
        case Banned(player, _, reason):
            yield Expelled(player, "banned", reason)
        case Closed(reason, text):
            code = "operator" if reason == "operator" else "closed"
            for topic, _ in topics_of(after):
                yield Revoked(topic, code, detail=text)
        case _:
            assert_never(event)
