"""What an operator does to rooms and people, and that no way leads back in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
from attrs import define, frozen

from lobby.app import Application
from lobby.settings import Config, RoomSection
from lobby.shell.admin.book import Book
from lobby.shell.admin.desk import Desk
from lobby.shell.admin.notices import NOTICE
from lobby.shell.admin.requests import (
    Ban,
    CloseRoom,
    CountGames,
    Drain,
    Kick,
    ListAudit,
    ListBans,
    ListPlayers,
    ListRooms,
    Mute,
    NotDone,
    Request,
    SetNotice,
    Unban,
    Unmute,
    describe,
    write_request,
)
from lobby.shell.stores.memory import Faults
from lobby.wire.messages import (
    Again,
    Create,
    Done,
    Enqueue,
    Gone,
    Join,
    Leave,
    Look,
    QuickPlay,
    Ready,
    Refused,
    Say,
    Signal,
    Sit,
)
from tests.shell.callers import Caller, call, last_welcome, memory_of, room_of, running, seat, settle

NOW_SECONDS = 1_800_000_000.0
HOUR_MS = 3_600_000
EMPTY_SECONDS = RoomSection().empty_seconds + 1


@define
class Clock:
    """A wall clock that stands still until it is set."""

    seconds: float = NOW_SECONDS

    def __call__(self) -> float:
        return self.seconds

    @property
    def ms(self) -> int:
        return int(self.seconds * 1000)


@frozen(eq=False)
class Operator:
    """Somebody at the desk of a server."""

    application: Application
    clock: Clock

    async def ask(self, request: Request) -> list[Any]:
        """Return the parts of the answer."""
        return await self.say(write_request(request))

    async def say(self, asked: dict[str, Any]) -> list[Any]:
        manager = self.application.manager
        book = Book(manager.store, manager.orders, self.application.registry.source, self.clock)
        return [part async for part in Desk(manager, book).carry_out(asked, "root (0)")]

    async def do(self, request: Request) -> str:
        """Return what became of a deed."""
        [outcome] = await self.ask(request)
        return str(outcome)

    async def rows(self, request: Request) -> list[Any]:
        return [row for part in await self.ask(request) for row in part]

    async def fail(self, request: Request) -> str:
        """Return why something can't be done."""
        with pytest.raises(NotDone) as caught:
            await self.ask(request)
        return str(caught.value)


@asynccontextmanager
async def operating(config: Config | None = None, **about: Any) -> AsyncIterator[Operator]:
    clock = about.pop("clock", Clock())
    async with running(config, wall_clock=clock, **about) as application:
        yield Operator(application, clock)


def why_ended(caller: Caller) -> Any:
    """Return the goodbye that the caller's line ended with, None while it lives."""
    assert caller.line is not None
    return caller.line.goodbye


def gone_from(caller: Caller, topic: str) -> Gone:
    return next(m for m in reversed(caller.heard) if isinstance(m, Gone) and m.topic == topic)


# --- what an operator sees -----------------------------------------------------------------------


