"""How a store in memory lets go what has been kept for long enough, by the rules of `tidying`."""

from collections.abc import Iterator
from typing import Self

from attrs import evolve, frozen

from lobby.core.ids import PlayerId
from lobby.settings import RetentionSection
from lobby.shell.questions import Tidied
from lobby.shell.stores.disk import Disk

_DAY_MS = 86_400_000


def tidy(disk: Disk, settings: RetentionSection, now_ms: int) -> Tidied:
    """Delete what is too old, at most as much as a slice may; call it again while there is more."""
    codes, players, rows = list[str](), list[PlayerId](), 0
    for _ in _drop(disk, settings, now_ms, codes, players):
        rows += 1
        if rows == settings.slice_rows:
            return Tidied(rows, codes, players, more=True)
    return Tidied(rows, codes, players)


def _drop(
    disk: Disk, settings: RetentionSection, now_ms: int, codes: list[str], players: list[PlayerId]
) -> Iterator[None]:
    """Delete one thing after the other, each followed by a yield."""
    before = _Limits.at(now_ms, settings)
    yield from _take_note(disk, now_ms)
    yield from _drop_rooms(disk, before, codes)
    yield from _drop_results(disk, before, settings.films_bytes)
    yield from _drop_players(disk, before, players)
    yield from _drop_orders(disk, settings, now_ms)
    yield from _drop_reports(disk, now_ms - int(settings.report_days * _DAY_MS), settings.reports)


@frozen
class _Limits:
    """The wall clock before which something is too old."""

    now_ms: int
    log: int
    room: int
    replay: int
    guest: int

    @classmethod
    def at(cls, now_ms: int, settings: RetentionSection) -> Self:
        days = (settings.log_days, settings.room_days, settings.replay_days, settings.guest_days)
        log, room, replay, guest = (now_ms - int(of * _DAY_MS) for of in days)
        return cls(now_ms, max(log, room), room, replay, guest)


def _take_note(disk: Disk, now_ms: int) -> Iterator[None]:
    for room, log in list(disk.logs.items()):
        if log.set_aside and not log.seen_ms:
            disk.put(disk.logs, room, evolve(log, seen_ms=now_ms))
    here = {session.player for session in disk.sessions.values()}
    for player in list(disk.players):
        if player not in here and player not in disk.idle_ms:
            disk.put(disk.idle_ms, player, now_ms)
            yield


def _drop_rooms(disk: Disk, before: _Limits, codes: list[str]) -> Iterator[None]:
    for id_, log in list(disk.logs.items()):
        room = disk.about(id_)
        if room.state != "closed":
            continue
        over_ms = log.seen_ms if log.set_aside else room.touched_ms
        if over_ms < (before.room if log.set_aside else before.log):
            disk.drop(disk.snapshots, id_)
            for number in list(log.rows):
                disk.drop(log.rows, number)
                yield
        if over_ms < before.room:
            disk.forget(id_, "")
            codes += [room.code] if room.code else []
            yield


def _drop_results(disk: Disk, before: _Limits, films_bytes: int) -> Iterator[None]:
    for id_, result in sorted(disk.results.items(), key=lambda item: item[1].ended_ms):
        if result.ended_ms < before.replay:
            disk.drop(disk.results, id_)
            for player in result.players:
                disk.drop(disk.changes, (player, id_))
            disk.drop(disk.films, id_)
            yield
        elif sum(map(len, disk.films.values())) > films_bytes and disk.films.get(id_):
            disk.put(disk.films, id_, b"")
            yield


def _drop_orders(disk: Disk, settings: RetentionSection, now_ms: int) -> Iterator[None]:
    for key, order in list(disk.orders.items()):
        if order.is_over(now_ms):
            disk.drop(disk.orders, key)
            yield
    oldest = sorted(disk.deeds.values(), key=lambda deed: (deed.at_ms, deed.id))
    excess = len(oldest) - settings.deeds
    for place, deed in enumerate(oldest):
        if place < excess or deed.at_ms < now_ms - int(settings.deed_days * _DAY_MS):
            disk.drop(disk.deeds, deed.id)
            yield


def _drop_reports(disk: Disk, before_ms: int, most: int) -> Iterator[None]:
    newest = sorted(disk.reports.values(), key=lambda report: (-report.at_ms, report.id))
    for place, report in enumerate(newest):
        if place >= most or report.at_ms < before_ms:
            disk.drop(disk.reports, report.id)
            yield


def _drop_players(disk: Disk, before: _Limits, players: list[PlayerId]) -> Iterator[None]:
    live = [room for id_, room in disk.rooms.items() if disk.state_of(id_) != "closed"]
    # Who is banned must be known again, or would come back as somebody else.
    ordered = {order.target for order in disk.orders.values() if not order.is_over(before.now_ms)}
    seated = {player for room in live for player in room.players} | ordered
    for player, idle_ms in list(disk.idle_ms.items()):
        if idle_ms >= before.guest or player not in disk.players:
            continue
        if player in seated:
            disk.put(disk.idle_ms, player, before.now_ms)
        else:
            disk.forget_player(player)
            players.append(player)
        yield
