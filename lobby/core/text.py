"""What people write: names and lines of chat, cleaned of what nobody should see or send."""

import unicodedata
from collections.abc import Container, Iterable

# Control, format (bidi overrides, zero-width joins), surrogate, private use and unassigned characters.
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}


# Letters that stand for no sound, and show nothing.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_JOINERS = "\u200c\u200d"

# How much longer than allowed a text may come before it is cleaned of what does not count.
RAW_FACTOR = 4


def clean(text: str) -> str:
    """Return the text in NFC with white space collapsed and without invisible characters.

    Joiners between letters stay: Persian is misspelt without them, and a family of emoji falls apart.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # most lines; a hundredth of the cost of looking at every letter
    normal = unicodedata.normalize("NFC", text)
    spaced = (" " if character.isspace() else character for character in normal)
    seen = "".join(c for c in spaced if c in _JOINERS or not _is_invisible(c))
    words = (word.strip(_JOINERS) for word in seen.split())
    return " ".join(word for word in words if word)


def _is_invisible(character: str) -> bool:
    return character in _FILLERS or unicodedata.category(character) in _UNWANTED


def clean_name(text: str, characters_max: int) -> str:
    """Return a name as others may see it, at most that long; "" where nothing is left of it.

    NFKC, so that letters which only look different don't make another name of it.
    """
    # Cut first: normalising costs the square of what strangers send, and may make eighteen letters of one.
    normal = unicodedata.normalize("NFKC", text[: RAW_FACTOR * characters_max])
    # In a name a joiner would only make another name of one that looks the same.
    name = clean("".join(letter for letter in normal if letter not in _JOINERS))
    letters = [c for c in name if unicodedata.category(c)[0] in "LNPS"]
    return name[:characters_max].strip() if letters else ""


def tell_apart(name: str, taken: Container[str], suffixes: Iterable[int], characters_max: int) -> str:
    """Return the name, with one of the suffixes where somebody has it; `taken` holds casefolded names."""
    if name.casefold() not in taken:
        return name
    ends = (f" {suffix}" for suffix in suffixes)
    candidates = (name[: characters_max - len(end)].strip() + end for end in ends)
    return next(candidate for candidate in candidates if candidate.casefold() not in taken)
