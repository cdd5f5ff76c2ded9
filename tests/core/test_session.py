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
