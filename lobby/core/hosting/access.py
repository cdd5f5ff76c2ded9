"""Who may come into a room: decided here alone, for every way in."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from attrs import evolve, frozen

from lobby.core import because
from lobby.core.ids import PlayerId, to_player_ids
from lobby.core.refusal import Refusal
from lobby.wire.values import Value

_KEY_BYTES = 32


@frozen
class Ban:
    """A player may not come into the room until it closes."""

    player: PlayerId
    name: str
    reason: str  # in the host's words
    marks: tuple[str, ...] = ()  # of the addresses that are kept out, too; see `shell.access.marks`


@frozen
class Access:
    """What a room remembers of who may come in, besides its house, its seats and its invitations."""

    banned: tuple[Ban, ...] = ()
    admitted: tuple[PlayerId, ...] = ()  # by the password, also by one of before
    key: bytes = b""  # of the marks of addresses, where it came from the room before; see `key_of`

    def ban(self, ban: Ban) -> "Access":
        """Return it with a ban, in place of one of the same player."""
        without = self.forget(ban.player).unban(ban.player)
        return evolve(without, banned=(*without.banned, ban))

    def unban(self, player: PlayerId) -> "Access":
        """Return it without a ban of the player."""
        return evolve(self, banned=tuple(ban for ban in self.banned if ban.player != player))

    def admit(self, player: PlayerId, most: int) -> "Access":
        """Return it with a player let in; of more than `most` the first are forgotten."""
        return evolve(self, admitted=(*self.forget(player).admitted, player)[-most:])

    def forget(self, player: PlayerId) -> "Access":
        """Return it as if the player had never been let in."""
        return evolve(self, admitted=tuple(other for other in self.admitted if other != player))

    @property
    def has_marks(self) -> bool:
        """Whether addresses are kept out."""
        return any(ban.marks for ban in self.banned)

    def ban_of(self, player: PlayerId) -> Ban | None:
        """Return the ban of a player, None without one."""
        return next((ban for ban in self.banned if ban.player == player), None)


OPEN = Access()


@frozen
class Admission:
    """What a room that lives, sleeps or is over says of who may come in."""

    access: Access
    is_locked: bool
    has_password: bool
    welcome: frozenset[PlayerId]  # who sits, is invited, or is the host


@frozen
class Visitor:
    """Who wants to come in. A member is there, or would be if the network let them."""

    player: PlayerId
    marks: tuple[str, ...] = ()  # of the address
    is_member: bool = False
    knows_password: bool = False


def key_of(access: Access, secret: bytes) -> bytes:
    """Return what the marks of a room's bans are made with: it goes on to the room that follows, as bans do.

    Its secret stays behind, since that deals the cards.
    """
    return access.key or blake2b(secret, digest_size=_KEY_BYTES, person=b"marks").digest()


def handed_on(access: Access, secret: bytes) -> Access:
    """Return it as it holds without the room's secret: once it is over, and in the room that follows."""
    return evolve(access, key=key_of(access, secret)) if access.has_marks else access


def may_enter(admission: Admission, who: Visitor) -> Refusal | None:
    """Return why somebody may not come in, None who may."""
    if (ban := admission.access.ban_of(who.player)) is not None:
        return because.refuse("banned", _explain(ban), "banned", reason=ban.reason)
    if who.is_member or who.player in admission.welcome:
        return None
    if any(mark in ban.marks for ban in admission.access.banned for mark in who.marks):
        # Not whose ban it is, nor why: this may be somebody else.
        return because.refuse("banned", "the host keeps your address out of this room", "banned_address")
    if admission.is_locked:
        return because.refuse("locked", "the room is locked; only who is in it may come back", "locked")
    if admission.has_password and not who.knows_password and who.player not in admission.access.admitted:
        return because.refuse("password_needed", "the room has a password", "password_needed")
    return None


def view(access: Access) -> list[Value]:
    """Return what everybody in the room may know of who is banned."""
    return [{"player": ban.player, "name": ban.name, "reason": ban.reason} for ban in access.banned]


def plain(access: Access) -> Value:
    """Return it as it is stored; what `load` takes."""
    banned = [[ban.player, ban.name, ban.reason, list(ban.marks)] for ban in access.banned]
    key: dict[str, Value] = {"key": access.key} if access.key else {}
    return {"banned": banned, "admitted": list(access.admitted), **key}


def load(stored: dict[str, Any]) -> Access:
    """Return what `plain` has made; of older rooms, which have nothing, nobody is banned."""
    return Access(
        tuple(_load_ban(*fields) for fields in stored.get("banned", [])),
        to_player_ids(stored.get("admitted", [])),
        stored.get("key", b""),
    )


def _load_ban(player: str, name: str, reason: str, marks: Iterable[str]) -> Ban:
    return Ban(PlayerId(player), name, reason, tuple(marks))


def _explain(ban: Ban) -> str:
    return (
        f"the host has banned you from this room: {ban.reason}" if ban.reason else "the host has banned you"
    )
