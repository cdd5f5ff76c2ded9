"""How often what only some should know may be guessed at, and how often rooms are joined and opened."""

import trio

from lobby.core.ids import RoomId
from lobby.core.refusal import Refusal
from lobby.settings import AccessSection
from lobby.shell.access.tries import Allowance, Tries
from lobby.shell.network.addresses import group, is_local
from lobby.shell.session import Session


class Guesses:
    """Counts what was wrong; what was right costs nothing."""

    def __init__(self, settings: AccessSection) -> None:
        passwords = {
            "player": Allowance(settings.passwords_burst, settings.passwords_per_minute),
            "address": Allowance(settings.address_passwords_burst, settings.address_passwords_per_minute),
            "room": Allowance(settings.room_passwords_burst, settings.room_passwords_per_minute),
        }
        codes = {
            "player": Allowance(settings.codes_burst, settings.codes_per_minute),
            "address": Allowance(settings.address_codes_burst, settings.address_codes_per_minute),
        }
        joins = {"player": Allowance(settings.joins_burst, settings.joins_per_minute)}
        openings = {
            "player": Allowance(settings.openings_burst, settings.openings_per_minute),
            "address": Allowance(settings.address_openings_burst, settings.address_openings_per_minute),
        }
        self._passwords = Tries("passwords", passwords, settings.names)
        self._codes = Tries("codes", codes, settings.names)
        self._joins = Tries("joins", joins, settings.names)
        self._openings = Tries("openings", openings, settings.names)

    def try_password(self, session: Session, room: RoomId) -> Refusal | None:
        """Count a password that is about to be looked at; return why it must not be now."""
        names, now = {**_who(session), "room": room}, trio.current_time()
        if refusal := self._passwords.find_refusal(names, now):
            return refusal
        self._passwords.count(names, now)
        return None

    def was_right(self, session: Session, room: RoomId) -> None:
        """The password that was counted last was the right one."""
        self._passwords.give_back({**_who(session), "room": room}, trio.current_time())

    def may_ask(self, session: Session) -> Refusal | None:
        """Return why a session may not name a room now, even by a code that is right: it guessed too much."""
        return self._codes.find_refusal(_who(session), trio.current_time())

    def was_unknown(self, session: Session) -> None:
        """No room has the code that the session has named."""
        self._codes.count(_who(session), trio.current_time())

    def try_join(self, session: Session) -> Refusal | None:
        """Count a join; return why it must not be now."""
        names, now = {"player": session.player_id}, trio.current_time()
        if refusal := self._joins.find_refusal(names, now):
            return refusal
        self._joins.count(names, now)
        return None

    def may_open(self, session: Session) -> Refusal | None:
        """Return why a session may not open a room now; the machine's own address is everybody's."""
        return self._openings.find_refusal(_who_opens(session), trio.current_time())

    def has_opened(self, session: Session) -> None:
        """The session has opened a room."""
        self._openings.count(_who_opens(session), trio.current_time())


def _who_opens(session: Session) -> dict[str, str]:
    return {"player": session.player_id} if is_local(session.address) else _who(session)


def _who(session: Session) -> dict[str, str]:
    return {"player": session.player_id, "address": group(session.address)}
