"""What a report carries at its end, to do it again: the room's log and the input, as a text block."""

import base64
import binascii
import textwrap
import zlib
from typing import Any, get_args

from attrs import frozen

from lobby.core.inputs import Input
from lobby.wire.strict import BadValue, Structurer
from lobby.wire.values import Value, pack, unpack

BEGIN, END = "-----BEGIN LOBBY EVIDENCE-----", "-----END LOBBY EVIDENCE-----"
_MARK, _NO_MARK = "LOBBY EVIDENCE", "LOBBY_EVIDENCE"
_COLUMNS = 76
_BYTES_MAX = 1 << 30

_structurer = Structurer()
_INPUTS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Input)}


class BadEvidence(Exception):
    """The block is missing, cut off or changed."""


@frozen
class Evidence:
    """All that is needed to do it again."""

    game: str
    version: int
    file: str
    lobby: str
    failure: str  # what was raised, on one line
    at_ms: int  # room time of the input
    kind: str  # of the input
    asked: dict[str, Value]
    state: bytes  # hash of the packed state before the input; b"": there was no game
    budget: dict[str, int]  # what the operator allows the game
    rows: list[bytes]  # none: the log was too long


def name_input(asked: Input) -> tuple[str, dict[str, Value]]:
    """Return kind and fields of an input; what `restore_input` takes."""
    return type(asked).__name__, _structurer.unstructure(asked)


def restore_input(evidence: Evidence) -> Input:
    """Return the input that the evidence is about; raise BadEvidence."""
    kind = _INPUTS.get(evidence.kind)
    if kind is None:
        raise BadEvidence(f"there is no input called {evidence.kind!r}")
    try:
        asked: Input = _structurer.structure(evidence.asked, kind)
    except BadValue as error:
        raise BadEvidence(str(error)) from error
    return asked


def write_block(evidence: Evidence) -> str:
    """Return the evidence as lines of base64 between two marks."""
    data = zlib.compress(pack(_structurer.unstructure(evidence)))
    return "\n".join((BEGIN, *textwrap.wrap(base64.b64encode(data).decode(), _COLUMNS), END, ""))


def break_marks(text: str) -> str:
    """Return the text without any mark: what strangers said is shown in reports, and must not be a block."""
    return text.replace(_MARK, _NO_MARK)


def read_block(report: str) -> Evidence:
    """Return the evidence in a report; raise BadEvidence."""
    block = _find_block([line.rstrip() for line in report.split("\n")])
    if block is None:
        raise BadEvidence("it has no whole block of evidence; a report's last line is " + END)
    try:
        data = zlib.decompressobj().decompress(base64.b64decode("".join(block), validate=True), _BYTES_MAX)
        return _structurer.structure(unpack(data), Evidence)
    except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
        raise BadEvidence(f"its block of evidence can't be read: {error}") from error


def _find_block(lines: list[str]) -> list[str] | None:
    """Return the lines of the last block: only the last one is the server's for certain."""
    ends = [number for number, line in enumerate(lines) if line == END]
    begins = [number for number, line in enumerate(lines) if line == BEGIN and ends and number < ends[-1]]
    return lines[begins[-1] + 1 : ends[-1]] if begins else None
