"""What a session's books answer, beyond what their machine tries."""

from lobby.core.session import Answered, Books
from lobby.wire.messages import Done, Refused


def test_what_had_no_effect_is_answered_alike_however_it_is_asked_for() -> None:
    books = Books.restore(64, 0)
    books.learn([Done(3), Done(2)])

    said = books.hear(1)
    assert isinstance(said, Answered)
    assert isinstance(said.answer, Refused)
    assert said.answer.code == "not_done"
    assert books.answer_to(1) == said.answer, "an overflow may have dropped it"
    assert books.answer_to(2) == Done(2)


def test_what_is_still_in_the_works_or_was_never_asked_has_no_answer() -> None:
    books = Books(64)
    books.hear(1)

    assert books.answer_to(1) is None
    assert books.answer_to(2) is None
    assert books.answer_to(0) is None


def test_what_was_answered_last_before_a_restart_is_told_again_whatever_its_number_is() -> None:
    books = Books.restore(4, 0)
    books.learn([Done(5), Done(6), Done(3), Done(4)])  # given in this order, which the store does not know

    for number in (7, 8):  # the client has heard 5 and 6 only, so no more than two are in the works
        books.hear(number)
        books.answer(Done(number))

    assert books.answer_to(3) == Done(3)
    assert books.answer_to(4) == Done(4)


def test_answers_of_before_a_restart_are_forgotten_when_the_client_must_have_heard_them() -> None:
    books = Books.restore(4, 0)
    books.learn([Done(number) for number in (1, 2, 3, 4)])

    for number in range(5, 30):
        books.hear(number)
        books.answer(Done(number))

    assert len(books.kept_answers) <= 8
    assert isinstance(books.answer_to(4), Refused)
