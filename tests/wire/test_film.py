"""What is a film and what is none, for files that come from anywhere."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobby.wire.film import BadFilm, Film, FilmPlayer, FilmResult, fold_film, pack_film, unpack_film, watch
from lobby.wire.values import pack, unpack

VIEW: dict[str, Any] = {
    "game": 1,
    "players": [{"name": "Ann", "kind": "person"}, {"name": "Bob", "kind": "bot"}],
    "view": {"board": [None] * 9},
    "turn": [0],
    "deadlines": {},
    "absent": [],
    "result": None,
    "notes": [],
    "fair": None,
}
HIDDEN = [{"secret": 1, "notes": []}, {"secret": 2, "notes": []}]
FILM = Film(
    game="tic_tac_toe",
    title="Tic-tac-toe",
    version=1,
    room="A room",
    number=1,
    players=(FilmPlayer("Ann", "person"), FilmPlayer("Bob", "bot")),
    options={"size": 3, "names": ["a", b"b"]},
    started_ms=1000,
    ended_ms=2000,
    result=FilmResult((1, 2), (5, -3)),
    frames=((7, {"value": VIEW}), (9, {"set": {"turn": [1]}})),
    secrets=({"value": HIDDEN}, {}),
)
PLAIN = unpack(pack_film(FILM))


def test_a_film_is_the_same_out_of_its_bytes() -> None:
    assert unpack_film(pack_film(FILM)) == FILM


def test_each_frame_is_folded_onto_the_one_before() -> None:
    first, second = watch(FILM)

    assert (first.view, first.secrets) == (VIEW, HIDDEN)
    assert second == fold_film(FILM, 1)
    assert (second.at_ms, second.view, second.secrets) == (9, {**VIEW, "turn": [1]}, HIDDEN)


def change(**parts: Any) -> Callable[[], bytes]:
    return lambda: pack({**PLAIN, **parts})


def view(**parts: Any) -> Callable[[], bytes]:
    return change(frames=[[0, {"value": {**VIEW, **parts}}]], secrets=None)


FAULTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "no msgpack": (lambda: b"\xc1", "no film: 1 bytes are not one msgpack value"),
    "nothing": (lambda: b"", "no film: 0 bytes"),
    "a list": (lambda: pack([PLAIN]), 'no film: expected a map with "format"'),
    "a later format": (change(format=2), "a film of format 2, this program shows format 1"),
    "a format that only looks like one": (change(format=True), "format True"),
    "a key missing": (lambda: pack({k: v for k, v in PLAIN.items() if k != "title"}), "title"),
    "a key too many": (change(chat=[]), "unknown: chat"),
    "a text for a number": (change(number="1"), "str, not int @ $.number"),
    "a kind of player that is none": (change(players=[{"name": "Ann", "kind": "cat"}]), "person"),
    "nobody": (change(players=[]), "a film of 0 players, allowed are 1 to 64"),
    "no frame": (change(frames=[], secrets=None), "a film of 0 frames, allowed are 1 to 200000"),
    "secrets of fewer frames": (change(secrets=[{}]), "2 frames with secrets of 1"),
    "times that go back": (change(frames=PLAIN["frames"][::-1]), "never go back"),
    "a result of one": (change(result={"places": [1], "scores": []}), "a result of other than 2 seats"),
    "a first frame that changes nothing": (change(frames=[[0, {}]], secrets=None), "frame 0 is no view"),
    "a change that does not fit": (
        change(frames=[PLAIN["frames"][0], [9, {"delete": ["x"]}]]),
        "frame 1 does not fit the one before: there is no 'x' to delete",
    ),
    "a change of odd shape": (change(frames=[[0, {"set": 3}]], secrets=None), "frame 0 does not fit"),
    "secrets that are none": (change(secrets=[{"value": 3}, {}]), "frame 0 is no view"),
    "secrets of one seat": (change(secrets=[{"value": HIDDEN[:1]}, {}]), "frame 0 is not of 2 players"),
    "a view without notes": (view(notes=None), "frame 0 is no view"),
    "a turn of nobody": (view(turn=[2]), "frame 0 speaks of a seat that is none of 0 to 1"),
    "a view of others": (view(players=[]), "frame 0 is not of 2 players"),
    "a view with a result of one": (view(result={"places": [1], "scores": []}), "frame 0 has a result"),
    "a float": (lambda: pack({**PLAIN, "number": 1.5}), "float is not allowed"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_no_film_is_refused_in_one_line_that_says_why(fault: str) -> None:
    make, complaint = FAULTS[fault]

    with pytest.raises(BadFilm) as raised:
        unpack_film(make())

    assert complaint in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_over_the_limit_is_not_even_looked_at() -> None:
    with pytest.raises(BadFilm, match="a film of 9 bytes is over the limit of 8 bytes"):
        unpack_film(b"\xc1" * 9, 8)


@given(st.integers(0, len(pack_film(FILM)) - 1), st.integers(0, 255))
def test_a_damaged_film_is_a_film_or_refused(at: int, byte: int) -> None:
    data = bytearray(pack_film(FILM))
    data[at] = byte

    try:
        film = unpack_film(bytes(data))
    except BadFilm:
        return
    assert [*watch(film)]
