"""Codes of rooms, to be said aloud and typed: which there are, and what people mean who write one."""

from typing import Final

# Without letters that look like others, or like digits: I, O, U.
ALPHABET: Final = "ABCDEFGHJKLMNPQRSTVWXYZ"
LENGTH: Final = 6
TYPED_MAX: Final = 60  # characters of what may be a code; nobody types more

# What is in no code can only have been misread.
_MISREAD: Final = str.maketrans("1I0OU258", "LLQQVZSB")


def clean_code(typed: str) -> str:
    """Return what was typed in capital letters, without the spaces and hyphens that make it readable."""
    return "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())


def may_be_code(typed: str) -> bool:
    """Tell whether this may be meant as a code; ids of rooms are longer, and nobody can guess them."""
    return len(typed) > TYPED_MAX or len(clean_code(typed)) == LENGTH


def read_code(typed: str) -> str:
    """Return the code that somebody means who has typed this, misread letters included."""
    return clean_code(typed).translate(_MISREAD)
