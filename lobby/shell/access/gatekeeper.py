"""The gatekeeper: who may come into rooms now, and what hosts decide about who stays out."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import blake2b
from typing import Protocol

from attrs import define, evolve, field, frozen

from lobby.core import because
from lobby.core.codes import may_be_code
from lobby.core.hosting.access import Gate, Visitor, key_of, may_enter
from lobby.core.hosting.people import gate_of
from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import Admit, BanPlayer, Input, MutePlayer, PassHost, RemovePlayer, Unban
from lobby.core.refusal import Refusal
from lobby.core.summary import Summary
from lobby.core.talk.text import RAW_FACTOR, clean
from lobby.settings import AccessSection
from lobby.shell.access.guesses import Guesses
from lobby.shell.access.openers import Openers
from lobby.shell.access.passwords import Passwords
from lobby.shell.access.veil import find_missing
from lobby.shell.host import Host, Reply
from lobby.shell.network.addresses import group, is_local
from lobby.shell.people.registry import Registry
from lobby.shell.records import Record
from lobby.shell.rooms.living import Rooms
from lobby.shell.rooms.roster import Roster
from lobby.shell.session import Session
from lobby.shell.store import By
from lobby.wire.messages import Ban, Create, Kick, Mute, SetHouse
from lobby.wire.messages import PassHost as PassHostCommand
from lobby.wire.messages import Unban as UnbanCommand
from lobby.wire.values import Value

_MARK_BYTES = 12
_UNKNOWN = Refusal("no_such_player", "nobody knows that player")


class House(Protocol):
    """The lobby manager, as the gatekeeper sees it."""

    rooms: Rooms
    registry: Registry
    roster: Roster

    def ask(self, room: str, asked: Input, reply: Reply, session: Session, by: By) -> None:
        """Give a member's input to a room."""

    def by(self, session: Session, number: int, records: Sequence[Record] = ()) -> By:
        """Return what makes a command of a session happen once."""


@frozen
class _Lock:
    """What a password opens."""

    room: RoomId
    password_hash: str


