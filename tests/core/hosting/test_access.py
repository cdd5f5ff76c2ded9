"""Who may come into a room, and what its host decides about people."""

from typing import Any

import pytest
from attrs import evolve

from lobby.core import inputs
from lobby.core.events import Banned, Departed, HostAwaited, HostPassed, Opened, Removed
from lobby.core.hosting import access
from lobby.core.hosting.access import Access, Admission, Ban, Visitor, may_enter
from lobby.core.hosting.people import admission_of
from lobby.core.ids import Code, PlayerId, RoomId
from lobby.core.inputs import Input
from lobby.core.refusal import Refusal
from lobby.core.room import Room, open_room
from lobby.core.step import Step, due_ms, take
from lobby.core.views import view_room
from lobby.wire.messages import Player
from tests.core.clocked import TURNS

ANN, BOB, CAT = (PlayerId(name) for name in ("ann", "bob", "cat"))
ADMISSION = Admission(Access(), is_locked=False, has_password=False, welcome=frozenset({ANN}))


@pytest.mark.parametrize(
    ("admission", "who", "code"),
    [
        ({}, {}, None),
        ({"is_locked": True}, {}, "locked"),
        ({"is_locked": True}, {"is_member": True}, None),
        ({"is_locked": True}, {"player": ANN}, None),
        ({"is_locked": True}, {"knows_password": True}, "locked"),
        ({"has_password": True}, {}, "password_needed"),
        ({"has_password": True}, {"knows_password": True}, None),
        ({"has_password": True}, {"is_member": True}, None),
        ({"has_password": True, "access": Access(admitted=(BOB,))}, {}, None),
        ({"is_locked": True, "access": Access(admitted=(BOB,))}, {}, "locked"),
        ({"access": Access((Ban(BOB, "Bob", "spam"),))}, {"is_member": True}, "banned"),
        ({"access": Access((Ban(ANN, "Ann", ""),))}, {"player": ANN}, "banned"),
        ({"access": Access((Ban(CAT, "Cat", "", ("home",)),))}, {"marks": ("home",)}, "banned"),
        ({"access": Access((Ban(CAT, "Cat", "", ("home",)),))}, {"marks": ("work",)}, None),
        (
            {"access": Access((Ban(CAT, "Cat", "", ("home",)),))},
            {"marks": ("home",), "is_member": True},
            None,
        ),
    ],
)
def test_who_may_come_in(admission: dict[str, Any], who: dict[str, Any], code: str | None) -> None:
    refusal = may_enter(evolve(ADMISSION, **admission), evolve(Visitor(BOB), **who))

    assert (refusal and refusal.code) == code


def test_who_is_kept_out_by_an_address_does_not_learn_for_whom() -> None:
    admission = evolve(ADMISSION, access=Access((Ban(CAT, "Cat", "stole my king", ("home",)),)))

    refusal = may_enter(admission, Visitor(BOB, ("home",)))

    assert refusal is not None and "king" not in refusal.detail


def test_what_is_remembered_is_bounded_and_comes_back_from_the_store() -> None:
    known = (
        Access().admit(ANN, 2).admit(BOB, 2).admit(CAT, 2).admit(BOB, 2).ban(Ban(ANN, "Ann", "so", ("m",)))
    )

    assert known.admitted == (CAT, BOB)
    assert access.load(access.plain(known)) == known


def test_a_ban_frees_the_seat_tells_everybody_and_holds_against_sitting_and_talking() -> None:
    room = _seated(ANN, BOB)

    room, step = _take(room, _ban(ANN, BOB))

    assert [type(event) for event in step.row.events] == [Departed, Banned]
    assert room.seat_of(BOB) is None
    assert room.chat[-1].items() >= {"kind": "banned", "name": "bob", "text": "spam", "seat": 1}.items()
    assert view_room(room)["banned"] == [{"player": "bob", "name": "bob", "reason": "spam"}]
    assert _code(room, inputs.TakeSeat(_player(BOB), None)) == "banned"
    assert _code(room, inputs.SayLine(_player(BOB), "let me in")) == "banned"
    assert may_enter(admission_of(room), Visitor(BOB, knows_password=True, is_member=True)) is not None


def test_who_was_never_seated_is_sent_away_with_a_line_all_the_same() -> None:
    room, _ = _take(_seated(ANN), _ban(ANN, CAT))

    assert room.chat[-1].items() >= {"kind": "banned", "name": "cat", "text": "spam", "seat": None}.items()


def test_a_kick_tells_the_reason_and_forgets_what_let_the_player_in() -> None:
    room, _ = _take(_seated(ANN, BOB), inputs.Admit(BOB, "", 10))
    assert room.access.admitted == (BOB,)

    room, step = _take(room, inputs.RemovePlayer(ANN, BOB, "bob", "too slow"))

    assert step.row.events == (
        Departed(1, BOB, "bob", "kicked", "too slow"),
        Removed(BOB, "bob", "too slow"),
    )
    assert room.access.admitted == ()
    assert [line["text"] for line in room.chat] == ["too slow"]


