"""What people write: names and lines of chat, cleaned of what nobody should see or send."""

import re
import unicodedata
from collections.abc import Container, Iterable

# Control, format (bidi overrides, zero-width joins), surrogate, private use and unassigned characters.
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}


# Letters that stand for no sound, marks that join or choose others, and an empty pattern: they show nothing.
_FILLERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\U00016fe4\U0001d159"
)
_JOINERS = "\u200c\u200d"
_PICTURE_JOINER = "\u200d"
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
# They choose another picture of the character before, mostly the same one.
_VARIANTS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))

_COLOURED = "\ufe0f"  # the one of them that pictures are written with

# Marks on one letter: Thai and Hebrew need two, Tibetan three. More are piled up to reach into other lines.
_MARKS_MAX = 3

_WORD = re.compile(r"[^\W\d_]+")
# Of these scripts many letters look like one of another: "Аnn" is not "Ann".
_LOOKING_ALIKE = ("CYRILLIC", "GREEK", "LATIN")

# What an operator writes in one go: a reason, a notice, or whom it is about.
OPERATOR_CHARACTERS = 300

# How much longer than allowed a text may come before it is cleaned of what does not count.
RAW_FACTOR = 4


def clean(text: str) -> str:
    """Return the text in NFC with white space collapsed, without invisible characters and piles of marks.

    Joiners between letters stay: Persian is misspelt without them, and a family of emoji falls apart.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # most lines; a hundredth of the cost of looking at every letter
    normal = unicodedata.normalize("NFC", text)
    spaced = (" " if character.isspace() else character for character in normal)
    seen = _level("".join(c for c in spaced if c in _JOINERS or not _is_invisible(c)))
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
    # In a name what can't be seen would only make another name of one that looks the same.
    name = clean("".join(c for at, c in enumerate(normal) if not _is_hidden(normal, at)))
    letters = [c for c in name if unicodedata.category(c)[0] in "LNPS"]
    return _cut(name, characters_max) if letters else ""


def find_mixed(name: str) -> str | None:
    """Return which scripts a word of a name mixes that look alike, None where each word keeps to one.

    The name of a letter begins with its script. Whole words of another script are left alone: they are how
    many people are called.
    """
    bare = "".join(
        c for c in unicodedata.normalize("NFD", name) if not unicodedata.category(c).startswith("M")
    )
    for word in _WORD.findall(bare):
        scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
        found = [script.capitalize() for script in _LOOKING_ALIKE if script in scripts]
        if len(found) > 1:
            return " and ".join(found)
    return None


def tell_apart(name: str, taken: Container[str], suffixes: Iterable[int], characters_max: int) -> str:
    """Return the name, with one of the suffixes where it is taken."""
    if name not in taken:
        return name
    ends = (f" {suffix}" for suffix in suffixes)
    # Of a single picture that is longer there is no part.
    candidates = ((_cut(name, characters_max - len(end)) or name[:1]) + end for end in ends)
    return next(candidate for candidate in candidates if candidate not in taken)


def _level(text: str) -> str:
    """Return the text with no more marks on a letter than any language has."""
    kept, marks = list[str](), 0
    for character in text:
        if _is_mark(character):
            marks += 1
        elif character not in _JOINERS:
            marks = 0
        if marks <= _MARKS_MAX or not _is_mark(character):
            kept.append(character)
    return "".join(kept)


def _is_hidden(text: str, at: int) -> bool:
    """Tell whether a character of a name shows nothing: a joiner or variant that is no part of a picture."""
    character = text[at]
    if character in _VARIANTS:
        return character != _COLOURED or not _ends_picture(text[:at])
    if character not in _JOINERS:
        return False
    is_between = _ends_picture(text[:at]) and unicodedata.category(text[at + 1 : at + 2] or " ") == "So"
    return character != _PICTURE_JOINER or not is_between


def _ends_picture(text: str) -> bool:
    before = text[-3:].rstrip("".join(_SKIN_TONES | _VARIANTS))
    return bool(before) and unicodedata.category(before[-1]) == "So"


def _cut(text: str, characters_max: int) -> str:
    """Return the first characters, without a part of a letter with its marks or of a picture."""
    at = min(characters_max, len(text))
    while 0 < at < len(text) and _goes_on(text, at):
        at -= 1
    return text[:at].strip()


def _goes_on(text: str, at: int) -> bool:
    is_joined = _PICTURE_JOINER in (text[at], text[at - 1])
    return is_joined or text[at] in _SKIN_TONES or _is_mark(text[at])


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")