@define(eq=False)
class Gatekeeper:
    """Asks `core.access` for every way into a room, and carries out what hosts decide about people."""

    settings: AccessSection
    house: House
    passwords: Passwords = field(init=False)
    guesses: Guesses = field(init=False)
    openers: Openers = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.passwords = Passwords(self.settings)
        self.guesses = Guesses(self.settings)
        self.openers = Openers(self._is_open)

    # --- who may come in -------------------------------------------------------------------------

    def find_refusal(self, host: Host, session: Session) -> Refusal | None:
        """Return why a session may not come into a room, None where it may.

        Who is in the room already is looked at by what is told: a ban that is not stored yet has sent nobody
        away. Anybody else is refused by what is decided.
        """
        is_inside = host.room.id in session.rooms
        room = host.told if is_inside else host.room
        # Those of an older server were made with the secret itself.
        keys = (key_of(room.access, room.secret), room.secret)
        return self._ask(gate_of(room), keys, room.id, session)

    def curtain(self, summary: Summary, session: Session, reply: Reply) -> Reply:
        """Return what a look at a room is told to: without people and games for who may not come in.

        Games that nobody may watch are told to who sits there or played last, and to nobody else.
        """
        if self.find_past_refusal(summary, session) is not None:
            return partial(_tell_door, reply)
        is_closed = summary.house.get("watching") == "closed" and session.player_id not in summary.people
        return partial(_tell_without_games, reply) if is_closed else reply

    def find_past_refusal(self, summary: Summary, session: Session) -> Refusal | None:
        """Return why a session could not come into a room as it was when this was known of it."""
        gate = summary.gate
        return self._ask(gate, (gate.access.key,), summary.id, session)

    def find_guess_refusal(self, session: Session, named: str) -> Refusal | None:
        """Return why a session may not name a room now: what it names may be a guess, of which it made many.

        No guess is what is no code, is listed for all, or is of a room that the player has to do with: nobody
        at the same address can keep them from a game.
        """
        if not may_be_code(named):
            return None
        listing = self.house.rooms.lobby.directory.door(named)
        if listing is not None and (listing.public or self._has_to_do_with(listing.id, session.player_id)):
            return None
        return self.guesses.may_ask(session)

    def _has_to_do_with(self, room: RoomId, player: PlayerId) -> bool:
        rooms = self.house.rooms
        if self.house.roster.is_member(room, player) or self.house.roster.may_return(room, player):
            return True
        if any(known.id == room for known in rooms.own.rooms_of(player)):
            return True  # a seat, one that is kept, or an invitation
        host, asleep = rooms.hosts.get(room), rooms.sleepers.get(room)
        return (host is not None and host.room.host == player) or (
            asleep is not None and asleep.host == player
        )

    def let_in(
        self, host: Host, session: Session, password: str, enter: Callable[[], None], reply: Reply
    ) -> None:
        """Go on with a session that comes in, or tell it why it may not; a password is looked at first."""
        refusal = self.find_refusal(host, session)
        if refusal is None:
            enter()
        elif refusal.code == "password_needed" and password:
            self._try_password(host, session, password, enter, reply)
        else:
            self.refuse(host, session, reply, refusal)

    def refuse(self, host: Host, session: Session, reply: Reply, refusal: Refusal) -> None:
        """Tell why a session may not come in, once that is certain."""

        def tell() -> None:
            still = self.find_refusal(host, session)
            reply(still or evolve(refusal, code="store", detail="it could not be stored; try again"))

        host.when_told(tell)

    def _ask(self, gate: Gate, keys: Iterable[bytes], room: RoomId, session: Session) -> Refusal | None:
        player = session.player_id
        is_member = self.house.roster.is_member(room, player) or self.house.roster.may_return(room, player)
        is_somebodys = gate.access.has_marks and _tells_apart(session.address)
        marks = tuple(mark(key, session.address) for key in keys) if is_somebodys else ()
        return may_enter(gate, Visitor(player, marks, is_member))

    def _try_password(
        self, host: Host, session: Session, password: str, enter: Callable[[], None], reply: Reply
    ) -> None:
        known, player = host.room.house.password_hash, session.player_id

        def admitted(result: Value | Refusal) -> None:
            if isinstance(result, Refusal):
                reply(result)
            else:
                enter()
            session.go_on()

        def admit() -> None:
            host.give(Admit(player, known, self.settings.admitted_per_room), admitted)

        self._verify(session, _Lock(host.room.id, known), password, admit, reply)

    def try_past_password(
        self, past: Summary, session: Session, password: str, enter: Callable[[], None], reply: Reply
    ) -> None:
        """Go on with who knows the password of a room that is over."""

        def go_on() -> None:
            enter()
            session.go_on()

        lock = _Lock(past.id, str(past.house.get("password_hash", "")))
        self._verify(session, lock, password, go_on, reply)

    def _verify(
        self, session: Session, lock: "_Lock", password: str, go_on: Callable[[], None], reply: Reply
    ) -> None:
        """Call `go_on` if the password is right, which has the session go on as well."""
        if refusal := self.guesses.try_password(session, lock.room):
            reply(refusal)
            return
        session.hold()

        def take(is_right: bool | Refusal) -> None:
            if is_right is True:
                self.guesses.was_right(session, lock.room)
                go_on()
            else:
                reply(
                    is_right
                    or because.refuse("wrong_password", "the room has another password", "password_wrong")
                )
                session.go_on()

        self.passwords.verify(lock.password_hash, password[: self.settings.password_characters], take)

    def find_opening_refusal(self, session: Session) -> Refusal | None:
        """Return why a session may open no further room, or none from its address, None where it may."""
        most = self.settings.rooms_per_address
        if self.openers.count(group(session.address)) < most:
            return self.guesses.may_open(session)
        return because.at_most("too_many_rooms", "rooms_of_address", most, "close one first")

    def _is_open(self, room: RoomId) -> bool:
        return room in self.house.rooms.hosts or room in self.house.rooms.sleepers

    def opened(self, session: Session, room: RoomId) -> None:
        """A session has opened a room."""
        self.guesses.has_opened(session)
        self.openers.note(group(session.address), room)

    # --- what a host decides ---------------------------------------------------------------------

    def kick(self, session: Session, command: Kick, reply: Reply) -> None:
        """Send a player out of a room, as its host wishes."""
        room, player = RoomId(command.room), PlayerId(command.player)
        reason = self._clean_reason(command.reason)
        # Who is cut off just now would be back without a word: a kick must hold for them, too.
        is_there = self.house.roster.is_member(room, player) or self.house.roster.may_return(room, player)
        if room in self.house.rooms.sleepers:
            self.house.rooms.when_awake(room, reply, partial(self.kick, session, command, reply))
        elif isinstance(reason, Refusal):
            reply(reason)
        elif missing := find_missing(self.house.rooms.hosts.get(room), session.player_id, player, is_there):
            reply(missing)
        else:
            name = self._name_of(room, player) or ""
            asked = RemovePlayer(session.player_id, player, name, reason)
            self._send_away(session, command, asked, reply)

    def ban(self, session: Session, command: Ban, reply: Reply) -> None:
        """Keep a player out of a room until it closes, as its host wishes."""
        room, player = RoomId(command.room), PlayerId(command.player)
        reason, name = self._clean_reason(command.reason), self._name_of(room, player)
        if room in self.house.rooms.sleepers:
            self.house.rooms.when_awake(room, reply, partial(self.ban, session, command, reply))
        elif isinstance(reason, Refusal):
            reply(reason)
        elif name is None:
            reply(_UNKNOWN)
        else:
            marks = self._marks_of(room, player) if command.address else ()
            most = self.settings.bans_per_room
            asked = BanPlayer(session.player_id, player, name, reason, marks, most)
            self._send_away(session, command, asked, reply)

    def mute(self, session: Session, command: Mute, reply: Reply) -> None:
        """Let a player say nothing in a room, as its host wishes; who has gone may come back."""
        room, player = RoomId(command.room), PlayerId(command.player)
        if room in self.house.rooms.sleepers:
            self.house.rooms.when_awake(room, reply, partial(self.mute, session, command, reply))
        elif self._name_of(room, player) is None:
            reply(_UNKNOWN)
        else:
            asked = MutePlayer(session.player_id, player, command.minutes)
            self.house.ask(command.room, asked, reply, session, self.house.by(session, command.number))

    def unban(self, session: Session, command: UnbanCommand, reply: Reply) -> None:
        """Let a banned player come again."""
        asked = Unban(session.player_id, PlayerId(command.player))
        self.house.ask(command.room, asked, reply, session, self.house.by(session, command.number))

    def pass_host(self, session: Session, command: PassHostCommand, reply: Reply) -> None:
        """Make another member the host."""
        room, player = command.room, PlayerId(command.player)
        host = self.house.rooms.hosts.get(RoomId(room))
        is_there = room in self.house.rooms.sleepers or self.house.roster.is_member(room, player)
        if missing := find_missing(host, session.player_id, player, is_there):
            reply(missing)
        else:
            asked = PassHost(session.player_id, player)
            self.house.ask(room, asked, reply, session, self.house.by(session, command.number))

    def hash_wish(
        self,
        session: Session,
        wish: Create | SetHouse,
        reply: Reply,
        go_on: Callable[[dict[str, Value]], None],
    ) -> None:
        """Go on with what a host wishes for, with the hash in place of the password."""
        wished = wish.house if isinstance(wish, Create) else wish.changes
        if "password" not in wished:
            go_on(wished)
            return
        rest = {name: value for name, value in wished.items() if name != "password"}
        if not wished["password"]:
            go_on({**rest, "password_hash": ""})
            return
        session.hold()

        def take(hashed: str | Refusal) -> None:
            if isinstance(hashed, Refusal):
                reply(hashed)
            else:
                go_on({**rest, "password_hash": hashed})
            session.go_on()

        self.passwords.hash(wished["password"], take)

    def _send_away(
        self, session: Session, command: Kick | Ban, asked: RemovePlayer | BanPlayer, reply: Reply
    ) -> None:
        records = self.house.roster.records_without(asked.player, RoomId(command.room))
        by = self.house.by(session, command.number, records)
        self.house.ask(command.room, asked, reply, session, by)

    def _clean_reason(self, text: str) -> str | Refusal:
        longest = self.settings.reason_characters
        reason = clean(text) if len(text) <= RAW_FACTOR * longest else text
        if len(reason) > longest:
            return because.too_long("bad_text", "reason", len(reason), 0, longest)
        return reason

    def _name_of(self, room: RoomId, player: PlayerId) -> str | None:
        """Return how a player is called who is or was in a room, or is known to the server."""
        known = self.house.registry.find(player)
        host = self.house.rooms.hosts.get(room)
        if known is not None or host is None:
            return known.name if known is not None else None
        played = host.room.match.players if host.room.match is not None else ()
        names = {other.id: other.name for other in played}
        names |= {line["player"]: line["name"] for line in host.room.chat}
        return names.get(player)

    def _marks_of(self, room: RoomId, player: PlayerId) -> tuple[str, ...]:
        """Return the marks of the addresses from which a player is or was connected, newest first."""
        host = self.house.rooms.hosts.get(room)
        if host is None:
            return ()
        sessions = reversed(list(self.house.registry.sessions_of(player)))
        addresses = dict.fromkeys(session.address for session in sessions if _tells_apart(session.address))
        key = key_of(host.room.access, host.room.secret)
        return tuple(mark(key, address) for address in addresses)[: self.settings.addresses_per_ban]


def _tell_door(reply: Reply, result: Value | Refusal) -> None:
    reply(result if isinstance(result, Refusal) else {**result, "players": [], "games": [], "again": None})


def _tell_without_games(reply: Reply, result: Value | Refusal) -> None:
    reply(result if isinstance(result, Refusal) else {**result, "games": []})


def mark(key: bytes, address: str) -> str:
    """Return what a room remembers of an address: nothing that others could use, but those that follow it."""
    return blake2b(group(address).encode(), key=key, digest_size=_MARK_BYTES, person=b"address").hexdigest()


def _tells_apart(address: str) -> bool:
    """Tell whether an address is somebody's: behind a proxy that nobody trusts all have its own."""
    return bool(address) and not is_local(address)
