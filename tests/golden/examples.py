"""One or more messages of every class, bytes that are none, and pairs of views: what the vectors show."""

from typing import Any

from lobby.wire.messages import (
    Again,
    Ban,
    CaughtUp,
    ClientMessage,
    Create,
    Decline,
    Dequeue,
    Done,
    Enqueue,
    Gone,
    Goodbye,
    Hello,
    Invite,
    Join,
    Kick,
    Leaders,
    Leave,
    Limits,
    Look,
    PassHost,
    Patch,
    Ping,
    Play,
    Player,
    Pong,
    Profile,
    QuickPlay,
    Ready,
    Refused,
    Resume,
    Say,
    Search,
    ServerMessage,
    SetHouse,
    SetName,
    Signal,
    Signalled,
    Sit,
    Snapshot,
    Stand,
    Subscribe,
    Unban,
    Unsubscribe,
    Welcome,
)
from lobby.wire.values import Value, pack

SESSION, SECRET, TOKEN = bytes(range(16)), bytes(range(16, 32)), bytes(range(32))
ROOM, ANN = "k7w2m9q4x8ra", "b3n5p7r2t4v6x8za"
GAME, EPOCH = f"game/{ROOM}", "f4h6k2m9"

FROM_CLIENT: list[ClientMessage] = [
    Hello((1, 1), SESSION, SECRET, "bot"),
    Hello((1, 2), SESSION, SECRET, "person", "9f2c", TOKEN, "Ann", 17, {GAME: (EPOCH, 12)}, 5),
    Ping(),
    Resume({}),
    Resume({GAME: (EPOCH, 12), "lobby/chat": (EPOCH, 3)}),
    Resume({"lobby/chat": (EPOCH, 3)}, [GAME]),
    Signal(ROOM, "typing"),
    Signal(ROOM, "emote", "👏"),
    SetName(1, "Zoë"),
    Create(2, "connect_four"),
    Create(3, "liars_dice", "Ann's table", public=False, options={"dice": 3}),
    Join(4, "BRKWQ"),
    Leave(5, ROOM),
    Sit(6, ROOM),
    Sit(7, ROOM, 1),
    Stand(8, ROOM),
    Ready(9, ROOM),
    Ready(10, ROOM, ready=False),
    Play(11, ROOM, 1, 0, 3),
    Play(12, ROOM, 1, 4, {"bid": [3, 5]}),
    Say(13, ROOM, "good game"),
    Kick(14, ROOM, ANN),
    Subscribe(15, "lobby/connect_four"),
    Unsubscribe(16, "lobby/connect_four"),
    Create(17, "connect_four", pace="slow"),
    SetHouse(21, ROOM, {"locked": True}),
    Look(18, "BRKWQ"),
    Again(19, ROOM),
    Create(20, "connect_four", clock={"kind": "fischer", "base_ms": 300_000, "increment_ms": 2000}),
    Play(21, ROOM, 1, 4, 3, lag_ms=45),
    Search(22),
    Search(23, "connect_four", "ann", "live", "none", "gathering", 1, False, False, "1795391402000.k7w2"),
    Enqueue(30, "connect_four"),
    Enqueue(31, "liars_dice", 4, "slow", {"kind": "per_move", "move_ms": 30000}),
    Dequeue(32),
    Invite(33, ROOM, ANN),
    Decline(34, ROOM),
    Profile(26),
    Profile(27, ANN),
    Leaders(28, "connect_four"),
    Leaders(29, "connect_four", 1),
    QuickPlay(24, "connect_four"),
    QuickPlay(25, "liars_dice", {"dice": 3}, "slow", {"kind": "per_move", "move_ms": 30000}),
    Join(22, "BRKWQT", password="open sesame"),
    Kick(23, ROOM, ANN, "we play for fun here"),
    Ban(24, ROOM, ANN),
    Ban(25, ROOM, ANN, "spam", address=True),
    Unban(26, ROOM, ANN),
    PassHost(27, ROOM, ANN),
    Again(28, ROOM, "open sesame"),
]

LIMITS = Limits(65536, 64, 500, 24, 8000, 20000, 131072)
FROM_SERVER: list[ServerMessage] = [
    Welcome(
        1, "new", Player(ANN, "Ann", "person"), "9f2c", newer_page=False, time_ms=1795391402000, limits=LIMITS
    ),
    CaughtUp(),
    Pong(1795391402000),
    Done(1),
    Done(2, {"room": ROOM, "code": "BRKWQ"}),
    Refused(11, "illegal_move", "that column is full"),
    Snapshot("lobby/chat", EPOCH, 0, {"chat": []}),
    Snapshot(f"seat/{ROOM}/0/3", EPOCH, 12, {"seat": 0, "turn": True, "moves": [0, 1]}, more=True),
    Patch(GAME, 13, 12, {"set": {"turn": [1]}}),
    Patch(GAME, 14, 13, {"set": {"turn": [0]}}, more=True, hash=2774410235),
    Gone(f"seat/{ROOM}/0/3", "freed"),
    Gone(GAME, "banned", "spam"),
    Signalled(ROOM, ANN, "emote", "👏"),
    Goodbye("taken_over", "another connection of this session has taken over"),
    Goodbye("shutdown", "the server stops", 2300),
]

