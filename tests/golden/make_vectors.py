"""Writes docs/reference/vectors.json: `python -m tests.golden.make_vectors [--check]`.

With --check nothing is written, and the exit code is 1 when the file is not what would be written.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from lobby.wire.codec import Malformed, NoFrame, decode_client, encode, to_value
from lobby.wire.codes import GONE_REASONS, GOODBYES, REFUSALS
from lobby.wire.messages import PROTOCOL
from lobby.wire.patch import diff, fold
from lobby.wire.values import NotAValue, Value, hash_view, pack, unpack
from tests.golden import examples
from tests.golden.transcripts import SCENES, Said, Stage, play_scene

FILE = Path(__file__).parents[2] / "docs" / "reference" / "vectors.json"

ABOUT = [
    "What every implementation of the protocol must agree on; docs/reference/protocol.md explains it.",
    'Bytes are written as {"$bytes": hex}; frames are msgpack, in hex.',
    "frames: every type of frame, as hex and as value. A client may encode the same value in other bytes.",
    "unreadable: frames that end a connection with the goodbye `malformed`.",
    "malformed: frames with a wrong field; number: of the command refused, null: goodbye `malformed`.",
    "patches: fold(before, change) is after. misfits: change does not fit before, folding it must fail.",
    "hashes: the hash of a view, as in patch.hash.",
    "refusals, goodbyes (with their WebSocket close codes), gone: every code that is told.",
    "transcripts: all that was said, in order; views: what each connection's client shows at its end.",
    "Where a hello has offsets, the client still has the views of its session's connection before.",
]


def make_vectors() -> dict[str, Value]:
    """Return everything that the file holds, bytes and all."""
    return {
        "about": ABOUT,
        "protocol": PROTOCOL,
        "frames": [
            *(
                {"by": "client", "hex": encode(it).hex(), "value": to_value(it)}
                for it in examples.FROM_CLIENT
            ),
            *(
                {"by": "server", "hex": encode(it).hex(), "value": to_value(it)}
                for it in examples.FROM_SERVER
            ),
        ],
        "unreadable": [_show_unreadable(frame) for frame in examples.UNREADABLE],
        "malformed": [_show_malformed(value) for value in examples.MALFORMED],
        "patches": [
            *(_show_patch(before, diff(before, after)) for before, after in examples.VIEWS),
            *(_show_patch(before, change) for before, change in examples.CHANGES),
        ],
        "misfits": [{"before": before, "change": change} for before, change in examples.MISFITS],
        "hashes": [{"view": view, "hash": hash_view(view)} for view in examples.HASHED],
        "refusals": REFUSALS,
        "goodbyes": {code: {"close": close, "text": text} for code, (close, text) in GOODBYES.items()},
        "gone": GONE_REASONS,
        "transcripts": [
            _show_scene(scene.__name__, scene.__doc__ or "", play_scene(scene)) for scene in SCENES
        ],
    }


def write_vectors(vectors: Value) -> str:
    """Return the text of the file: JSON with one item of each list a line, to be read and compared."""
    return "".join(_write(_without_bytes(vectors), 0, deep=4)) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with --check only compare it; return the exit code."""
    text = write_vectors(make_vectors())
    if arguments == ["--check"]:
        is_stale = not FILE.is_file() or FILE.read_text() != text
        if is_stale:
            sys.stderr.write(f"{FILE.name} is stale: run python -m tests.golden.make_vectors\n")
        return int(is_stale)
    FILE.write_text(text)
    return 0


def _show_unreadable(frame: bytes) -> Value:
    try:
        decode_client(frame)
    except NoFrame as error:
        return {"hex": frame.hex(), "detail": str(error)}
    raise AssertionError(f"{frame!r} was read")


def _show_malformed(value: Value) -> Value:
    frame = pack(value)
    try:
        decode_client(frame)
    except Malformed as error:
        return {"hex": frame.hex(), "value": value, "number": error.number, "detail": str(error)}
    raise AssertionError(f"{value!r} was taken")


def _show_patch(before: Value, change: Value) -> Value:
    return {"before": before, "change": change, "after": fold(before, change)}


def _show_scene(name: str, text: str, stage: Stage) -> Value:
    return {
        "name": name,
        "text": text,
        "said": [_show_said(said) for said in stage.record],
        "views": {player.name: player.views for player in stage.cast},
    }


def _show_said(said: Said) -> Value:
    shown: dict[str, Value] = {"connection": said.connection, "by": said.by}
    if said.close is not None:
        return {**shown, "close": said.close}
    try:
        return {**shown, "hex": said.frame.hex(), "value": unpack(said.frame)}
    except NotAValue:
        return {**shown, "hex": said.frame.hex()}


def _without_bytes(value: Value) -> Value:
    if isinstance(value, bytes):
        return {"$bytes": value.hex()}
    if isinstance(value, dict):
        return {key: _without_bytes(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_bytes(item) for item in value]
    return value


def _write(value: Value, indent: int, deep: int) -> Iterator[str]:
    """Yield JSON with line breaks down to some depth, and none below."""
    if deep == 0 or not isinstance(value, (dict, list)) or not value:
        yield json.dumps(value, ensure_ascii=False)
        return
    if isinstance(value, dict):
        opening, closing = "{}"
        items = [(f"{json.dumps(key, ensure_ascii=False)}: ", item) for key, item in value.items()]
    else:
        opening, closing = "[]"
        items = [("", item) for item in value]
    yield opening
    for number, (key, item) in enumerate(items):
        yield f"{',' if number else ''}\n{' ' * (indent + 1)}{key}"
        yield from _write(item, indent + 1, _deeper(value, item, deep))
    yield f"\n{' ' * indent}{closing}"


def _deeper(value: Value, item: Value, deep: int) -> int:
    # The items of a list are a line each, but for scenes, which hold lists of their own.
    return deep - 1 if isinstance(value, dict) or (isinstance(item, dict) and "said" in item) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
