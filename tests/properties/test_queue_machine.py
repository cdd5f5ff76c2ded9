"""A hypothesis state machine drives the queue against a plain search over all groups."""

from collections import Counter
from itertools import combinations

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lobby.core.finding.groups import QueueWish, Ticket, Widening
from lobby.core.finding.queue import Group, Queue
from lobby.core.ids import PlayerId

WIDENING = Widening(window=30, per_second=10)
WISHES = [QueueWish("chess", 2), QueueWish("chess", 3), QueueWish("go", 2, "slow")]


def can_play(group: tuple[Ticket, ...], now_ms: int) -> bool:
    """Tell whether the windows of all have a point in common; in thousandths of a point."""

    def half(ticket: Ticket) -> int:
        return 1000 * WIDENING.window + WIDENING.per_second * (now_ms - ticket.since_ms)

    lower = max(1000 * ticket.rating - half(ticket) for ticket in group)
    upper = min(1000 * ticket.rating + half(ticket) for ticket in group)
    return lower <= upper


def apart(one: PlayerId, other: PlayerId) -> bool:
    """Every fourth player has blocked the one before and the one after."""
    first, second = sorted(int(player[1:]) for player in (one, other))
    return second - first == 1 and 0 in (first % 4, second % 4)


def clashes(group: tuple[Ticket, ...]) -> bool:
    return any(apart(one.player, other.player) for one, other in combinations(group, 2))


class QueueMachine(RuleBasedStateMachine):
    """Players come, go, lose their connections and come back, and the time goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = Queue(WIDENING, apart)
        self.waiting: dict[PlayerId, Ticket] = {}
        self.playing: set[PlayerId] = set()
        self.off: list[Group] = []
        self.now_ms = 0
        self.players = 0

    def match(self) -> None:
        for group in self.queue.match(self.now_ms):
            assert len(group.tickets) == group.tickets[0].wish.seats
            assert len({ticket.wish.pool for ticket in group.tickets}) == 1
            assert can_play(group.tickets, self.now_ms)
            assert not clashes(group.tickets)
            for ticket in group.tickets:
                assert self.waiting.pop(ticket.player) == ticket
                assert ticket.is_there
                assert ticket.player not in self.playing, "nobody is in two matches"
                self.playing.add(ticket.player)
            self.off.append(group)

    @rule(rating=st.integers(900, 1100), wish=st.sampled_from(WISHES))
    def enter(self, rating: int, wish: QueueWish) -> None:
        self.players += 1
        ticket = Ticket(PlayerId(f"p{self.players}"), "", "person", wish, rating, self.now_ms)
        self.queue.enter(ticket)
        self.waiting[ticket.player] = ticket
        self.match()

    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        if self.waiting:
            player = data.draw(st.sampled_from(sorted(self.waiting)))
            assert self.queue.leave(player) == self.waiting.pop(player)
        assert self.queue.leave(PlayerId("nobody")) is None

    @rule(data=st.data(), is_there=st.booleans())
    def drop_off_or_come_back(self, data: st.DataObject, is_there: bool) -> None:
        if not self.waiting:
            return
        player = data.draw(st.sampled_from(sorted(self.waiting)))
        changed = self.queue.set_there(player, is_there)
        assert changed == (self.waiting[player].is_there != is_there)
        self.waiting[player] = evolve(self.waiting[player], is_there=is_there)
        self.match()

    @rule(data=st.data())
    def a_match_is_off(self, data: st.DataObject) -> None:
        """One does not come; the others go back to where they were."""
        if not self.off:
            return
        group = self.off.pop(data.draw(st.integers(0, len(self.off) - 1)))
        for ticket in group.tickets:
            self.playing.discard(ticket.player)
        for ticket in group.tickets[1:]:
            self.queue.enter(ticket)
            self.waiting[ticket.player] = ticket
        self.match()

    @rule()
    def the_time_comes(self) -> None:
        due_ms = self.queue.due_ms()
        if due_ms is None:
            return
        assert due_ms > self.now_ms, "what was possible has been matched"
        self.now_ms = due_ms
        before = len(self.waiting)
        self.match()
        assert len(self.waiting) < before, "at the time that was named a match is made"

    @rule(ms=st.integers(0, 3000))
    def time_goes_on(self, ms: int) -> None:
        self.now_ms += ms
        self.match()

    @invariant()
    def nothing_that_is_possible_is_left_over_and_the_next_time_is_exact(self) -> None:
        due_ms = self.queue.due_ms()
        for wish in WISHES:
            there = [one for one in self.waiting.values() if one.wish == wish and one.is_there]
            for group in combinations(there, wish.seats):
                if clashes(group):
                    continue
                assert not can_play(group, self.now_ms)
                assert due_ms is not None
                assert not can_play(group, due_ms - 1)

    @invariant()
    def all_who_wait_have_a_place_of_their_own(self) -> None:
        assert len(self.queue) == len(self.waiting)
        for wish in WISHES:
            places = [(place, ticket) for ticket, place, _ in self.queue.positions() if ticket.wish == wish]
            assert [place for place, _ in places] == [*range(1, len(places) + 1)]
            times = [ticket.since_ms for _, ticket in places]
            assert times == sorted(times)
        for player, ticket in self.waiting.items():
            assert self.queue.find(player) == ticket


QueueMachine.TestCase.settings = settings(stateful_step_count=40, deadline=None)
test_nobody_is_in_two_matches_and_none_that_is_possible_waits = QueueMachine.TestCase


def test_who_is_expected_to_wait_is_told_by_the_last_matches() -> None:
    queue, wish = Queue(WIDENING), WISHES[0]
    assert queue.expected_ms(wish) is None

    for at_ms, player in ((0, "a"), (4000, "b")):
        queue.enter(Ticket(PlayerId(player), "", "person", wish, 1000, at_ms))
    (group,) = queue.match(4000)

    assert [ticket.player for ticket in group.tickets] == ["a", "b"]
    assert queue.expected_ms(wish) == 4000
    assert group.difference == 0


def test_ten_thousand_who_wait_are_matched_in_a_blink() -> None:
    from time import process_time

    queue = Queue(Widening(window=0, per_second=1))
    wish = QueueWish("chess", 4)
    for number in range(10_000):
        queue.enter(Ticket(PlayerId(f"p{number}"), "", "person", wish, 10 * number, 0))

    began = process_time()
    due_ms = queue.due_ms()
    spent = process_time() - began
    assert due_ms == 15_000
    assert spent < 1, "more than a few tens of milliseconds, on any machine"
    assert sum(len(group.tickets) for group in queue.match(due_ms)) == 10_000


def test_a_crowd_in_which_nobody_wants_to_meet_anybody_is_looked_through_in_no_time() -> None:
    looks = Counter[str]()

    def never(one: PlayerId, other: PlayerId) -> bool:
        looks["pairs"] += 1
        return True

    queue = Queue(WIDENING, never)
    for number in range(60):
        queue.enter(Ticket(PlayerId(f"p{number}"), "", "person", WISHES[0], 1000, 0))

    assert queue.match(60_000) == []
    assert looks["pairs"] < 10_000


def test_two_who_may_meet_in_a_crowd_of_others_find_each_other() -> None:
    queue = Queue(WIDENING, lambda one, other: {one, other} != {"p1", "p58"})
    for number in range(60):
        queue.enter(Ticket(PlayerId(f"p{number}"), "", "person", WISHES[0], 1000, 0))

    [group] = queue.match(60_000)

    assert {ticket.player for ticket in group.tickets} == {"p1", "p58"}
