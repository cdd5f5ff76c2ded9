"""A bot for the quiz: it has read the book, and forgets every third page."""

import json
from pathlib import Path
from random import Random
from typing import Any

BOOK = json.loads(Path(__file__).with_name("questions.json").read_text(encoding="utf-8"))
ANSWERS = {question: answers for question, *answers in BOOK}


def act(view: dict[str, Any], moves: None, rng: Random) -> dict[str, str]:
    """Answer the question that is asked."""
    known = ANSWERS.get(view["public"]["question"])
    return {"answer": rng.choice(known) if known and rng.random() < 2 / 3 else "no idea"}
