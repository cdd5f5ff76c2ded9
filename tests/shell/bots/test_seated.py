"""Bots on seats, with the real shell: added, removed, asked for moves, lent, there again after a restart."""

from collections.abc import Callable
from typing import Any

import trio
from attrs import define, evolve, field
from trio.testing import MockClock

from lobby.app import Application
from lobby.bots.sight import Sight
from lobby.catalogue import load_game
from lobby.core.game import Game
from lobby.core.ids import RoomId
from lobby.settings import BotsSection, Config, RoomSection
from lobby.shell.bots.port import BotKind, Brain, Chosen, Thought, Unable
from lobby.shell.bots.seated import sight_of
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import AddBot, Create, Join, Kick, Leave, Play, Ready, RemoveBot, SetHouse, Sit
from lobby.wire.values import Value
from tests.shell.callers import Caller, call, memory_of, move, room_of, running, settle
from tests.shell.test_restart import restarted

CONFIG = Config(bots=BotsSection(iterations=10))
GRACE_SECONDS = CONFIG.room.grace_seconds
THINKING_SECONDS = 5.0


@define(eq=False)
class Scripted:
    """A provider of its own kind of bot, which does what it is told; it is its own brain."""

    thoughts: list[Thought] = field(factory=list)  # the last one again and again
    sights: list[Sight] = field(factory=list)
    waiting: list[Callable[[Thought], None]] = field(factory=list)
    waits: bool = False  # for who tells the answer

    def kinds(self, game: Game) -> list[BotKind]:
        return [BotKind("scripted", "Scripted bot")]

    def open(self, kind: str, game: Game) -> Brain | None:
        return self if kind == "scripted" else None

    def think(self, sight: Sight, seed: int, tell: Callable[[Thought], None], asker: str) -> None:
        self.sights.append(sight)
        if self.waits:
            self.waiting.append(tell)
        else:
            tell(self.thoughts.pop(0) if len(self.thoughts) > 1 else self.thoughts[0])

    async def run(self) -> None:
        await trio.lowlevel.checkpoint()


async def sit_alone(application: Application, game: str = "tic_tac_toe", **house: Value) -> Caller:
    """Return who has opened a room and sat down in it."""
    ann = call(application, "Ann", token=b"a" * 16)
    await ann.ask(Create, game, "", True, {}, "live", None, house)
    await ann.ask(Sit, room_of(ann))
    return ann


async def play_bot(application: Application, kind: str = "", game: str = "tic_tac_toe") -> Caller:
    """Return who plays against a bot."""
    ann = await sit_alone(application, game)
    assert await ann.ask(AddBot, room_of(ann), None, kind) == {"seat": 1}
    assert await ann.ask(Ready, room_of(ann)) is None
    return ann


def game_of(caller: Caller) -> Any:
    return caller.views[f"game/{room_of(caller)}"]


def seats_of(caller: Caller) -> list[tuple[str, str]]:
    return [(seat["status"], seat["bot"]) for seat in caller.views[f"room/{room_of(caller)}"]["seats"]]


def count_moves(caller: Caller) -> int:
    return sum(square is not None for square in game_of(caller)["view"]["board"])


def provide(application: Application, provider: Scripted) -> Scripted:
    application.bots.providers = (*application.bots.providers, provider)
    return provider


