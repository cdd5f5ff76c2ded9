"""A film as text: each thing once, when it is new, and nothing that steers a terminal."""

from pathlib import Path

from attrs import evolve

from clients.film import describe_film, tell_film
from lobby.wire.film import Film, FilmPlayer, FilmResult, unpack_film

FILM = unpack_film((Path(__file__).parents[1] / "golden" / "films" / "liars_dice-1.film").read_bytes())


def tell(film: Film) -> str:
    return "\n".join(line for lines in tell_film(film) for line in lines)


def test_the_head_says_what_it_is_of() -> None:
    assert describe_film(FILM) == [
        "Liar's dice, game 1 at “A room”, 2023-11-14 22:13 UTC",
        "seats: 0 Ann · 1 Bob",
    ]


def test_every_frame_says_which_one_it_is_and_when() -> None:
    frames = list(tell_film(FILM))

    assert [lines[0].split(" · ")[0] for lines in frames] == [f"— {n}/18" for n in range(1, 19)]
    assert frames[0][0] == "— 1/18 · 0:00 —"


def test_what_is_new_is_told_once() -> None:
    said = tell(FILM)

    notes = [line for lines in tell_film(FILM) for line in lines if line.startswith(("Ann bids", "Bob bids"))]
    assert notes
    assert said.count("only Ann sees:") < len(FILM.frames)
    assert said.splitlines()[-1] == "Ann won: places 1 2"


def test_a_draw_a_score_and_a_game_that_was_given_up_are_said() -> None:
    def last(result: FilmResult | None) -> str:
        return tell(evolve(FILM, result=result)).splitlines()[-1]

    assert last(FilmResult((1, 1))) == "it ends in a draw"
    assert last(FilmResult((2, 1), (3, 4))) == "Bob won: places 2 1, scores 3 4"
    assert last(None) == "it was given up: everybody had left"


def test_nothing_of_a_stranger_steers_the_terminal() -> None:
    players = (FilmPlayer("\x1b[2J", "person"), FilmPlayer("B\nob", "bot"))
    film = evolve(FILM, players=players, title="\x07", room="\u202e", started_ms=2**53 - 1)

    lines = [*describe_film(film), *tell(film).splitlines()]

    assert all(line.isprintable() for line in lines)
    assert lines[0] == "�, game 1 at “�”"