# Frames that the server ends a connection for.
UNREADABLE: list[bytes] = [
    b"",
    b"\xc1",
    b"hello",
    pack([]),
    pack(None),
    pack({}),
    pack({"type": 1}),
    pack({"type": "dance"}),
    pack({"type": "ping", "more": 0.5}),
    pack({"type": "ping", "more": 2**53}),
    pack({"type": "ping", "more": {1: 2}}),
    pack({"type": "ping"}) + b"\x00",
    pack({"type": "ping"})[:-1],
    b"\x82\xa4type\xa4ping\xa4more\xd4\x05\x00",
    b"\x82\xa4type\xa4ping\xa4more" + b"\x91" * 40 + b"\xc0",
]

_PLAY: dict[str, Value] = {"type": "play", "number": 5, "room": ROOM, "game": 1, "position": 0, "move": 0}

# Frames of a known type with a field that is missing or wrong; a command gets its answer.
MALFORMED: list[Value] = [
    {"type": "join", "number": 1},
    {"type": "join", "number": 1, "room": 5},
    {"type": "join", "number": True, "room": "BRKWQ"},
    {"type": "sit", "number": 2, "room": ROOM, "seat": False},
    {"type": "create", "number": 3, "game": "connect_four", "options": []},
    {"type": "create", "number": 3, "game": "connect_four", "clock": 300_000},
    {**_PLAY, "position": "0"},
    {**_PLAY, "lag_ms": None},
    {"type": "resume", "offsets": {GAME: [EPOCH]}},
    {"type": "hello", "protocol": [1, 1], "session": "text", "secret": SECRET, "kind": "bot"},
]

_LINES: list[Any] = [{"number": number, "text": f"line {number}"} for number in range(5)]
_ROW = [None] * 7

VIEWS: list[tuple[Value, Value]] = [
    (None, {"a": 1}),
    ({"a": 1}, {"a": 1}),
    ({"a": 1}, {"a": 1, "b": None}),
    ({"a": 1, "b": 2}, {"a": 1}),
    ({"a": 1}, {"a": True}),
    ({"a": {"b": 1, "c": 2}, "d": 0}, {"a": {"b": 1, "c": 3}, "d": 0}),
    ({"value": 1, "set": {"delete": 1}, "x": 0}, {"value": 2, "set": {"delete": 2}, "x": 0}),
    ({"": 1, "é": 2, "x": 0}, {"": 2, "é": b"\x00\xff", "x": 0}),
    ([], [1]),
    ([1, 2, 3], [1, 5, 3]),
    ([1, 2, 3], [1, 3]),
    ([1, 2, 3], [1, 2, 3, 4]),
    ([1, 2, 3], [0, 1, 2, 3]),
    ([1, 2, 3, 4, 5], [1, 9, 9, 9, 5]),
    ([1, 2, 3], [4, 5, 6]),
    ({"chat": _LINES[:4]}, {"chat": _LINES[1:]}),
    ({"chat": _LINES[:3]}, {"chat": _LINES[2:]}),
    ({"board": [_ROW, _ROW], "turn": [0]}, {"board": [_ROW, [*_ROW[:3], 0, *_ROW[4:]]], "turn": [1]}),
    ([{"n": "a", "k": [1, 2]}, {"n": "b", "k": [3]}], [{"n": "a", "k": [1, 2]}, {"n": "b", "k": [3, 4]}]),
]

# Changes written by hand, as another server might: they fold, too.
CHANGES: list[tuple[Value, Value]] = [
    ({"a": 1}, {}),
    (1, {"value": 2, "set": {"a": 1}}),
    ({"a": 1, "b": 2}, {"set": {"c": 3}, "delete": ["a"], "change": {"b": {"value": 4}}}),
    ([1, 2, 3, 4], {"splice": [[0, 2, []], [2, 0, [5, 6]], [1, 1, [7]]], "change": [[0, {"value": 8}]]}),
]

MISFITS: list[tuple[Value, Value]] = [
    (1, {"set": {"a": 1}}),
    ({}, {"delete": ["a"]}),
    ({}, {"change": {"a": {"value": 1}}}),
    ({}, {"splice": [[0, 0, [1]]]}),
    ([], {"set": {"a": 1}}),
    ([1], {"splice": [[1, 1, []]]}),
    ([1], {"splice": [[-1, 1, []]]}),
    ([1], {"splice": [[2, 0, [1]]]}),
    ([1], {"change": [[1, {"value": 2}]]}),
    ([1], {"change": [[-1, {"value": 2}]]}),
    ([1], {"change": {"0": {"value": 2}}}),
    ({"a": [1]}, {"change": {"a": {"set": {"b": 1}}}}),
]

HASHED: list[Value] = [
    None,
    0,
    -33,
    2**53 - 1,
    "",
    "é",
    b"\x00\xff",
    [],
    {},
    {"b": 1, "a": 2},
    {"\U0001f600": 1, "\uff5e": 2, "z": 3},
    {"board": [_ROW, [*_ROW[:3], 0, *_ROW[4:]]], "turn": [1], "text": "x" * 40},
    {str(number): number for number in range(20)},
]
