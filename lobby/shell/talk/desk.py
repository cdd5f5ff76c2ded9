"""What keeps players from harming each other by what they say: blocks, reports, and how much each may."""

from collections.abc import Callable, Iterable
from typing import assert_never

import trio
from attrs import define, field

from lobby.core import because
from lobby.core.ids import PlayerId
from lobby.core.refusal import Refusal, Reply
from lobby.core.talk.text import RAW_FACTOR, clean
from lobby.settings import Config
from lobby.shell.audience import Audience
from lobby.shell.chance import Chance
from lobby.shell.host import Host
from lobby.shell.limits import PerAddress
from lobby.shell.lobby import Lobby
from lobby.shell.people.own_games import OwnGames
from lobby.shell.people.registry import Registry
from lobby.shell.questions import KnownPlayer
from lobby.shell.records import KeepBlocks, KeepReport, Record
from lobby.shell.session import Session
from lobby.shell.store import By, Store
from lobby.shell.talk.word_filter import WordFilter
from lobby.wire.messages import Block, Player, Report, Unblock
from lobby.wire.values import Value, load, pack
from lobby.wire.whys import What

_NOT_STORED = Refusal("store", "it could not be stored; nothing has changed")


@define(eq=False)
class TalkDesk:
    """Blocks of all players, and what each of them may still use; `find_host` finds a room in memory."""

    config: Config
    registry: Registry
    store: Store
    lobby: Lobby
    own: OwnGames
    source: Chance
    wall_clock: Callable[[], float]  # seconds since the Unix epoch
    filter: WordFilter
    find_host: Callable[[str], Host | None]
    when_blocks_change: Callable[[PlayerId], None]
    _blocked: dict[PlayerId, dict[PlayerId, str]] = field(factory=dict)  # with the names of then
    _rates: dict[What, PerAddress] = field(init=False)

    def __attrs_post_init__(self) -> None:
        talk, limits = self.config.talk, self.config.limits
        per_second: dict[What, tuple[float, float]] = {
            "names": (talk.names_per_minute / 60, talk.names_burst),
            "house": (talk.houses_per_minute / 60, talk.houses_burst),
            "blocks": (talk.blocks_per_minute / 60, talk.blocks_per_minute),
            "reports": (talk.reports_per_hour / 3600, talk.reports_burst),
            "seats": (talk.seats_per_minute / 60, talk.seats_burst),
            "signals": (talk.signals_per_second, max(talk.signals_per_second, limits.signals_burst)),
        }
        self._rates = {what: PerAddress(*rate, talk.players) for what, rate in per_second.items()}
        self.own.blocked_by = self.blocked_by

    def restore(self, kept: Iterable[KeepBlocks]) -> None:
        """Take in what was known before the restart."""
        for blocks in kept:
            self._blocked[blocks.player] = {PlayerId(id_): name for id_, name in load(blocks.data)}

    def returned(self, known: KnownPlayer) -> None:
        """A player is in memory again."""
        if known.blocks is not None:
            self.restore([KeepBlocks(known.player.id, known.blocks)])

    def dropped(self, player: PlayerId) -> None:
        """A player is in memory no more."""
        self._blocked.pop(player, None)

    def forget(self, players: Iterable[PlayerId]) -> None:
        """The store knows these players no more."""
        for player in players:
            self.dropped(player)

    def blocks(self, player: PlayerId, other: PlayerId) -> bool:
        """Tell whether a player does not want to hear another one."""
        return other in self._blocked.get(player, ())

    def are_apart(self, one: PlayerId, other: PlayerId) -> bool:
        """Tell whether one of two players does not want to hear the other: then they are not to meet."""
        return self.blocks(one, other) or self.blocks(other, one)

    def blocked_by(self, player: PlayerId) -> list[Value]:
        """Return whom a player does not want to hear, as player/<id> tells it."""
        return [{"id": id_, "name": name} for id_, name in self._blocked.get(player, {}).items()]

    def find_wait(self, what: What, player: PlayerId) -> Refusal | None:
        """Let one more of something pass for a player, in whatever session; or return when it may."""
        wait_seconds = self._rates[what].take(player, trio.current_time())
        if not wait_seconds:
            return None
        return because.too_often(what, because.Rate(*self._rates[what].rate), wait_seconds)

    def carry_out(self, session: Session, command: Block | Unblock | Report, reply: Reply) -> None:
        """Carry out a command that is about another player."""
        match command:
            case Block(_, player):
                self._block(session, command, PlayerId(player), reply)
            case Unblock(_, player):
                blocked = dict(self._blocked.get(session.player_id, {}))
                blocked.pop(PlayerId(player), None)
                self._keep(session, command.number, blocked, reply)
            case Report():
                self._report(session, command, reply)
            case _:
                assert_never(command)

    def _block(self, session: Session, command: Block, player: PlayerId, reply: Reply) -> None:
        known, most = self.registry.find(player), self.config.talk.blocked
        blocked = dict(self._blocked.get(session.player_id, {}))
        if known is None or player == session.player_id:
            reply(because.nobody())
        elif player not in blocked and len(blocked) >= most:
            reply(because.at_most("over_limit", "blocked", most, "unblock one first"))
        elif (refusal := self.find_wait("blocks", session.player_id)) is not None:
            reply(refusal)
        else:
            self._keep(session, command.number, {**blocked, player: known.name}, reply)

    def _keep(self, session: Session, number: int, blocked: dict[PlayerId, str], reply: Reply) -> None:
        """Have a player block these, once that is stored with its answer."""
        player = session.player_id
        before = self._blocked.get(player, {})
        self._set(player, blocked)

        def done(committed: bool) -> None:
            if not committed and self._blocked.get(player, {}) == blocked:
                self._set(player, before)
            reply(None if committed else _NOT_STORED)

        kept = KeepBlocks(player, pack([[id_, name] for id_, name in blocked.items()]))
        self._write(session, number, kept, done)

    def _set(self, player: PlayerId, blocked: dict[PlayerId, str]) -> None:
        if blocked:
            self._blocked[player] = blocked
        else:
            self._blocked.pop(player, None)
        self.own.touch(player)
        self.when_blocks_change(player)

    def _report(self, session: Session, report: Report, reply: Reply) -> None:
        longest, about = self.config.talk.report_characters, self.registry.find(report.player)
        text = clean(report.text) if len(report.text) <= RAW_FACTOR * longest else report.text
        host = self.find_host(report.room) if report.room else None
        if about is None or about.id == session.player_id:
            reply(because.nobody())
        elif not 1 <= len(text) <= longest:
            reply(because.too_long("bad_text", "report", len(text), 1, longest))
        elif report.room and (host is None or session.id not in host.audience.sessions):
            reply(Refusal("not_member", "only who is in a room reports what was said there"))
        elif (refusal := self.find_wait("reports", session.player_id)) is not None:
            reply(refusal)
        else:
            data = pack(self._describe(session, about, text, report.room, host))
            kept = KeepReport(self.source.token_bytes(16).hex(), int(self.wall_clock() * 1000), data)
            done = lambda committed: reply(None if committed else _NOT_STORED)  # noqa: E731
            self._write(session, report.number, kept, done)

    def _describe(
        self, session: Session, about: Player, text: str, room: str, host: Host | None
    ) -> dict[str, Value]:
        """Return a report as it is stored, with the last lines that who reports has heard there."""
        lines = self.lobby.lines() if host is None else _lines_heard(host.audience, session.player_id)
        lines.sort(key=lambda line: (line["at_ms"], line["number"]))
        return {
            "by": session.player_id,
            "by_name": session.player.name,
            "player": about.id,
            "name": about.name,
            "room": room,
            "room_name": host.told.name if host is not None else "",
            "text": text,
            "lines": lines[len(lines) - min(len(lines), self.config.talk.report_lines) :],
        }

    def _write(self, session: Session, number: int, record: Record, done: Callable[[bool], None]) -> None:
        answer = By(session.id, number).answer(None)
        self.store.write((*self.registry.saving.records_of(session), record, answer), done)


def _lines_heard(audience: Audience, player: PlayerId) -> list[Value]:
    """Return the lines of all channels that a player hears in a room: nobody tells of others."""
    lines: list[Value] = []
    for name in sorted(audience.topics_heard_by(player)):
        view = audience.topic(name).view
        if name.startswith(("room/", "talk/")):
            lines += view["chat"]
        elif name.startswith("watch/"):
            lines += view["room"]["chat"]
    return lines
