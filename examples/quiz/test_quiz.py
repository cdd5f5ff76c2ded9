"""The quiz as its author tests it: rules by example, random games, and whole games on a whole server."""

from pathlib import Path

import pytest
import quiz
from attrs import evolve

from clients.policy import load_policy
from lobby.core.game import Dice
from lobby.testing.check_game import check_game

HERE = Path(__file__).parent
DICE = Dice(bytes(32), 0)


def start(seats: int = 3) -> quiz.State:
    """Return a game of one question, whose answer is São Tomé."""
    deck = [["Which island?", "São Tomé", "the one at the equator"]]
    return evolve(quiz.start(seats, quiz.Options(), DICE), deck=deck)


def answer(state: quiz.State, *answers: tuple[int, str]) -> quiz.State:
    for seat, words in answers:
        assert quiz.check(state, seat, quiz.Move(words)) is None
        state, _ = quiz.play(state, seat, quiz.Move(words), DICE)
    return state


def test_the_game_keeps_all_promises() -> None:
    assert check_game(str(HERE)).games > 0


def test_the_first_who_is_right_gets_most() -> None:
    state = answer(start(), (2, "Sao Tome"), (0, "sicily"), (1, "SÃO TOMÉ!"))

    assert state.points == state.scores == [0, 4, 5]


@pytest.mark.parametrize("words", ["são tomé", "SAO TOME", " sao  tomé. ", "The one at the Equator"])
def test_an_answer_is_read_kindly(words: str) -> None:
    assert answer(start(2), (0, words), (1, "no")).points == [5, 0]


def test_an_answer_without_a_letter_is_refused_in_words() -> None:
    assert quiz.check(start(), 0, quiz.Move(" ?! ")) is not None


def test_nobody_sees_an_answer_before_it_is_shown() -> None:
    state = answer(start(), (0, "my secret"))

    assert "my secret" not in str(quiz.public(state))
    assert "Tomé" not in str(quiz.public(state))
    assert quiz.secret(state, 0) == "my secret"
    assert quiz.secret(state, 1) is None


def test_who_has_not_answered_in_time_gets_nothing_and_holds_nobody_up() -> None:
    state, notes = quiz.expire(answer(start(), (1, "sao tome")), DICE)

    assert state.points == [0, 5, 0]
    assert [note.text for note in notes] == ["It is São Tomé"]
    assert quiz.turn(state) == []


def test_an_answer_does_not_start_the_clock_anew_but_the_next_question_does() -> None:
    first = quiz.start(3, quiz.Options(questions=2), DICE)
    shown, _ = quiz.expire(first, DICE)
    second, _ = quiz.expire(shown, DICE)

    assert quiz.deadline(answer(first, (0, "x"))) == quiz.deadline(first)
    assert quiz.deadline(shown) == quiz.REVEAL_MS
    assert quiz.deadline(second) != quiz.deadline(first)


def test_the_most_points_win_after_the_last_question() -> None:
    result = quiz.result(answer(start(), (2, "sao tome"), (0, "sao tome"), (1, "no")))

    assert result is not None
    assert (result.places, result.scores) == ((2, 3, 1), (4, 0, 5))


def test_every_question_has_an_answer_and_none_is_there_twice() -> None:
    assert all(len(question) > 1 and all(map(quiz.plain, question)) for question in quiz.QUESTIONS)
    assert len({question for question, *_ in quiz.QUESTIONS}) == len(quiz.QUESTIONS)


async def test_bots_that_know_the_book_play_to_the_end(lobby_server) -> None:
    act = load_policy(f"{HERE / 'agent.py'}:act")

    async with lobby_server("quiz.py", seed=5) as server:
        tally = await server.play_bots("quiz", 4, act=act)

    assert tally.complete, tally.problems
    assert not tally.faults
    assert not tally.refused


async def test_bots_that_know_nothing_play_to_the_end(lobby_server) -> None:
    async with lobby_server("quiz.py", seed=5) as server:
        tally = await server.play_bots("quiz", 3)

    assert tally.complete, tally.problems


async def test_who_says_nothing_does_not_hold_the_others_up(lobby_server) -> None:
    async with lobby_server("quiz.py", seed=6) as server, server.open_client("Ann") as ann:
        room = await ann.create("quiz", options={"questions": 2, "seconds": 5})
        async with server.open_client("Bob") as bob:
            other = await bob.join(room.code)
            for each in (room, other):
                await each.sit()
            for each in (room, other):
                await each.ready()
            await room.play({"answer": "no idea"})

            async for _ in other.changes():
                if other.game["result"]:
                    break

    assert other.game["result"] == {"places": [1, 1], "scores": [0, 0]}
