"""What the server itself says to a browser, in the language that it asks for. The page has a catalogue."""

from collections.abc import Iterator
from html import escape
from typing import Final, Literal, NewType

Language = NewType("Language", str)
Line = Literal["nothing", "home", "failed", "not_built"]

_ENGLISH: Final = Language("en")

TEXTS: Final[dict[Language, dict[Line, str]]] = {
    _ENGLISH: {
        "nothing": "Nothing is at {path}",
        "home": "To the lobby",
        "failed": "the server failed to answer",
        "not_built": """The web client is not built.

In a checkout, `make setup` builds it; so does `python hatch_build.py` in its .venv.
An installed package carries it: if this one does not, it was built without web/.
Bots and the API work all the same.""",
    },
    Language("de"): {
        "nothing": "Unter {path} gibt es nichts",
        "home": "Zur Lobby",
        "failed": "der Server konnte nicht antworten",
        "not_built": """Die Web-Oberfläche ist nicht gebaut.

In einem Checkout baut sie `make setup`, ebenso `python hatch_build.py` in seiner .venv.
Ein installiertes Paket bringt sie mit: Wenn dieses hier nicht, dann wurde es ohne web/ gebaut.
Bots und die API gehen trotzdem.""",
    },
}


# The page's own style may not be there, and the browser's is enough for two lines.
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{text}</title>
<main>
<h1>{text}</h1>
<p><a href="{base}">{onward}</a></p>
</main>
</html>
"""


def choose_language(accepted: str) -> Language:
    """Return the best language for an Accept-Language header, English if it names none that we have."""
    wishes = sorted(_read_wishes(accepted), key=lambda wish: -wish[1])
    return next((language for language, weight in wishes if weight > 0 and language in TEXTS), _ENGLISH)


def say(line: Line, accepted: str, **parts: str) -> tuple[str, Language]:
    """Return a line in the best language for this Accept-Language header, and which one that is."""
    language = choose_language(accepted)
    return TEXTS[language][line].format(**parts), language


def page_of_nothing(path: str, base: str, accepted: str) -> tuple[str, Language]:
    """Return a page for a path at which there is nothing; it leads to `base`, the path of the site."""
    text, language = say("nothing", accepted, path=path)
    onward, _ = say("home", accepted)
    return _PAGE.format(language=language, text=escape(text), base=escape(base), onward=onward), language


def _read_wishes(accepted: str) -> Iterator[tuple[Language, float]]:
    """Languages with their weights from 0 to 1; what is not well formed weighs nothing."""
    for wish in accepted.split(","):
        tag, _, parameter = wish.partition(";")
        weight = parameter.strip().removeprefix("q=") or "1"
        is_number = weight.replace(".", "", 1).isascii() and weight.replace(".", "", 1).isdigit()
        yield Language(tag.strip().lower().split("-")[0]), float(weight) if is_number else 0.0