def test_only_the_host_bans_lifts_bans_and_passes_the_room_on() -> None:
    room, _ = _take(_seated(ANN, BOB), _ban(ANN, CAT))

    assert _code(room, _ban(BOB, CAT)) == "not_host"
    assert _code(room, inputs.Unban(BOB, CAT)) == "not_host"
    assert _code(room, inputs.PassHost(BOB, BOB)) == "not_host"
    assert _code(room, _ban(ANN, ANN)) == "no_such_player"
    assert _code(room, inputs.PassHost(ANN, CAT)) == "no_such_player"


def test_nobody_but_the_host_invites_into_a_guarded_room_and_nobody_who_is_banned() -> None:
    room, _ = _take(_seated(ANN, BOB), inputs.ChangeHouse(ANN, {"locked": True}))

    assert _code(room, inputs.Invite(_player(BOB), CAT, 1000, 10)) == "not_host"
    room, _ = _take(room, inputs.Invite(_player(ANN), CAT, 1000, 10))
    assert may_enter(admission_of(room), Visitor(CAT)) is None
    room, _ = _take(room, _ban(ANN, CAT))
    assert _code(room, inputs.Invite(_player(ANN), CAT, 1000, 10)) == "banned"


def test_a_ban_ends_when_the_host_says_so() -> None:
    room, _ = _take(_seated(ANN), _ban(ANN, CAT))

    room, _ = _take(room, inputs.Unban(ANN, CAT))

    assert room.access.banned == ()
    assert may_enter(admission_of(room), Visitor(CAT)) is None
    assert _code(room, inputs.Unban(ANN, CAT)) == "no_such_player"


def test_more_bans_than_allowed_are_refused_and_a_new_reason_is_no_new_ban() -> None:
    room, _ = _take(_seated(ANN), evolve(_ban(ANN, CAT), most=1))

    assert _code(room, evolve(_ban(ANN, BOB), most=1)) == "too_many_bans"
    room, _ = _take(room, evolve(_ban(ANN, CAT), most=1, reason="again"))
    assert [ban.reason for ban in room.access.banned] == ["again"]


def test_a_password_that_was_changed_while_it_was_looked_at_lets_nobody_in() -> None:
    room, _ = _take(_seated(ANN), inputs.ChangeHouse(ANN, {"password_hash": "new"}))

    assert _code(room, inputs.Admit(CAT, "old", 10)) == "wrong_password"
    room, _ = _take(room, inputs.Admit(CAT, "new", 10))
    assert may_enter(admission_of(room), Visitor(CAT)) is None
    assert may_enter(admission_of(room), Visitor(BOB)) is not None


def test_a_host_without_a_seat_who_reloads_keeps_the_room() -> None:
    room = _seated(BOB)

    room, step = _take(room, inputs.Drop(ANN))
    assert step.row.events == (HostAwaited(room.now_ms + room.settings.grace_ms),)
    assert room.host == ANN and due_ms(room) is not None
    room, _ = _take(room, inputs.Return(ANN))

    assert room.host == ANN and due_ms(room) is None


def test_a_host_without_a_seat_who_stays_away_is_followed_by_who_sits_there() -> None:
    room, _ = _take(_seated(BOB), inputs.Drop(ANN))
    due = due_ms(room)
    assert due is not None

    room, step = _take(room, inputs.TimeCame(), due - room.now_ms)

    assert step.row.events == (HostPassed(BOB),)
    assert room.host == BOB and due_ms(room) is None


def test_a_host_passes_the_room_on() -> None:
    room, step = _take(_seated(ANN, BOB), inputs.PassHost(ANN, CAT))

    assert step.row.events == (HostPassed(CAT),)
    assert room.host == CAT


def test_after_a_restart_a_host_without_a_seat_is_waited_for_as_seats_are() -> None:
    room, _ = _take(_seated(BOB), inputs.Restart(0, 300_000))

    assert room.host_until_ms == room.now_ms + 300_000


def _seated(*players: PlayerId) -> Room:
    opened = Opened(
        room=RoomId("room"),
        code=Code("ABCDE"),
        name="a room",
        public=True,
        game="turns",
        version=1,
        options={},
        host=ANN,
        secret=b"s" * 32,
        zero_ms=0,
        grace_ms=60_000,
        move_limit_ms=0,
        chat_lines=10,
    )
    room = open_room(opened, TURNS)
    for player in players:
        room, _ = _take(room, inputs.TakeSeat(_player(player), None))
    return room


def _player(player: PlayerId) -> Player:
    return Player(player, player, "person")


def _ban(by: PlayerId, player: PlayerId) -> inputs.BanPlayer:
    return inputs.BanPlayer(by, player, player, "spam", ("mark",), 10)


def _take(room: Room, asked: Input, after_ms: int = 10) -> tuple[Room, Step]:
    step = take(room, asked, room.now_ms + after_ms)
    assert isinstance(step, Step), step
    return step.room, step


def _code(room: Room, asked: Input) -> str | None:
    step = take(room, asked, room.now_ms)
    return step.code if isinstance(step, Refusal) else None
