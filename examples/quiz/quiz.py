"""A quiz: all answer in secret while the clock runs, and the sooner one is right the more it counts."""

import json
from pathlib import Path
from unicodedata import normalize

from attrs import evolve, field, frozen
from attrs.validators import ge, le, max_len

from lobby.core.game import Dice, Illegal, Note, Result

title, seats, version = "Quiz", (2, 8), 1

QUESTIONS = json.loads(Path(__file__).with_name("questions.json").read_text(encoding="utf-8"))
POINTS, REVEAL_MS = (5, 4, 3, 2, 1, 1, 1, 1), 6_000  # for who is right first, second, …


@frozen
class Options:
    questions: int = field(default=8, validator=[ge(1), le(20)])
    seconds: int = field(default=20, validator=[ge(5), le(90)])


@frozen
class Move:
    answer: str = field(validator=max_len(60))


@frozen
class State:
    seconds: int
    scores: list[int]
    deck: list[list[str]]  # each a question and its answers; the first is on the table
    answers: list[tuple[int, str]]  # a seat and what it says, as they came
    points: list[int] | None = None  # what each seat got, while the answer is shown


def start(seats: int, options: Options, dice: Dice) -> State:
    return State(options.seconds, [0] * seats, dice.shuffled(QUESTIONS)[: options.questions], [])


def turn(state: State) -> list[int]:
    return [seat for seat in range(len(state.scores)) if not state.points and seat not in dict(state.answers)]


def check(state: State, seat: int, move: Move) -> Illegal | None:
    return None if plain(move.answer) else Illegal("an answer has at least a letter or a digit")


def sample(state: State, seat: int, dice: Dice) -> Move:
    return Move("no idea")  # which is also what is said for somebody who has left


def play(state: State, seat: int, move: Move, dice: Dice) -> tuple[State, list[Note]]:
    after = evolve(state, answers=[*state.answers, (seat, move.answer)])
    return (after, [Note(f"{{{seat}}} has answered")]) if turn(after) else expire(after, dice)


def deadline(state: State) -> int | tuple[int, int]:
    return REVEAL_MS if state.points else (state.seconds * 1000, len(state.deck))


def expire(state: State, dice: Dice) -> tuple[State, list[Note]]:
    if state.points:
        return evolve(state, deck=state.deck[1:], answers=[], points=None), []
    _, *good = state.deck[0]
    right = [seat for seat, answer in state.answers if plain(answer) in map(plain, good)]
    points = [POINTS[right.index(seat)] if seat in right else 0 for seat in range(len(state.scores))]
    scores = [score + more for score, more in zip(state.scores, points, strict=True)]
    return evolve(state, scores=scores, points=points), [Note(f"It is {good[0]}", value={"points": points})]


def public(state: State) -> dict[str, object]:
    question, answer, *_ = state.deck[0]
    view = {"question": question, "left": len(state.deck) - 1, "scores": state.scores}
    if not state.points:
        return view | {"answered": [seat for seat, _ in state.answers], "seconds": state.seconds}
    said = [[f"{{{seat}}}", words, state.points[seat]] for seat, words in state.answers]
    return view | {"answer": answer, "said": said}


def secret(state: State, seat: int) -> str | None:
    return None if state.points else dict(state.answers).get(seat)


def result(state: State) -> Result | None:
    places = [1 + sum(other > score for other in state.scores) for score in state.scores]
    return Result(tuple(places), tuple(state.scores)) if state.points and len(state.deck) == 1 else None


def plain(answer: str) -> str:
    # "São Tomé!" and "sao tome" are the same answer.
    return "".join(filter(str.isalnum, normalize("NFKD", answer.casefold())))
