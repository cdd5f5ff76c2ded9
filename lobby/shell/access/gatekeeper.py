"""The gatekeeper: who may come into rooms now, and with which password."""

from collections.abc import Callable, Iterable
from functools import partial

from attrs import define, evolve, field, frozen

from lobby.core import because
from lobby.core.codes import may_be_code
from lobby.core.hosting.access import Admission, Visitor, key_of, may_enter
from lobby.core.hosting.people import admission_of
from lobby.core.ids import PlayerId, RoomId
from lobby.core.inputs import Admit
from lobby.core.refusal import Refusal, Reply
from lobby.core.summary import Summary
from lobby.settings import AccessSection
from lobby.shell.access.guesses import Guesses
from lobby.shell.access.marks import mark, tells_apart
from lobby.shell.access.openers import Openers
from lobby.shell.access.passwords import Passwords
from lobby.shell.host import Host
from lobby.shell.network.addresses import group
from lobby.shell.rooms.living import Rooms
from lobby.shell.rooms.roster import Roster
from lobby.shell.session import Session
from lobby.wire.messages import Create, SetHouse
from lobby.wire.values import Value


@frozen
class _Lock:
    """What a password opens."""

    room: RoomId
    password_hash: str


@define(eq=False)
class Gatekeeper:
    """Asks `core.hosting.access` for every way into a room."""

    settings: AccessSection
    rooms: Rooms
    roster: Roster
    passwords: Passwords = field(init=False)
    guesses: Guesses = field(init=False)
    openers: Openers = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.passwords = Passwords(self.settings)
        self.guesses = Guesses(self.settings)
        self.openers = Openers(self._is_open)

    def find_refusal(self, host: Host, session: Session) -> Refusal | None:
        """Return why a session may not come into a room, None where it may.

        Who is in the room already is looked at by what is told: a ban that is not stored yet has sent nobody
        away. Anybody else is refused by what is decided.
        """
        is_inside = host.room.id in session.rooms
        room = host.told if is_inside else host.room
        # Those of an older server were made with the secret itself.
        keys = (key_of(room.access, room.secret), room.secret)
        return self._ask(admission_of(room), keys, room.id, session)

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
        admission = summary.admission
        return self._ask(admission, (admission.access.key,), summary.id, session)

    def find_guess_refusal(self, session: Session, named: str) -> Refusal | None:
        """Return why a session may not name a room now: what it names may be a guess, of which it made many.

        No guess is what is no code, is listed for all, or is of a room that the player has to do with: nobody
        at the same address can keep them from a game.
        """
        if not may_be_code(named):
            return None
        listing = self.rooms.lobby.directory.door(named)
        if listing is not None and (listing.public or self._has_to_do_with(listing.id, session.player_id)):
            return None
        return self.guesses.may_ask(session)

    def _has_to_do_with(self, room: RoomId, player: PlayerId) -> bool:
        if self.roster.is_member(room, player) or self.roster.may_return(room, player):
            return True
        if any(known.id == room for known in self.rooms.own.rooms_of(player)):
            return True  # a seat, one that is kept, or an invitation
        host, asleep = self.rooms.hosts.get(room), self.rooms.sleepers.get(room)
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

    def _ask(
        self, admission: Admission, keys: Iterable[bytes], room: RoomId, session: Session
    ) -> Refusal | None:
        player = session.player_id
        is_member = self.roster.is_member(room, player) or self.roster.may_return(room, player)
        is_somebodys = admission.access.has_marks and tells_apart(session.address)
        marks = tuple(mark(key, session.address) for key in keys) if is_somebodys else ()
        return may_enter(admission, Visitor(player, marks, is_member))

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
        return room in self.rooms.hosts or room in self.rooms.sleepers

    def opened(self, session: Session, room: RoomId) -> None:
        """A session has opened a room."""
        self.guesses.has_opened(session)
        self.openers.note(group(session.address), room)

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


def _tell_door(reply: Reply, result: Value | Refusal) -> None:
    reply(result if isinstance(result, Refusal) else {**result, "players": [], "games": [], "again": None})


def _tell_without_games(reply: Reply, result: Value | Refusal) -> None:
    reply(result if isinstance(result, Refusal) else {**result, "games": []})
