"""Offers to bots: each is answered, by what the bot thinks of the position, and none is left open."""

from collections.abc import Callable
from typing import Any

import pytest
import trio
from attrs import define, evolve, field
from trio.testing import MockClock

from lobby.app import Application
from lobby.bots.sight import Sight
from lobby.settings import BotsSection
from lobby.shell.bots.port import Chosen, Thought, Unable
from lobby.shell.stores.memory import Faults, MemoryStore
from lobby.wire.messages import Join, Offer, Play, Ready, Sit
from tests.shell.bots.test_seated import (
    CONFIG,
    GRACE_SECONDS,
    THINKING_SECONDS,
    Scripted,
    count_moves,
    game_of,
    play_bot,
    provide,
    seats_of,
    sit_alone,
)
from tests.shell.callers import Caller, call, memory_of, move, room_of, running, settle
from tests.shell.test_restart import restarted

SOON_SECONDS = 0.3  # before a bot's pace lets it answer


@define(eq=False)
class Negotiating(Scripted):
    """Says to offers what it is told; the last one again and again."""

    answers: list[Thought] = field(factory=list)
    weighed: list[Sight] = field(factory=list)
    seeds: list[int] = field(factory=list)

    def weigh_draw(self, sight: Sight, seed: int, tell: Callable[[Thought], None], asker: str) -> None:
        self.weighed.append(sight)
        self.seeds.append(seed)
        tell(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])


async def offer_draw(ann: Caller) -> Any:
    view = ann.seat
    return await ann.ask(Offer, room_of(ann), "draw", view["game"], view["position"])


def offers_of(caller: Caller) -> list[Any]:
    return list(caller.views[f"room/{room_of(caller)}"]["offers"])


def lines_of(caller: Caller) -> list[str]:
    return [line["kind"] for line in caller.views[f"room/{room_of(caller)}"]["chat"]]


async def play_negotiator(application: Application, *answers: Thought) -> tuple[Caller, Negotiating]:
    bot = Negotiating([Unable("any")], answers=list(answers))
    provide(application, bot)
    return await play_bot(application, "scripted"), bot


