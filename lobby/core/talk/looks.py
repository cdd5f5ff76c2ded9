"""What a name looks like: names with one look are taken for each other, so only one of them is free.

The idea is the skeleton of Unicode's UTS 39, the table is our own and far smaller: what is drawn like a
Latin letter in some other scripts. It is not Unicode's list of some thousand confusables; ideographs, and
letters of other scripts that look like each other, are not in it.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import define, field

from lobby.core.talk.text import tell_apart

# Each line: what is drawn like the letters below, one for one. Capitals by themselves: their small letters
# may look like something else, as the Greek eta does.
_PAIRS: Final = (
    # Cyrillic
    ("АВЕЅІЈКМНОРСТУХԚԜҮӀ", "ABESIJKMHOPCTYXQWYI"),
    ("авеѕіјкмнорстухԛԝүһӏгпьԁ", "abesijkmhopctyxqwyhlrnbd"),
    # Greek
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    ("αβγεικνορτυχωη", "abyeikvoptuxwn"),
    # Armenian, Cherokee
    ("օոսհցզյՕՏԼ", "onuhgqjOSL"),
    ("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "ABCDEGHJKLMPRSTVWZ"),
    # Latin letters that are no others decomposed: small capitals, with strokes, without dots, phonetic ones
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
    ("øØđĐłŁħĦŧŦƀıɑɡɩʋɪƖǀ", "oOdDlLhHtTbiagiviii"),
    # Figures and signs
    ("01|", "oii"),
    ("‐‑‒–—―−_", "--------"),
)
_LOOKS_LIKE: Final = {
    ord(like): letter for drawn, letters in _PAIRS for like, letter in zip(drawn, letters, strict=True)
}
# Signs that are hardly seen beside letters, and spaces.
_FAINT: Final = dict.fromkeys(map(ord, " .,·‧'`´’‘ʼʹ"))
# Of these scripts a mark makes another letter that looks much like the one without; of others it is a vowel.
_MARKED: Final = ("LATIN", "GREEK", "CYRILLIC")
# Two that look like one, and the last confusion: small L, capital and small I are one stroke.
_MERGED: Final = (("rn", "m"), ("vv", "w"), ("l", "i"))


def skeleton(name: str) -> str:
    """Return what stands for the look of a name: of names that look alike it is the same."""
    bare = name if name.isascii() else "".join(_without_marks(unicodedata.normalize("NFKD", name)))
    drawn = bare.translate(_LOOKS_LIKE).translate(_FAINT).casefold()
    for many, one in _MERGED:
        drawn = drawn.replace(many, one)
    # What is made of faint signs alone looks like itself.
    return drawn or name


def _without_marks(text: str) -> Iterator[str]:
    is_marked = False
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            if not is_marked:
                yield character
        else:
            is_marked = unicodedata.name(character, "").startswith(_MARKED)
            yield character


@define
class Names:
    """Names that are taken. Another one is too near if it is the same but for capitals, or looks the same."""

    _keys: Counter[str] = field(factory=Counter)

    def take(self, name: str, suffixes: Iterable[int], characters_max: int) -> str:
        """Take a name, with one of the suffixes where another one is too near; return what was taken."""
        given = tell_apart(name, self, suffixes, characters_max)
        self.add(given)
        return given

    def add(self, name: str) -> None:
        """Take a name whoever else has it: so it was stored."""
        self._keys.update(_keys(name))

    def release(self, name: str) -> None:
        """Let others have it."""
        for key in _keys(name):
            self._keys[key] -= 1
            if self._keys[key] <= 0:
                del self._keys[key]

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(key in self._keys for key in _keys(name))


def _keys(name: str) -> set[str]:
    # Small and capital letters may look like different ones, and are one name all the same.
    return {name.casefold(), skeleton(name)}
