"""What is told of games that have ended."""

from random import Random

from lobby.catalogue import load_game
from lobby.core.history.finished import describe_finished, finish, pack_finished, unpack_finished
from lobby.wire.values import pack, unpack
from tests.golden.random_rooms import RandomRoom


def test_what_is_told_of_a_game_names_nobody_by_id_nor_its_table() -> None:
    room = RandomRoom(load_game("tic_tac_toe"), Random(3), odd_one_in=1_000_000)
    room.play_game(2)

    data = pack_finished(finish(room.room))

    told = describe_finished(unpack_finished(data))
    assert (told["title"], told["room"], told["number"]) == ("Tic-tac-toe", "A room", 1)
    assert [player["name"] for player in told["players"]] == ["Ann", "Bob"]
    assert sorted(told["result"]["places"]) in ([1, 1], [1, 2])
    assert told["ended_ms"] == room.opened.zero_ms + room.room.now_ms
    assert b"id-" not in pack(told)
    assert room.room.code.encode() not in pack(told)


def test_what_a_later_version_adds_is_passed_over() -> None:
    room = RandomRoom(load_game("tic_tac_toe"), Random(3), odd_one_in=1_000_000)
    room.play_game(2)
    finished = finish(room.room)

    assert unpack_finished(pack({**unpack(pack_finished(finished)), "later": True})) == finished