async def test_a_bot_that_wants_a_draw_agrees_and_the_game_is_over(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann, bot = await play_negotiator(application, Chosen(True))
        await offer_draw(ann)
        await trio.sleep(SOON_SECONDS)
        early = game_of(ann)["result"]
        await trio.sleep(THINKING_SECONDS)

        assert early is None, "people shall be able to follow"
        assert game_of(ann)["result"]["places"] == [1, 1]
        assert [sight.seat for sight in bot.weighed] == [1]


async def test_a_bot_that_is_better_off_declines_and_plays_on(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann, _ = await play_negotiator(application, Chosen(False))
        await offer_draw(ann)
        await trio.sleep(THINKING_SECONDS)
        await move(ann)
        await trio.sleep(THINKING_SECONDS)

        assert offers_of(ann) == []
        assert lines_of(ann).count("declined") == 1
        assert (game_of(ann)["result"], count_moves(ann)) == (None, 2)


async def test_a_bot_answers_before_it_moves_when_it_is_asked_on_its_own_turn(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        ann, _ = await play_negotiator(application, Chosen(True))
        await move(ann)
        await offer_draw(ann)
        await trio.sleep(THINKING_SECONDS)

        assert game_of(ann)["result"]["places"] == [1, 1]
        assert count_moves(ann) == 1


async def test_a_bot_that_can_not_think_of_draws_declines_each(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        provide(application, Scripted([Unable("any")]))
        ann = await play_bot(application, "scripted")
        await offer_draw(ann)
        await trio.sleep(THINKING_SECONDS)

        assert offers_of(ann) == []
        assert lines_of(ann).count("declined") == 1


async def test_a_bot_whose_workers_are_busy_is_asked_again_and_declines_at_last(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        ann, bot = await play_negotiator(application, Unable("busy", is_busy=True))
        await offer_draw(ann)
        await trio.sleep(60)

        assert offers_of(ann) == []
        assert len(bot.weighed) == 11


async def test_bots_of_the_house_answer_every_offer(autojump_clock: MockClock) -> None:
    config = evolve(CONFIG, bots=BotsSection(iterations=50))
    for kind in ("mcts", "random"):
        async with running(config) as application:
            ann = await play_bot(application, kind)
            await offer_draw(ann)
            await trio.sleep(THINKING_SECONDS)

            assert offers_of(ann) == []
            assert {"agreed", "declined"} & set(lines_of(ann))


async def test_an_offer_is_answered_after_a_restart(autojump_clock: MockClock) -> None:
    store = MemoryStore()
    async with running(CONFIG, store=store) as application:
        ann, _ = await play_negotiator(application, Chosen(True))
        await offer_draw(ann)
        await trio.sleep(SOON_SECONDS)
        assert len(offers_of(ann)) == 1
    async with restarted(store) as application:
        provide(application, Negotiating([Unable("any")], answers=[Chosen(True)]))
        ann.survive(application)
        ann.call()
        await trio.sleep(THINKING_SECONDS)

        assert offers_of(ann) == []


async def lend_to_negotiator(application: Application, answer: Thought) -> tuple[Caller, Caller]:
    """Return Ann, who plays, and Bob, for whom such a bot plays."""
    provide(application, Negotiating([Unable("any")], answers=[answer]))
    return await lend(application, "scripted")


async def lend(application: Application, kind: str) -> tuple[Caller, Caller]:
    """Return Ann, who plays, and Bob, who sits there but is gone: a bot plays for him."""
    ann = await sit_alone(application, lend=kind)
    bob = call(application, "Bob", token=b"b" * 16)
    await bob.ask(Join, room_of(ann))
    await bob.ask(Sit, room_of(ann))
    for caller in (ann, bob):
        await caller.ask(Ready, room_of(ann))
    bob.hang_up()
    await trio.sleep(GRACE_SECONDS + THINKING_SECONDS)
    assert seats_of(ann)[1][0] == "lent"
    return ann, bob


@pytest.mark.parametrize("agrees", [True, False])
async def test_a_bot_answers_nothing_in_the_name_of_who_is_back(
    autojump_clock: MockClock, agrees: bool
) -> None:
    async with running(CONFIG) as application:
        ann, bob = await lend_to_negotiator(application, Chosen(agrees))
        await offer_draw(ann)
        await trio.sleep(SOON_SECONDS)
        bob.call()
        await settle()
        await trio.sleep(THINKING_SECONDS)

        assert game_of(ann)["result"] is None
        assert len(offers_of(ann)) == 1, "Bob has not said anything"


async def test_an_offer_that_waits_is_answered_when_its_seat_is_lent_again(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann, bob = await lend_to_negotiator(application, Chosen(True))
        await move(ann)
        await trio.sleep(THINKING_SECONDS)
        await offer_draw(ann)
        bob.call()
        await trio.sleep(SOON_SECONDS)
        bob.hang_up()
        await trio.sleep(GRACE_SECONDS + THINKING_SECONDS)

        assert game_of(ann)["result"]["places"] == [1, 1]


async def test_random_declines_in_the_place_of_a_person_however_often_it_is_asked(
    autojump_clock: MockClock,
) -> None:
    async with running(CONFIG) as application:
        ann, _ = await lend(application, "random")
        await move(ann)
        await trio.sleep(THINKING_SECONDS)
        for _ in range(5):
            await offer_draw(ann)
            await trio.sleep(CONFIG.room.offer_wait_seconds + 1)

        assert lines_of(ann).count("declined") == 5
        assert game_of(ann)["result"] is None


async def test_a_bot_draws_its_lot_for_draws_once_for_each_game(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann, bot = await play_negotiator(application, *[Chosen(False)] * 2, Chosen(True))
        for _ in range(3):
            await offer_draw(ann)
            await trio.sleep(CONFIG.room.offer_wait_seconds + 1)
        assert game_of(ann)["result"] is not None
        await ann.ask(Ready, room_of(ann))
        await trio.sleep(THINKING_SECONDS)
        await offer_draw(ann)
        await trio.sleep(THINKING_SECONDS)

        assert bot.seeds[0] == bot.seeds[1] == bot.seeds[2] != bot.seeds[3]


async def test_an_answer_that_could_not_be_stored_is_given_again(autojump_clock: MockClock) -> None:
    async with running(CONFIG, faults=Faults(1)) as application:
        ann, _ = await play_negotiator(application, Chosen(True))
        await offer_draw(ann)
        memory_of(application).faults = Faults(1, failure_percent=100)
        await trio.sleep(3)
        memory_of(application).faults = Faults(1)
        await trio.sleep(THINKING_SECONDS)

        assert game_of(ann)["result"]["places"] == [1, 1]


async def test_a_move_taken_back_from_a_bot_needs_nobody(autojump_clock: MockClock) -> None:
    async with running(CONFIG) as application:
        ann = await play_bot(application, "random")
        await move(ann)
        view = ann.seat
        undone = await ann.ask(Offer, room_of(ann), "undo", view["game"], view["position"])

        assert undone == {"offer": 0}
        assert count_moves(ann) == 0
        assert await ann.ask(Play, room_of(ann), 1, ann.seat["position"], 4) is None
