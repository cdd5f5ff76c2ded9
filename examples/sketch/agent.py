"""A bot for sketch: it draws flowers, whatever the word is, and guesses whatever fits into the blanks."""

import json
from math import cos, pi, sin
from pathlib import Path
from random import Random
from typing import Any

WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
PETALS = 9


def act(view: dict[str, Any], moves: None, rng: Random) -> dict[str, Any]:
    """Draw one more petal, or make a guess."""
    table = view["public"]
    if view["seat"] != table["artist"]:
        return {"guess": rng.choice([word for word in WORDS if fits(word, table["word"])] or WORDS)}
    drawn = len(table["strokes"])
    # Somebody must end a game of bots that don't guess.
    if drawn > 10 * PETALS and rng.random() < 0.1:
        return {"give_up": True}
    return {"points": petal(drawn), "colour": drawn % 8, "width": 4} if drawn < 150 else {"erase": "all"}


def fits(word: str, blanks: str) -> bool:
    """Tell whether a word has its letters where the blanks are."""
    return len(word) == len(blanks) and all(b in (w, "_") for w, b in zip(word, blanks, strict=True))


def petal(number: int) -> bytes:
    """Return the points of one petal; each further round of them is a little smaller."""
    size, turn = 110 - 8 * (number // PETALS % 12), 2 * pi * number / PETALS
    angles = [turn + offset / 20 * pi / PETALS for offset in range(-20, 21)]
    lengths = [size * cos((angle - turn) * PETALS / 2) for angle in angles]
    points = ((128 + r * cos(angle), 128 + r * sin(angle)) for r, angle in zip(lengths, angles, strict=True))
    return bytes(round(unit) for point in points for unit in point)
