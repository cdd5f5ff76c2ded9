"""Sketch: one draws a word, the others guess it; everybody draws once, and who is sooner gets more."""

import json
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from attrs import asdict, evolve, field, frozen
from attrs.validators import ge, in_, le, max_len, min_len

from lobby.core.game import Dice, Illegal, Note, Result

title, seats, version = "Sketch", (2, 8), 1

WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
COLOURS, WIDTHS = 9, (2, 4, 8, 20)
STROKES_MAX, GUESSES_SHOWN = 200, 40
POINTS, POINTS_FOR_ARTIST = (5, 4, 3, 2, 1, 1, 1), 2
SHOW_MS = 5_000


@frozen
class Options:
    """`seconds`: to guess one drawing."""

    seconds: int = field(default=75, validator=[ge(15), le(110)])


@frozen
class Stroke:
    """A move of the artist. `points`: x, y, x, y, …, each a byte; the sheet is 255 wide and high."""

    points: bytes = field(validator=[min_len(2), max_len(400)])
    colour: int = field(default=0, validator=[ge(0), le(COLOURS - 1)])
    width: int = field(default=WIDTHS[1], validator=in_(WIDTHS))


@frozen
class Erase:
    """A move of the artist."""

    erase: Literal["last", "all"]


@frozen
class GiveUp:
    """A move of the artist: nobody will guess this one."""

    give_up: Literal[True]


@frozen
class Guess:
    """A move of all others."""

    guess: str = field(validator=[min_len(1), max_len(40)])


Move = Stroke | Erase | GiveUp | Guess


@frozen
class State:
    """The first of `artists` draws the first of `words`. Once it is shown, nobody acts until the next."""

    seconds: int
    here: list[int]
    artists: list[int]
    words: list[str]
    scores: list[int]
    strokes: list[dict[str, object]] = field(factory=list)  # as in the view, so that one more costs one more
    guesses: list[tuple[int, str]] = field(factory=list)
    right: list[int] = field(factory=list)  # who has guessed it, in this order
    shown: bool = False


def start(seats: int, options: Options, dice: Dice) -> State:
    artists, words = dice.shuffled(range(seats)), dice.shuffled(WORDS)[:seats]
    return State(options.seconds, list(range(seats)), artists, words, [0] * seats)


def turn(state: State) -> list[int]:
    return [] if state.shown else [seat for seat in state.here if seat not in state.right]


def check(state: State, seat: int, move: Move) -> Illegal | None:
    draws = seat == state.artists[0]
    match move:
        case Guess(guess) if draws or not plain(guess):
            return Illegal("you draw, the others guess" if draws else "a guess has at least one letter")
        case Stroke() | Erase() | GiveUp() if not draws:
            return Illegal("somebody else draws, you guess")
        case Stroke(points) if len(points) % 2:
            return Illegal("a point has two bytes, x and y")
        case Stroke() if len(state.strokes) == STROKES_MAX:
            return Illegal("the sheet is full: undo a stroke, or clear it")
    return None


def sample(state: State, seat: int, dice: Dice) -> Move:
    if seat != state.artists[0]:
        return Guess(dice.choice(WORDS))
    stroke = Stroke(bytes(dice.below(256) for _ in range(8)), dice.below(COLOURS), dice.choice(WIDTHS))
    full = len(state.strokes) == STROKES_MAX
    return dice.choice([Erase("last"), Erase("all"), GiveUp(True), *([] if full else [stroke] * 9)])


def anytime(move: Move) -> bool:
    """Strokes and guesses go out as fast as they come, and mean the same whatever others did meanwhile."""
    return not isinstance(move, GiveUp)


def play(state: State, seat: int, move: Move, dice: Dice) -> tuple[State, list[Note]]:
    match move:
        case Stroke():
            return evolve(state, strokes=[*state.strokes, asdict(move)]), []
        case Erase(erase):
            return evolve(state, strokes=state.strokes[:-1] if erase == "last" else []), []
        case GiveUp():
            return show(state)
        case Guess(guess):
            return hear(state, seat, guess)


def hear(state: State, seat: int, guess: str) -> tuple[State, list[Note]]:
    """A right guess is told without the word, a close one to its player only."""
    alike = SequenceMatcher(None, plain(guess), plain(state.words[0])).ratio()
    if alike == 1:
        return score(state, seat)
    if alike > 0.8:
        return state, [Note(f"“{guess}” is close", seat, {"close": guess})]
    return evolve(state, guesses=[*state.guesses, (seat, guess)][-GUESSES_SHOWN:]), []


def score(state: State, seat: int) -> tuple[State, list[Note]]:
    gains = {seat: POINTS[len(state.right)], state.artists[0]: POINTS_FOR_ARTIST}
    scores = [points + gains.get(of, 0) for of, points in enumerate(state.scores)]
    note = Note(f"{{{seat}}} has guessed it", value={"right": seat, "points": gains[seat]})
    after, notes = show_if_done(evolve(state, scores=scores, right=[*state.right, seat]))
    return after, [note, *notes]


def leave(state: State, seat: int) -> tuple[State, list[Note]]:
    artist, *later = state.artists
    here = [other for other in state.here if other != seat]
    after = evolve(state, here=here, artists=[artist, *(other for other in later if other != seat)])
    return show_if_done(after)


def show_if_done(state: State) -> tuple[State, list[Note]]:
    nobody_guesses = set(turn(state)) <= {state.artists[0]}
    return show(state) if nobody_guesses or state.artists[0] not in state.here else (state, [])


def show(state: State) -> tuple[State, list[Note]]:
    word = state.words[0]
    notes = [] if state.shown else [Note(f"It was: {word}", value={"word": word})]
    return evolve(state, shown=True), notes


def deadline(state: State) -> int | tuple[int, int]:
    return SHOW_MS if state.shown else (state.seconds * 1000, state.artists[0])


def expire(state: State, dice: Dice) -> State | tuple[State, list[Note]]:
    if not state.shown:
        return show(state)
    fresh = State(state.seconds, state.here, state.artists[1:], state.words[1:], state.scores)
    return fresh, [Note(f"{{{fresh.artists[0]}}} draws", value={"artist": fresh.artists[0]})]


def public(state: State) -> dict[str, object]:
    word = state.words[0]
    return {
        "artist": state.artists[0],
        "left": len(state.artists) - 1,
        "word": word if state.shown else "".join("_" if sign.isalnum() else sign for sign in word),
        "scores": state.scores,
        "right": state.right,
        "guesses": [[f"{{{seat}}}", guess] for seat, guess in state.guesses],
        "strokes": state.strokes,
    }


def secret(state: State, seat: int) -> dict[str, str] | None:
    return {"word": state.words[0]} if seat == state.artists[0] and not state.shown else None


def result(state: State) -> Result | None:
    if len(state.here) > 1 and not (state.shown and len(state.artists) == 1):
        return None
    places = [1 + sum(other > score for other in state.scores) for score in state.scores]
    return Result(tuple(places), tuple(state.scores))


def plain(words: str) -> str:
    """Return what counts in a guess."""
    return "".join(filter(str.isalnum, words.casefold()))