async def test_rooms_are_listed_with_what_goes_on_in_them(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, _ = await seat(operator.application, "connect_four", "Ann", "Bob")
        operator.clock.seconds += 30
        hidden = call(operator.application, "Cy")
        await hidden.ask(Create, "tic_tac_toe", "Hidden", False)
        operator.clock.seconds += 30

        first, second = await operator.rows(ListRooms())

        assert (first["id"], first["phase"], first["taken"], first["players"]) == (
            room_of(ann),
            "playing",
            2,
            ["Ann", "Bob"],
        )
        assert (second["name"], second["public"], second["watchers"], second["due_ms"]) == (
            "Hidden",
            False,
            1,
            None,
        )
        assert first["age_ms"] == 60_000
        assert [room["id"] for room in await operator.rows(ListRooms("tic_tac_toe"))] == [second["id"]]


async def test_players_are_listed_with_addresses_and_without_secrets(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann = call(operator.application, "Ann", address="203.0.113.7")
        await ann.ask(Create, "connect_four")
        bob = call(operator.application, "Bob", address="203.0.113.8")
        await bob.ask(Say, "", "hi")
        bob.hang_up()

        people = await operator.rows(ListPlayers())

        assert [(one["name"], one["online"], one["addresses"]) for one in people] == [
            ("Ann", True, ["203.0.113.7"]),
            ("Bob", False, ["203.0.113.8"]),
        ]
        assert [one["name"] for one in await operator.rows(ListPlayers(online=True))] == ["Ann"]
        assert set(people[0]) == {
            "id", "name", "kind", "online", "sessions", "rooms", "addresses", "muted"
        }  # fmt: skip


# --- rooms ---------------------------------------------------------------------------------------


async def test_who_is_kicked_hears_why_and_the_seat_is_free(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = await seat(operator.application, "connect_four", "Ann", "Bob")
        room = room_of(ann)

        outcome = await operator.do(Kick(room, "bob", "mind your words"))

        assert outcome == f"Bob ({bob.player}) is out of the room, and may come again"
        gone = gone_from(bob, f"room/{room}")
        assert (gone.reason, gone.detail) == ("operator", "mind your words")
        assert ann.views[f"room/{room}"]["seats"][1]["status"] == "open"
        assert ann.views[f"room/{room}"]["chat"][-1]["kind"] == "operator"
        assert ann.views[f"game/{room}"]["result"]["places"] == [1, 2]
        assert (await bob.ask(Join, room))["room"] == room


async def test_what_the_operator_has_closed_is_opened_by_nobody_by_way_of_an_older_room_either(
    autojump_clock: Any,
) -> None:
    async with operating() as operator:
        ann, bob = call(operator.application, "Ann"), call(operator.application, "Bob")
        first = (await ann.ask(Create, "tic_tac_toe"))["room"]
        await bob.ask(Join, first)
        rooms = [first]
        for _ in range(2):
            for caller in (ann, bob):
                await caller.ask(Leave, rooms[-1])
            await trio.sleep(EMPTY_SECONDS)
            rooms.append((await ann.ask(Again, rooms[-1]))["room"])
        lives = [(await bob.ask(Again, room))["room"] for room in rooms]
        await operator.do(CloseRoom(rooms[-1], "too loud"))

        assert len(set(rooms)) == 3
        assert lives == [rooms[-1]] * 3, "the way leads over the room in between"
        assert [await bob.ask(Again, room) for room in rooms] == ["room_closed"] * 3


async def test_two_who_go_on_from_an_old_room_at_once_meet_in_one(autojump_clock: Any) -> None:
    async with running(faults=Faults(seed=3, delay_seconds_max=0.2)) as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        rooms = [(await ann.ask(Create, "tic_tac_toe"))["room"]]
        for _ in range(2):
            await ann.ask(Leave, rooms[-1])
            await trio.sleep(EMPTY_SECONDS)
            rooms.append((await ann.ask(Again, rooms[-1]))["room"])
        await ann.ask(Leave, rooms[-1])
        await trio.sleep(EMPTY_SECONDS)
        numbers = [caller.command(Again, rooms[0]) for caller in (ann, bob)]
        answers = [await caller.answer_to(n) for caller, n in zip((ann, bob), numbers, strict=True)]

        assert len({answer.result["room"] for answer in answers if isinstance(answer, Done)}) == 1
        assert all(isinstance(answer, Done) for answer in answers)


async def test_a_room_that_is_closed_tells_its_members_why(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = await seat(operator.application, "connect_four", "Ann", "Bob")
        room, code = room_of(ann), ann.views[f"room/{room_of(ann)}"]["code"]
        bob.hang_up()

        assert await operator.do(CloseRoom(code.lower(), "too loud")) == f"room {room} is closed"

        assert (gone_from(ann, f"room/{room}").reason, gone_from(ann, f"room/{room}").detail) == (
            "operator",
            "too loud",
        )
        look = await ann.ask(Look, room)
        assert (look["state"], look["reason"]) == ("closed", "operator")
        assert await ann.ask(Again, room) == "room_closed", "what the operator closed is opened by nobody"
        bob.call()
        assert not bob.room_views
        for key in (room, code):
            assert await operator.do(CloseRoom(key)) == f"room {room} is closed already; nothing has changed"
        assert await operator.fail(CloseRoom("QQQQQQ")) == "no open room has the id or code 'QQQQQQ'"


async def test_what_can_not_be_done_says_why_and_is_written_down(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, _ = call(operator.application, "Ann"), call(operator.application, "Bob")
        room = (await ann.ask(Create, "connect_four"))["room"]

        assert await operator.fail(Kick("QQQQQQ", "Ann")) == "no open room has the id or code 'QQQQQQ'"
        assert await operator.fail(Kick(room, "nobody")) == "no player has the id or name 'nobody'"
        assert "is no address and no network" in await operator.fail(Ban("my house", True, None))
        assert "the largest that may be banned is /8" in await operator.fail(Ban("0.0.0.0/0", True, None))
        assert "would have ended already" in await operator.fail(Mute("Bob", operator.clock.ms))
        assert await operator.fail(Unban("nobody")) == "no player has the id or name 'nobody'"
        assert "allowed are 300" in await operator.fail(SetNotice("x" * 301))

        deeds = await operator.rows(ListAudit())
        assert len(deeds) == 7
        assert all(deed["outcome"].startswith("not done: ") for deed in deeds)


async def test_what_is_so_already_is_done_and_says_that_nothing_has_changed(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = call(operator.application, "Ann"), call(operator.application, "Bob")
        room, who = (await ann.ask(Create, "connect_four"))["room"], f"Bob ({bob.player})"

        done = [
            await operator.do(deed)
            for deed in (
                Kick(room, "Bob"),
                Unban("Bob"),
                Unban("203.0.113.7"),
                Unmute(bob.player),
                SetNotice(""),
                Drain(on=False),
            )
        ]

        assert done == [
            f"{who} is not in that room; nothing has changed",
            f"{who} is not banned; nothing has changed",
            "203.0.113.7/32 is not banned; nothing has changed",
            f"{who} is not muted; nothing has changed",
            "no notice is shown to everybody; nothing has changed",
            "new rooms are taken already; nothing has changed",
        ]
        assert sorted(deed["outcome"] for deed in await operator.rows(ListAudit())) == sorted(done)


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (Mute("Bob", None, "noise"), "{who} is muted already, until that is lifted"),
        (Ban("Bob", False, None, "noise"), "{who} is banned already, until that is lifted"),
        (Ban("203.0.113.0/24", True, None), "203.0.113.0/24 is banned already, until that is lifted"),
        (Drain(), "drains already, 0 games still running"),
    ],
    ids=["mute", "ban player", "ban address", "drain"],
)
async def test_what_is_ordered_twice_in_the_same_words_changes_nothing(
    autojump_clock: Any, deed: Any, said: str
) -> None:
    async with operating() as operator:
        bob = call(operator.application, "Bob")
        first = await operator.do(deed)
        operator.clock.seconds += 60
        orders = operator.application.manager.orders.list("mute", "ban_player", "ban_address")

        again = await operator.do(deed)

        assert not first.endswith("nothing has changed")
        assert again == said.format(who=f"Bob ({bob.player})") + "; nothing has changed"
        assert operator.application.manager.orders.list("mute", "ban_player", "ban_address") == orders


async def test_another_end_or_reason_takes_the_place_of_the_one_before(autojump_clock: Any) -> None:
    async with operating() as operator:
        call(operator.application, "Bob")
        await operator.do(Mute("Bob", None))

        outcomes = [
            await operator.do(mute)
            for mute in (
                Mute("Bob", operator.clock.ms + HOUR_MS),
                Mute("Bob", None),
                Mute("Bob", None, "why"),
            )
        ]

        assert not [outcome for outcome in outcomes if outcome.endswith("nothing has changed")]
        [held] = await operator.rows(ListBans())
        assert (held["until_ms"], held["reason"]) == (None, "why")


async def test_an_address_in_a_banned_network_is_not_said_to_be_free(autojump_clock: Any) -> None:
    async with operating() as operator:
        await operator.do(Ban("203.0.113.0/24", True, None))

        why = await operator.fail(Unban("203.0.113.7"))

        assert why == "203.0.113.7/32 is banned as part of 203.0.113.0/24; name that to lift its ban"
        assert await operator.do(Unban("203.0.113.0/24")) == "203.0.113.0/24 is banned no longer"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "the server knows no such command: {}"),
        ({"what": "dance"}, "the server knows no such command: {'what': 'dance'}"),
        ({"what": "kick", "room": 7, "player": "x"}, "kick: int, not str @ $.room"),
        ({"what": "kick"}, "kick: required field missing @ $.room"),
        ({"what": "drain", "fast": True}, "drain: unknown: fast @ $"),
    ],
)
async def test_what_is_no_request_is_told_so(autojump_clock: Any, asked: dict[str, Any], why: str) -> None:
    async with operating() as operator:
        with pytest.raises(NotDone) as caught:
            await operator.say(asked)
    assert str(caught.value) == why


# --- notices and draining ------------------------------------------------------------------------


async def test_a_notice_is_shown_to_all_until_it_ends_also_to_who_comes_back(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = call(operator.application, "Ann"), call(operator.application, "Bob")
        assert NOTICE not in ann.views, "nothing is told while there is nothing"
        bob.hang_up()

        await operator.do(SetNotice("back  at six\u202e", until_ms=operator.clock.ms + HOUR_MS))

        shown = {
            "text": "back at six",
            "since_ms": operator.clock.ms,
            "until_ms": operator.clock.ms + HOUR_MS,
        }
        assert ann.views[NOTICE] == {"notice": shown, "draining": False}
        bob.call()
        assert bob.views[NOTICE]["notice"] == shown
        frames = len(bob.heard)
        bob.hang_up()
        bob.call()
        assert NOTICE not in [getattr(m, "topic", "") for m in bob.heard[frames:]], "it is known there"
        await operator.do(SetNotice("back at seven"))
        assert ann.views[NOTICE]["notice"]["text"] == "back at seven"
        await operator.do(SetNotice(""))
        assert ann.views[NOTICE] == {"notice": None, "draining": False}


async def test_a_notice_ends_by_itself_by_the_wall_clock(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann = call(operator.application, "Ann")
        await operator.do(SetNotice("soon", until_ms=operator.clock.ms + 2000))

        await settle()
        await settle()
        assert ann.views[NOTICE]["notice"]["text"] == "soon", "the wall clock stood still"
        operator.clock.seconds += 2
        await settle()
        await settle()

        assert ann.views[NOTICE]["notice"] is None


async def test_a_notice_in_a_room_is_for_who_is_there(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = call(operator.application, "Ann"), call(operator.application, "Bob")
        room = (await ann.ask(Create, "connect_four"))["room"]

        await operator.do(SetNotice("hello there", room))
        await settle()

        assert ann.views[f"crowd/{room}"]["notice"]["text"] == "hello there"
        assert NOTICE not in bob.views
        await bob.ask(Join, room)
        assert bob.views[f"crowd/{room}"]["notice"]["text"] == "hello there"
        await operator.do(SetNotice("", room))
        await settle()
        assert "notice" not in ann.views[f"crowd/{room}"]


async def test_while_it_drains_nothing_new_begins_and_games_go_on(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = await seat(operator.application, "connect_four", "Ann", "Bob")
        cy = call(operator.application, "Cy")
        old = (await cy.ask(Create, "tic_tac_toe"))["room"]
        await cy.ask(Leave, old)
        await trio.sleep(EMPTY_SECONDS)

        assert await operator.do(Drain()) == "drains, 1 game still running"

        assert ann.views[NOTICE] == {"notice": None, "draining": True}
        assert await cy.ask(Create, "tic_tac_toe") == "draining"
        assert await cy.ask(Again, old) == "draining"
        assert await cy.ask(QuickPlay, "connect_four") == "draining"
        assert await cy.ask(Enqueue, "connect_four") == "draining"
        assert await operator.ask(CountGames()) == [1]
        await bob.ask(Leave, room_of(ann))
        assert await operator.ask(CountGames()) == [0]
        assert await ann.ask(Ready, room_of(ann)) == "draining"
        await operator.do(Drain(on=False))
        assert (await cy.ask(QuickPlay, "tic_tac_toe"))["seat"] == 0
        assert ann.views[NOTICE]["draining"] is False


# --- bans ----------------------------------------------------------------------------------------


async def test_a_banned_player_is_put_out_at_once_and_finds_no_way_back(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = await seat(operator.application, "connect_four", "Ann", "Bob")
        room, until_ms = room_of(ann), operator.clock.ms + HOUR_MS

        outcome = await operator.do(Ban("Bob", is_address=False, until_ms=until_ms, reason="cheats"))

        assert outcome == f"Bob ({bob.player}) is banned until 2027-01-15 09:00 UTC, 1 connection ended"
        goodbye = why_ended(bob)
        assert (goodbye.code, goodbye.until_ms) == ("banned", until_ms)
        assert goodbye.detail == "you are not welcome here until 2027-01-15 09:00 UTC"
        assert ann.views[f"room/{room}"]["seats"][1]["status"] == "open"
        bob.call()  # the same session
        assert why_ended(bob).code == "banned"
        reload = Caller(operator.application, "Bob", b"another session!")
        reload.call(token=bob.session)  # the secret of a guest names its player
        assert why_ended(reload).code == "banned"

        operator.clock.seconds += 3600
        bob.call()
        assert why_ended(bob) is None
        assert last_welcome(bob).player.id == bob.player, "and is who they were"


async def test_a_ban_holds_after_a_crash_and_until_it_is_lifted(autojump_clock: Any) -> None:
    async with operating() as operator:
        bob = call(operator.application, "Bob")  # who never did anything
        await operator.do(Ban(bob.player, is_address=False, until_ms=None))
        store = memory_of(operator.application).after_crash()
    async with operating(store=store) as operator:
        bob.survive(operator.application)
        bob.call()
        assert why_ended(bob).code == "banned"
        [ban] = await operator.rows(ListBans())
        assert (ban["target"], ban["name"], ban["until_ms"], ban["by"]) == (
            bob.player,
            "Bob",
            None,
            "root (0)",
        )
        assert await operator.do(Unban("bob")) == f"Bob ({bob.player}) is banned no longer"
        bob.call()
        assert why_ended(bob) is None
        assert await operator.rows(ListBans()) == []


@pytest.mark.parametrize(
    ("banned", "network", "inside", "outside"),
    [
        ("203.0.113.7", "203.0.113.7/32", ["203.0.113.7", "::ffff:203.0.113.7"], ["203.0.113.8", "unix"]),
        ("203.0.113.0/24", "203.0.113.0/24", ["203.0.113.7"], ["203.0.114.7", "2001:db8::1", "memory"]),
        ("::ffff:203.0.113.0/120", "203.0.113.0/24", ["203.0.113.7", "::ffff:203.0.113.8"], ["203.0.114.7"]),
        ("2001:db8:1:2::5", "2001:db8:1:2::/64", ["2001:db8:1:2:3::4"], ["2001:db8:1:3::5", "203.0.113.7"]),
    ],
)
async def test_a_banned_address_is_a_network_and_makes_no_player(
    autojump_clock: Any, banned: str, network: str, inside: list[str], outside: list[str]
) -> None:
    async with operating() as operator:
        assert (await operator.do(Ban(banned, True, None))).startswith(f"{network} is banned")

        for address in inside:
            assert why_ended(call(operator.application, "Eve", address=address)).code == "banned"
        assert operator.application.registry.count_players() == 0
        for address in outside:
            assert why_ended(call(operator.application, "Ann", address=address)) is None
        assert await operator.do(Unban(banned)) == f"{network} is banned no longer"
        assert why_ended(call(operator.application, "Eve", address=inside[0])) is None


async def test_a_ban_of_an_address_frees_the_seats_of_who_was_nowhere_else(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = await seat(operator.application, "connect_four", "Ann", "Bob")
        room = room_of(ann)
        bob.hang_up()
        bob.address = "203.0.113.7"
        bob.call()

        assert "1 connection ended" in await operator.do(Ban("203.0.113.7", True, None))

        assert why_ended(bob).code == "banned"
        assert ann.views[f"room/{room}"]["seats"][1]["status"] == "open"
        bob.address = "203.0.113.8"
        bob.call()
        assert why_ended(bob) is None, "the player is not banned, but the address"


# --- mutes ---------------------------------------------------------------------------------------


async def test_a_muted_player_says_nothing_anywhere_until_it_ends(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob = await seat(operator.application, "connect_four", "Ann", "Bob")
        room = room_of(ann)

        outcome = await operator.do(Mute("Bob", operator.clock.ms + HOUR_MS))

        assert outcome == f"Bob ({bob.player}) is muted until 2027-01-15 09:00 UTC"
        for where in (room, ""):
            answer = await bob.answer_to(bob.command(Say, where, "hello"))
            assert isinstance(answer, Refused)
            assert (answer.code, answer.detail) == ("muted", "you may say nothing until 2027-01-15 09:00 UTC")
        heard = len(ann.heard)
        bob.say(Signal(room, "wave", None))
        assert len(ann.heard) == heard
        bob.say(Signal(room, "wave", None))
        assert [one["muted"] for one in await operator.rows(ListPlayers())] == [False, True]
        assert await operator.do(Unmute("Bob")) == f"Bob ({bob.player}) is muted no longer"
        assert await bob.ask(Say, room, "hello") == {"to": "all"}
        await operator.do(Mute("Bob", operator.clock.ms + HOUR_MS))
        operator.clock.seconds += 3601
        assert await bob.ask(Say, room, "hello") == {"to": "all"}


# --- who has done what ---------------------------------------------------------------------------


async def test_every_deed_is_written_down_with_who_when_and_what_became_of_it(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann = call(operator.application, "Ann")
        await operator.do(Mute("Ann", None, "noise"))
        operator.clock.seconds += 5
        await operator.rows(ListPlayers())
        await operator.rows(ListRooms())
        store = memory_of(operator.application).after_crash()
    async with operating(store=store) as operator:
        assert await operator.rows(ListAudit()) == [
            {
                "at_ms": int(NOW_SECONDS * 1000) + 5000,
                "by": "root (0)",
                "what": "players",
                "outcome": "done",
            },
            {
                "at_ms": int(NOW_SECONDS * 1000),
                "by": "root (0)",
                "what": "mute Ann until that is lifted (noise)",
                "outcome": f"Ann ({ann.player}) is muted until that is lifted",
            },
        ]
        assert len(await operator.rows(ListAudit(1))) == 1
        assert await operator.fail(ListAudit(0)) == "limit: got 0, allowed is 1 to 10000 deeds"


async def test_a_seat_in_a_room_that_sleeps_is_freed_as_well(autojump_clock: Any) -> None:
    config = Config(room=RoomSection(empty_seconds=1))
    async with operating(config) as operator:
        ann, bob = call(operator.application, "Ann"), call(operator.application, "Bob")
        room = (await ann.ask(Create, "connect_four", "", True, {}, "slow"))["room"]
        for caller in (ann, bob):
            await caller.ask(Join, room)
            await caller.ask(Sit, room)
        for caller in (ann, bob):
            await caller.ask(Ready, room)
            caller.hang_up()
        await _fall_asleep(operator.application, room)

        await operator.do(Ban("Bob", is_address=False, until_ms=None))

        ann.call()
        await settle()
        assert ann.views[f"game/{room}"]["result"]["places"] == [1, 2]


async def _fall_asleep(application: Application, room: str) -> None:
    for _ in range(600):
        if room in application.manager.rooms.sleepers:
            return
        await settle()
    raise AssertionError("the room does not sleep")


async def test_who_is_banned_waits_in_the_queue_no_more(autojump_clock: Any) -> None:
    async with operating() as operator:
        ann, bob, cy = (call(operator.application, name) for name in ("Ann", "Bob", "Cy"))
        await ann.ask(Enqueue, "connect_four")

        await operator.do(Ban("Ann", is_address=False, until_ms=None))
        await bob.ask(Enqueue, "connect_four")
        await settle()

        assert await operator.rows(ListRooms()) == []
        await cy.ask(Enqueue, "connect_four")
        await settle()
        [room] = await operator.rows(ListRooms())
        assert room["taken"] == 2


@pytest.mark.parametrize(
    ("request_", "words"),
    [(SetNotice(""), "notice --off"), (SetNotice("soon"), "notice soon until that is lifted")],
)
def test_a_notice_that_is_taken_away_is_written_down_without_an_end(request_: SetNotice, words: str) -> None:
    assert describe(request_) == words
