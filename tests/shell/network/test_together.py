"""The block in which what is written to a connection leaves it in one send, and what is done at its end."""

import pytest

from lobby.shell.network.together import Together


class Written:
    """A connection that is written to in a block, and notes when it sends."""

    def __init__(self, together: Together, done: list[str]) -> None:
        assert together.holding is not None
        together.holding.append(self)
        self.done = done

    def send_held(self) -> None:
        self.done.append("sent")


def test_what_comes_last_comes_behind_all_blocks_and_before_anything_is_sent() -> None:
    together, done = Together(), list[str]()
    with together:
        Written(together, done)
        with together:
            together.at_last(lambda: done.append("last"))
            together.put_off(lambda: done.append("put off"))
        done.append("block")

    assert done == ["put off", "block", "last", "sent"]


def test_outside_of_a_block_what_comes_last_comes_at_once() -> None:
    together, done = Together(), list[str]()
    with together:
        pass
    together.at_last(lambda: done.append("last"))

    assert done == ["last"]


def test_what_is_asked_for_at_last_is_done_in_the_same_block() -> None:
    together, done = Together(), list[str]()

    def ask() -> None:
        together.put_off(lambda: done.append("put off"))
        together.at_last(lambda: done.append("last of all"))
        with together:
            done.append("block")

    with together:
        Written(together, done)
        together.at_last(ask)

    assert done == ["last of all", "block", "put off", "sent"]


def test_a_fault_in_what_comes_last_keeps_nothing_from_others(caplog: pytest.LogCaptureFixture) -> None:
    together, done = Together(), list[str]()

    def fail() -> None:
        raise RuntimeError("ours")

    with together:
        Written(together, done)
        together.at_last(fail)
        together.at_last(lambda: done.append("last"))

    assert done == ["last", "sent"]
