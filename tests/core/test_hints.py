"""A game may say itself how its view has changed: the frame tells just that."""

from typing import Any

from attrs import evolve

from lobby.catalogue import load_catalogue
from lobby.core.announce import announce
from lobby.core.events import Opened
from lobby.core.game import Game
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.inputs import Input, MakeMove, SetReady, TakeSeat
from lobby.core.outputs import Hint, Shown
from lobby.core.room import Room, open_room
from lobby.core.step import Step, take
from lobby.core.topic import Bounds, Topic, Total
from lobby.core.views import view_game
from lobby.wire.codec import decode_server
from lobby.wire.messages import Patch, Player
from lobby.wire.patch import fold

BEFORE: Any = {"game": 1, "turn": [0], "view": {"lines": ["a", "b"]}}
APPENDED = {"change": {"lines": {"splice": [[2, 0, ["c"]]]}}}


def told(topic: Topic, view: Any, hint: Hint | None) -> Patch:
    draft = topic.draft(2, view, more=False, hint=hint)
    assert draft is not None
    patch = decode_server(draft.frame.payload)
    assert isinstance(patch, Patch)
    return patch


def make_topic() -> Topic:
    return Topic("game/a", "e", 1, BEFORE, Bounds(10, 10_000, Total(10_000)))


def test_what_the_game_knows_is_told_beside_what_is_found() -> None:
    after = {**BEFORE, "turn": [1], "view": {"lines": ["a", "b", "c"]}}

    patch = told(make_topic(), after, Hint("view", BEFORE["view"], APPENDED))

    assert patch.change["change"]["view"] == APPENDED
    assert fold(BEFORE, patch.change) == after


def test_a_value_that_is_told_whole_and_one_that_did_not_change_fit_too() -> None:
    for inner, change in (({"lines": []}, {"value": {"lines": []}}), (BEFORE["view"], {})):
        after = {**BEFORE, "turn": [1], "view": inner}

        assert fold(BEFORE, told(make_topic(), after, Hint("view", BEFORE["view"], change)).change) == after


def test_what_is_known_of_another_view_is_not_told() -> None:
    after = {**BEFORE, "view": {"lines": ["z"]}}
    elsewhere = {"lines": ["a", "b"]}  # equal, and yet another one

    assert fold(BEFORE, told(make_topic(), after, Hint("view", elsewhere, APPENDED)).change) == after


def test_a_room_asks_the_game_for_it() -> None:
    asked: list[Any] = []

    def changes(before: Any, after: Any) -> Any:
        asked.append((before, after))
        return {"value": {"board": after}}

    before = start_room(evolve(load_catalogue()["tic_tac_toe"], changes=changes))

    step = take(before, MakeMove(ANN, 1, 0, 4), 20)

    assert isinstance(step, Step)
    (shown,) = [it for it in announce(before, step.room, step.row) if getattr(it, "hint", None)]
    board = [None] * 4 + [0] + [None] * 4
    assert asked == [([None] * 9, board)]
    assert shown == Shown(
        "game/r",
        view_game(step.room),
        False,
        hint=Hint("view", {"board": [None] * 9}, {"value": {"board": board}}),
    )


ANN, BOB = PlayerId("ann"), PlayerId("bob")


def start_room(game: Game) -> Room:
    opened = Opened(
        room=RoomId("r"),
        code=Code("ABCDE"),
        name="",
        public=True,
        game=game.id,
        version=1,
        options={},
        host=ANN,
        secret=bytes(32),
        zero_ms=0,
        grace_ms=60_000,
        move_limit_ms=0,
        chat_lines=10,
    )
    room = open_room(opened, game)
    sits: list[Input] = [TakeSeat(Player(id_, id_, "person"), None) for id_ in (ANN, BOB)]
    for asked in (*sits, SetReady(ANN, True), SetReady(BOB, True)):
        step = take(room, asked, 10)
        assert isinstance(step, Step)
        room = step.room
    return room
