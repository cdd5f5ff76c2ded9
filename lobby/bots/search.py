"""Monte Carlo tree search over what a seat can see, with nothing but the game's hooks.

Each iteration imagines a state, goes down the one tree that all of them share, and plays on at random from
where the tree ends: single-observer information set MCTS (Cowling, Powley and Whitehouse 2012), with UCB1
over the moves that are legal in the state imagined. A branch is named by moves alone, so that a die which
falls otherwise next time is averaged over. Seats that must act at once choose without knowing of each other
(decoupled UCT).
"""

from collections.abc import Callable
from math import log, sqrt
from random import Random

from attrs import define, field, frozen

from lobby.bots.belief import Belief
from lobby.bots.forward import Choices, Forward, Key
from lobby.bots.sight import CantThink, Sight
from lobby.core.game import Game, Move, State
from lobby.core.shape import plain_move
from lobby.wire.values import Value

EXPLORATION = 0.7  # as in the paper, for rewards from 0 to 1
ACTIONS_MAX = 300  # that one game in thought may take; one that goes on is worth the same to all


@frozen
class Effort:
    """How long a bot thinks: so many games in thought, or until its time is up."""

    iterations: int
    is_time_up: Callable[[], bool] = field(default=lambda: False)


@define(eq=False)
class _Arm:
    """A move of one seat at one node."""

    move: Move
    visits: int = 0
    available: int = 0  # how often it could have been chosen
    reward: float = 0.0

    def bound(self) -> float:
        return self.reward / self.visits + EXPLORATION * sqrt(log(self.available) / self.visits)


@define(eq=False)
class _Node:
    visits: int = 0
    arms: dict[int, dict[Key, _Arm]] = field(factory=dict)  # per seat
    after: dict[tuple[Key, ...], "_Node"] = field(factory=dict)


Path = list[tuple[int, _Arm]]


def search(game: Game, belief: Belief, sight: Sight, seed: int, effort: Effort) -> Value:
    """Return the move that was tried most; the same for the same seed and number of iterations.

    Raises CantThink where the seat can't act in what it imagines, and whatever the hooks raise.
    """
    forward = Forward(game, sight.seats, Random(seed))
    tree, _ = _think(forward, belief, sight, effort)
    return _most_tried(forward, tree, sight)


def weigh(game: Game, belief: Belief, sight: Sight, seed: int, effort: Effort) -> float:
    """Return what the position is worth to the seat, from 0 for the last place to 1 for winning alone.

    It need not be the seat's turn. Raises whatever the hooks raise.
    """
    tree, worth = _think(Forward(game, sight.seats, Random(seed)), belief, sight, effort)
    own = [arm for arm in tree.root.arms.get(sight.seat, {}).values() if arm.visits]
    if not own:
        return worth
    best = max(own, key=lambda arm: (arm.visits, arm.reward))
    return best.reward / best.visits


def _think(forward: Forward, belief: Belief, sight: Sight, effort: Effort) -> tuple["_Tree", float]:
    """Return what has been learned, and the mean of what the games in thought were worth to the seat."""
    tree, worth, played = _Tree(forward), 0.0, 0
    certain = belief.draw(sight, forward.dice()) if belief.is_certain else None
    for iteration in range(effort.iterations):
        if iteration and effort.is_time_up():
            break
        state = belief.draw(sight, forward.dice()) if certain is None else certain
        worth += tree.grow(state)[sight.seat]
        played += 1
    return tree, worth / played


def _most_tried(forward: Forward, tree: "_Tree", sight: Sight) -> Value:
    """Return the own move with the most visits, of those that are legal in truth."""
    legal = None if sight.moves is None else {forward.key(move): move for move in sight.moves}
    arms = tree.root.arms.get(sight.seat, {})
    tried = [(arm.visits, arm.reward, key) for key, arm in arms.items() if legal is None or key in legal]
    if not tried:
        raise CantThink(f"seat {sight.seat} has no move in any state that it imagines")
    best = max(tried, key=lambda entry: entry[:2])[2]
    return plain_move(forward.game, arms[best].move) if legal is None else legal[best]