async def test_a_bot_answers_every_move_until_the_game_is_over_and_wants_the_rematch(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        ann = await play_bot(application)
        for _ in range(5):
            if game_of(ann)["result"] is None:
                await move(ann)
                await trio.sleep(THINKING_SECONDS)
        assert game_of(ann)["result"] is not None
        assert await ann.ask(Ready, room_of(ann)) is None
        await trio.sleep(THINKING_SECONDS)

        assert game_of(ann)["game"] == 2
        assert game_of(ann)["players"][0]["kind"] == "bot"  # who began second begins the rematch
        assert seats_of(ann) == [("taken", "mcts"), ("taken", "")]


async def test_a_bot_moves_no_sooner_than_its_pace(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann = await play_bot(application)
        await move(ann)
        await trio.sleep(CONFIG.bots.pace_ms / 1000 - 0.05)
        assert count_moves(ann) == 1
        await trio.sleep(0.2)

        assert count_moves(ann) == 2


async def test_kinds_are_refused_that_are_none_and_so_is_who_is_not_the_host(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        ann = await sit_alone(application)
        bob = call(application, "Bob")
        room = room_of(ann)
        assert await bob.ask(AddBot, room) == "not_member"
        await bob.ask(Join, room)

        assert await bob.ask(AddBot, room) == "not_host"
        assert await ann.ask(AddBot, room, None, "deep") == "no_such_bot"
        assert await ann.ask(AddBot, "nowhere") == "no_such_room"
        assert await ann.ask(RemoveBot, room, 0) == "no_such_bot"
        assert await ann.ask(SetHouse, room, {"lend": "deep"}) == "no_such_bot"
        assert (
            await ann.ask(Create, "tic_tac_toe", "", True, {}, "live", None, {"lend": "deep"})
            == "no_such_bot"
        )
        assert await ann.ask(SetHouse, room, {"lend": "random"}) is None


async def test_where_there_are_no_workers_there_are_no_bots(autojump_clock: MockClock) -> None:
    async with running(Config(bots=BotsSection(workers=0))) as application:
        ann = await sit_alone(application)

        assert await ann.ask(AddBot, room_of(ann)) == "no_such_bot"


async def test_a_bot_is_removed_by_its_seat_or_like_any_player(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann = await sit_alone(application)
        room = room_of(ann)
        await ann.ask(AddBot, room)
        assert await ann.ask(RemoveBot, room, 1) is None
        assert seats_of(ann)[1] == ("open", "")
        await ann.ask(AddBot, room)
        bot = ann.views[f"room/{room}"]["seats"][1]["player"]

        assert await ann.ask(Kick, room, bot) is None
        await settle()
        assert seats_of(ann)[1] == ("open", "")


async def test_a_room_with_bots_and_nobody_there_closes(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann = await play_bot(application)
        await ann.ask(Leave, room_of(ann))
        await trio.sleep(CONFIG.room.empty_seconds + 1)

        assert not application.manager.rooms.hosts
        assert not application.bots._turns


async def test_a_bot_plays_on_after_a_crash(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(CONFIG, store=store) as application:
        ann = await play_bot(application)
        await move(ann)
    async with restarted(store) as application:
        ann.survive(application)
        ann.call()
        await trio.sleep(THINKING_SECONDS)

        assert count_moves(ann) == 2
        assert seats_of(ann) == [("taken", ""), ("taken", "mcts")]


async def test_a_seat_that_is_lost_is_lent_and_its_player_gets_it_back(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann = await sit_alone(application, lend="random")
        bob = call(application, "Bob", token=b"b" * 16)
        room = room_of(ann)
        await bob.ask(Join, room)
        await bob.ask(Sit, room)
        for caller in (ann, bob):
            await caller.ask(Ready, room)
        await move(ann)
        bob.hang_up()
        await trio.sleep(GRACE_SECONDS + THINKING_SECONDS)
        assert seats_of(ann) == [("taken", ""), ("lent", "random")]
        assert count_moves(ann) == 2, "the bot has moved for Bob"
        await move(ann)
        bob.call()
        await settle()

        assert seats_of(ann) == [("taken", ""), ("taken", "")]
        await trio.sleep(THINKING_SECONDS)
        assert count_moves(ann) == 3, "it is Bob's move again, and no bot's"
        assert await move(bob) is None


async def test_a_lent_seat_is_given_back_after_a_restart_also(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(CONFIG, store=store) as application:
        ann = await sit_alone(application, lend="random")
        bob = call(application, "Bob", token=b"b" * 16)
        for caller in (ann, bob):
            await caller.ask(Join, room_of(ann))
            await caller.ask(Sit, room_of(ann))
        for caller in (ann, bob):
            await caller.ask(Ready, room_of(ann))
        bob.hang_up()
        await trio.sleep(GRACE_SECONDS + 1)
    async with restarted(store) as application:
        for caller in (ann, bob):
            caller.survive(application)
        ann.call()
        await settle()
        assert seats_of(ann) == [("taken", ""), ("lent", "random")]
        bob.call()
        await settle()

        assert seats_of(ann) == [("taken", ""), ("taken", "")]
        assert bob.seat["secret"] is None and bob.seat["game"] == 1


async def test_a_move_that_the_rules_forbid_costs_the_bot_its_choice_and_nobody_else_anything(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        provide(application, Scripted([Chosen(99)]))
        ann = await play_bot(application, "scripted")
        await move(ann)
        await trio.sleep(THINKING_SECONDS)

        assert count_moves(ann) == 2


async def test_a_bot_that_is_busy_is_asked_again_and_one_that_fails_moves_at_random(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        busy = Unable("too many", is_busy=True)
        provider = provide(application, Scripted([busy, busy, Chosen(8)]))
        ann = await play_bot(application, "scripted")
        await move(ann)
        await trio.sleep(THINKING_SECONDS)
        assert game_of(ann)["view"]["board"][8] == 1
        provider.thoughts = [Unable("I have no idea")]
        await move(ann)
        await trio.sleep(THINKING_SECONDS)

        assert count_moves(ann) == 4
        assert len(provider.sights) == 4


async def test_a_thought_that_comes_when_its_bot_is_gone_or_its_owner_is_back_is_not_played(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        provider = provide(application, Scripted(waits=True))
        ann = await play_bot(application, "scripted")
        await move(ann)
        await ann.ask(RemoveBot, room_of(ann), 1)
        for tell in provider.waiting:
            tell(Chosen(8))
        await trio.sleep(THINKING_SECONDS)

        assert count_moves(ann) == 1
        assert not application.bots._turns


async def test_a_bots_move_that_could_not_be_stored_is_made_later(autojump_clock: MockClock) -> None:
    async with running(CONFIG, faults=Faults(1)) as application:
        ann = await play_bot(application)
        await move(ann)
        memory_of(application).faults = Faults(1, failure_percent=100)
        await trio.sleep(THINKING_SECONDS)
        assert count_moves(ann) == 1
        memory_of(application).faults = Faults(1)
        await trio.sleep(THINKING_SECONDS)

        assert count_moves(ann) == 2


async def test_a_bot_is_told_what_its_seat_sees_and_not_the_state(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        provider = provide(application, Scripted(waits=True))
        ann = await play_bot(application, "scripted", "liars_dice")
        await trio.sleep(1)
        if not provider.sights:
            await ann.ask(Play, room_of(ann), 1, ann.seat["position"], {"bid": [1, 1]})
            await trio.sleep(1)
        room = application.manager.rooms.hosts[RoomId(room_of(ann))].told
        [sight] = provider.sights
        other = load_game("liars_dice")
        assert room.match is not None and other.secret is not None

        assert sight == sight_of(room, 1)
        assert sight.secret == room.match.secrets[1]
        assert sight.public == game_of(ann)["view"]
        swapped = evolve(
            room, match=evolve(room.match, packed=b"", secrets=("other dice", *room.match.secrets[1:]))
        )
        assert sight_of(swapped, 1) == sight


async def test_slow_rooms_have_bots_too_and_sleep_after_their_move(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, room=RoomSection(sleep_seconds=20))
    async with running(config) as application:
        ann = call(application, "Ann", token=b"a" * 16)
        await ann.ask(Create, "tic_tac_toe", "", True, {}, "slow")
        room = room_of(ann)
        await ann.ask(Sit, room)
        await ann.ask(AddBot, room, None, "random")
        await ann.ask(Ready, room)
        await move(ann)
        ann.hang_up()
        await trio.sleep(60)
        assert len(application.manager.rooms.sleepers) == 1
        ann.call()
        await settle()

        assert count_moves(ann) == 2
