"""The vectors are fresh, complete, and say the same to whoever reads them from the file alone."""

import json
from typing import Any, get_args

import pytest

from lobby.wire.codec import Malformed, NoFrame, decode_client, decode_server, encode, tag_of
from lobby.wire.codes import GOODBYES
from lobby.wire.messages import ClientMessage, ServerMessage
from lobby.wire.patch import equal, fold
from lobby.wire.values import hash_view, unpack
from tests.golden.make_vectors import FILE, make_vectors, write_vectors


def with_bytes(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"$bytes"}:
            return bytes.fromhex(value["$bytes"])
        return {key: with_bytes(item) for key, item in value.items()}
    return [with_bytes(item) for item in value] if isinstance(value, list) else value


VECTORS = with_bytes(json.loads(FILE.read_text()))
SCENES = {scene["name"]: scene for scene in VECTORS["transcripts"]}


def test_the_file_is_what_the_server_of_today_would_say() -> None:
    assert FILE.read_text() == write_vectors(make_vectors()), "run python -m tests.golden.make_vectors"


def test_every_type_of_frame_is_shown() -> None:
    for by, union in (("client", ClientMessage), ("server", ServerMessage)):
        shown = {frame["value"]["type"] for frame in VECTORS["frames"] if frame["by"] == by}
        assert shown == {tag_of(message_class) for message_class in get_args(union)}


def test_every_frame_is_its_value() -> None:
    for frame in VECTORS["frames"]:
        decode = decode_client if frame["by"] == "client" else decode_server
        data = bytes.fromhex(frame["hex"])

        assert equal(unpack(data), frame["value"])
        assert encode(decode(data)) == data


def test_what_is_unreadable_or_malformed_is_that() -> None:
    for frame in VECTORS["unreadable"]:
        with pytest.raises(NoFrame):
            decode_client(bytes.fromhex(frame["hex"]))
    for frame in VECTORS["malformed"]:
        with pytest.raises(Malformed) as raised:
            decode_client(bytes.fromhex(frame["hex"]))
        assert raised.value.number == frame["number"]


def test_every_patch_folds_and_every_misfit_does_not() -> None:
    for patch in VECTORS["patches"]:
        assert equal(fold(patch["before"], patch["change"]), patch["after"])
    for misfit in VECTORS["misfits"]:
        with pytest.raises(ValueError, match=r"."):
            fold(misfit["before"], misfit["change"])


def test_every_view_has_its_hash() -> None:
    assert all(hash_view(hashed["view"]) == hashed["hash"] for hashed in VECTORS["hashes"])


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_who_folds_a_transcript_shows_its_views(scene: Any) -> None:
    views: dict[str, dict[str, Any]] = {name: {} for name in scene["views"]}
    numbers: dict[tuple[str, str], int] = {}
    for said in scene["said"]:
        connection, frame = said["connection"], said.get("value", {})
        match frame:
            case {"type": "hello", "offsets": dict()}:
                before = connection.partition(" ")[0]
                views[connection] |= views[before]
                numbers |= {(connection, topic): numbers[before, topic] for topic in views[before]}
            case {"type": "snapshot"}:
                views[connection][frame["topic"]] = frame["view"]
                numbers[connection, frame["topic"]] = frame["number"]
            case {"type": "patch", "topic": topic}:
                assert numbers[connection, topic] == frame["previous"] < frame["number"]
                views[connection][topic] = fold(views[connection][topic], frame["change"])
                numbers[connection, topic] = frame["number"]
            case {"type": "gone"}:
                views[connection].pop(frame["topic"], None)

    assert equal(views, scene["views"])


def test_every_command_in_a_transcript_is_answered_once_on_each_connection_that_asks() -> None:
    for scene in SCENES.values():
        asked: list[tuple[str, int]] = []
        answered: list[tuple[str, int]] = []
        for said in scene["said"]:
            frame = said.get("value", {})
            if "number" in frame and frame["type"] not in ("snapshot", "patch"):
                (asked if said["by"] == "client" else answered).append((said["connection"], frame["number"]))
        cut = [it for it in asked if it not in answered]

        assert sorted(answered) == sorted(it for it in asked if it not in cut)
        assert len(cut) <= 1  # of the connection that jumps ahead


def test_refusals_and_goodbyes_are_shown_in_transcripts() -> None:
    frames = [said.get("value", {}) for scene in SCENES.values() for said in scene["said"]]
    refusals = {frame["code"] for frame in frames if frame.get("type") == "refused"}
    goodbyes = {frame["code"] for frame in frames if frame.get("type") == "goodbye"}

    assert len(refusals & VECTORS["refusals"].keys()) == len(refusals) >= 15
    assert goodbyes >= {"malformed", "hello_expected", "bad_session", "taken_over", "out_of_order"}


def test_after_a_goodbye_comes_its_close_code_and_nothing_else() -> None:
    for scene in SCENES.values():
        for name in scene["views"]:
            said = [it for it in scene["said"] if it["connection"] == name]
            endings = [at for at, it in enumerate(said) if it.get("value", {}).get("type") == "goodbye"]
            if endings:
                (at,) = endings
                assert [it["close"] for it in said[at + 1 :]] == [GOODBYES[said[at]["value"]["code"]][0]]