@define(eq=False)
class _Tree:
    """What has been learned so far."""

    forward: Forward
    root: _Node = field(factory=_Node)

    def grow(self, state: State) -> list[float]:
        """Play one game in thought, from this state to its end, remember how it went, and return that."""
        node, path, is_new, actions = self.root, Path(), False, 0
        nodes = [node]
        while not is_new and actions < ACTIONS_MAX and (choices := self.forward.choices(state)):
            picked = {seat: self._pick(node, state, seat, choices) for seat in choices}
            is_new = any(arm.visits == 0 for arm in picked.values())
            state = self._play_all(state, picked)
            path += picked.items()
            node = node.after.setdefault(
                tuple(self.forward.key(arm.move) for arm in picked.values()), _Node()
            )
            nodes.append(node)
            actions += len(picked)
        last = path[-1][0] if path else -1
        rewards = self._play_out(state, last, ACTIONS_MAX - actions)
        self._learn(nodes, path, rewards)
        return rewards

    def _pick(self, node: _Node, state: State, seat: int, choices: Choices) -> _Arm:
        """Return the most promising move of a seat here, any of those that were never tried first."""
        arms = self._legal_arms(node, state, seat, choices)
        for arm in arms:
            arm.available += 1
        chance = self.forward.random
        if untried := [arm for arm in arms if not arm.visits]:
            return chance.choice(untried)
        # Equal ones by lot: seats that act at once would else go through their moves in step.
        return max(arms, key=lambda arm: (arm.bound(), chance.random()))

    def _legal_arms(self, node: _Node, state: State, seat: int, choices: Choices) -> list[_Arm]:
        known, moves = node.arms.setdefault(seat, {}), choices[seat]
        if moves is not None:
            return [known.setdefault(self.forward.key(move), _Arm(move)) for move in moves]
        arms = [arm for arm in known.values() if self.forward.is_legal(state, seat, arm.move)]
        # Where moves can't be listed, one more is drawn whenever the node's visits have grown by a square.
        if len(arms) <= sqrt(node.visits):
            move = self.forward.draw(state, seat, None)
            drawn = known.setdefault(self.forward.key(move), _Arm(move))
            return arms if drawn in arms else [*arms, drawn]
        return arms

    def _play_all(self, state: State, picked: dict[int, _Arm]) -> State:
        """Play the moves of all seats that chose at once, one after the other, where they still may."""
        first, *others = picked.items()
        state = self.forward.play(state, first[0], first[1].move)
        for seat, arm in others:
            if self._may_still(state, seat, arm):
                state = self.forward.play(state, seat, arm.move)
        return state

    def _may_still(self, state: State, seat: int, arm: _Arm) -> bool:
        choices = self.forward.choices(state)
        if seat not in choices:
            return False
        moves = choices[seat]
        if moves is None:
            return self.forward.is_legal(state, seat, arm.move)
        key = self.forward.key(arm.move)
        return any(self.forward.key(move) == key for move in moves)

    def _play_out(self, state: State, last: int, actions: int) -> list[float]:
        """Play at random, at most so many actions, and return what the end is worth for each seat."""
        forward = self.forward
        for _ in range(actions):
            if (result := forward.game.result(state)) is not None:
                return forward.rewards(result)
            if (choice := forward.one_choice(state, last)) is None:
                waited = forward.let_time_pass(state)
                if waited is None:
                    break
                state = waited
                continue
            last, moves = choice
            state = forward.play(state, last, forward.draw(state, last, moves))
        return forward.rewards(forward.game.result(state))

    def _learn(self, nodes: list[_Node], path: Path, rewards: list[float]) -> None:
        for node in nodes:
            node.visits += 1
        for seat, arm in path:
            arm.visits += 1
            arm.reward += rewards[seat]
