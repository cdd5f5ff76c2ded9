"""All that helps people to find a game, behind one door: each command goes to the part that knows it."""

from math import ceil
from typing import TYPE_CHECKING, assert_never

from attrs import define, field

from lobby.core.decide import Refusal
from lobby.core.search import BadCursor, Query, find_fault, view_page
from lobby.shell.finding.people import People
from lobby.shell.finding.quick import Quick
from lobby.shell.host import Reply
from lobby.shell.limits import PerAddress
from lobby.shell.session import Session
from lobby.wire.messages import Leaders, Profile, QuickPlay, Search
from lobby.wire.values import Value

if TYPE_CHECKING:
    from lobby.shell.manager import Manager

Command = Search | QuickPlay | Profile | Leaders


@define(eq=False)
class Finding:
    """Search, quick play, and how good people are, each within the allowance of who asks."""

    manager: "Manager"
    quick: Quick = field(init=False)
    people: People = field(init=False)
    _searches: PerAddress = field(init=False)
    _looks: PerAddress = field(init=False)
    _quick_plays: PerAddress = field(init=False)

    def __attrs_post_init__(self) -> None:
        settings, most = self.manager.config.finding, self.manager.config.limits.players
        self._searches = PerAddress(settings.searches_per_second, settings.searches_burst, most)
        self._quick_plays = PerAddress(settings.quick_per_second, settings.quick_burst, most)
        self._looks = PerAddress(settings.profiles_per_second, settings.profiles_burst, most)
        self.quick = Quick(self.manager)
        self.people = People(self.manager.config.finding, self.manager.store, self.manager.registry)

    def carry_out(self, session: Session, command: Command, reply: Reply) -> None:
        """Carry out a command; `reply` hears its result or refusal, now or later."""
        match command:
            case Search():
                reply(self._too_many(self._searches, session, "searches") or self._search(command))
            case QuickPlay():
                refusal = self._too_many(self._quick_plays, session, "quick plays")
                if refusal is not None:
                    reply(refusal)
                else:
                    self.quick.play(session, command, reply)
            case Profile() | Leaders():
                refusal = self._too_many(self._looks, session, "looks at profiles")
                if refusal is not None:
                    reply(refusal)
                else:
                    self.people.answer(session, command, reply)
            case _:
                assert_never(command)

    def _search(self, asked: Search) -> Value | Refusal:
        settings = self.manager.config.finding
        query = Query(
            asked.game,
            asked.text,
            asked.pace,
            asked.clock,
            asked.phase,
            asked.free,
            asked.rated,
            asked.guarded,
        )
        if (fault := find_fault(query)) is not None:
            return Refusal("malformed", fault)
        try:
            return view_page(self.manager.lobby.shelf.find(query, asked.cursor, settings.search_rooms))
        except BadCursor as error:
            return Refusal("malformed", str(error))

    def _too_many(self, allowed: PerAddress, session: Session, what: str) -> Refusal | None:
        wait_seconds = allowed.take(session.player_id, self.manager.timers.now())
        if not wait_seconds:
            return None
        per_second, burst = allowed.rate
        limit = f"{burst:g} {what} at once and {per_second:g} a second are allowed"
        return Refusal("rate_limited", f"{limit}; try again in {ceil(wait_seconds * 1000)} ms")
