"""Who watches late, or not at all, and every way by which they might find out more."""

from typing import Any

import trio
from attrs import evolve
from trio.testing import MockClock

from lobby.app import Application
from lobby.core.ids import RoomId
from lobby.settings import Config, WatchSection
from lobby.shell.http.board import LobbyBoard
from lobby.wire.messages import (
    AddBot,
    Create,
    Gone,
    Invite,
    Join,
    Kick,
    Leave,
    Look,
    Mute,
    PassHost,
    Patch,
    Play,
    Profile,
    Ready,
    RemoveBot,
    Say,
    SetHouse,
    SetOptions,
    Signal,
    Signalled,
    Sit,
    Snapshot,
    Stand,
    Subscribe,
    Unmute,
)
from tests.shell.callers import Caller, call, running, settle
from tests.shell.test_restart import restarted

DELAY_SECONDS = 60
LATE: dict[str, Any] = {"watching": "delayed", "delay_ms": DELAY_SECONDS * 1000}


def wall_clock() -> float:
    """Return a time of day that goes on with the clock of the test."""
    return 1_795_000_000 + trio.current_time()


async def play_late(
    application: Application, game: str = "tic_tac_toe", house: dict[str, Any] = LATE
) -> tuple[str, Caller, Caller, Caller]:
    """Return a room in which Ann and Bob play and Cy watches."""
    ann, bob, cy = (call(application, name) for name in ("Ann", "Bob", "Cy"))
    room = (await ann.ask(Create, game, "", True, {}, "live", None, house))["room"]
    for caller in (bob, cy):
        await caller.ask(Join, room)
    for caller in (ann, bob):
        await caller.ask(Sit, room)
    for caller in (ann, bob):
        await caller.ask(Ready, room)
    return room, ann, bob, cy


async def move(caller: Caller, room: str, choice: Any) -> None:
    view = caller.seat
    assert await caller.ask(Play, room, view["game"], view["position"], choice) is None


async def win(ann: Caller, bob: Caller, room: str) -> None:
    """Let Ann win a game of tic-tac-toe in five moves."""
    for caller, square in ((ann, 0), (bob, 3), (ann, 1), (bob, 4), (ann, 2)):
        await move(caller, room, square)


def topics(caller: Caller) -> list[str]:
    """Return the kinds of topics of rooms that a caller hears."""
    return sorted(name.split("/")[0] for name in caller.room_views)


async def test_a_move_is_shown_to_watchers_when_it_is_old_enough_and_not_before(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        room, ann, _, cy = await play_late(application)
        await move(ann, room, 4)
        played_at = trio.current_time()
        assert ann.views[f"game/{room}"]["view"]["board"][4] == 0

        await trio.sleep_until(played_at + DELAY_SECONDS - 0.01)
        before = cy.views[f"watch/{room}"]
        await trio.sleep_until(played_at + DELAY_SECONDS + 0.01)
        after = cy.views[f"watch/{room}"]

    assert topics(cy) == ["crowd", "watch"]
    assert before["game"]["game"] == 0 or before["game"]["view"]["board"][4] is None
    assert after["game"]["view"]["board"][4] == 0
    assert after["room"]["phase"] == "playing"


async def test_while_no_game_runs_watchers_hear_everything_at_once(autojump_clock: MockClock) -> None:
    async with running() as application:
        ann, bob = call(application, "Ann"), call(application, "Bob")
        room = (await ann.ask(Create, "tic_tac_toe", "", True, {}, "live", None, LATE))["room"]
        await bob.ask(Join, room)
        await ann.ask(Sit, room)
        await ann.ask(Say, room, "come in")

        seen = bob.views[f"watch/{room}"]["room"]
        assert seen["seats"][0]["name"] == "Ann"
        assert seen["chat"][-1]["text"] == "come in"


async def test_who_sits_down_and_stands_up_hears_other_topics_in_one_moment(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application, "Ann")
        room = (await ann.ask(Create, "tic_tac_toe", "", True, {}, "live", None, LATE))["room"]
        ann.heard.clear()
        await ann.ask(Sit, room)
        seated = told(ann)
        ann.heard.clear()
        await ann.ask(Stand, room)

        assert seated == [
            ("Gone", "watch", "moved"),
            ("Snapshot", "room", True),
            ("Snapshot", "game", True),
            ("Snapshot", "seat", True),
            ("Patch", "room", False),
        ]
        assert told(ann) == [
            ("Gone", "room", "moved"),
            ("Gone", "game", "moved"),
            ("Snapshot", "watch", False),
            ("Gone", "seat", "freed"),
            ("Patch", "watch", False),
        ]


def told(caller: Caller) -> list[tuple[str, str, Any]]:
    """Return what was told of the room's steps: kind of frame, of topic, and `more` or the reason."""
    frames = [message for message in caller.heard if isinstance(message, Snapshot | Patch | Gone)]
    frames = [frame for frame in frames if not frame.topic.startswith(("crowd/", "player/"))]
    return [
        (
            type(frame).__name__,
            frame.topic.split("/")[0],
            frame.reason if isinstance(frame, Gone) else frame.more,
        )
        for frame in frames
    ]


async def test_who_gives_up_a_running_game_sees_the_rest_of_it_late(autojump_clock: MockClock) -> None:
    async with running() as application:
        room, ann, bob, _ = await play_late(application)
        await move(ann, room, 4)
        await ann.ask(Stand, room)

        assert bob.views[f"game/{room}"]["result"]["places"] == [2, 1]
        seen = ann.views[f"watch/{room}"]
        assert topics(ann) == ["crowd", "watch"]
        assert seen["room"]["phase"] != "over" and seen["game"]["result"] is None
        await trio.sleep(DELAY_SECONDS + 1)
        assert ann.views[f"watch/{room}"]["game"]["result"]["places"] == [2, 1]


async def test_no_list_and_no_look_tells_more_than_watchers_see(autojump_clock: MockClock) -> None:
    async with running(wall_clock=wall_clock) as application:
        room, ann, bob, cy = await play_late(application)
        await cy.ask(Subscribe, "lobby/tic_tac_toe")
        await trio.sleep(DELAY_SECONDS + 5)
        running_then = await look_around(application, cy, room)
        await win(ann, bob, room)
        await bob.ask(Stand, room)
        await ann.ask(Leave, room)
        await settle()
        just_over = await look_around(application, cy, room)
        history_of_ann = (await ann.ask(Profile, ""))["games"]
        own_of_bob = [game["state"] for game in bob.views[f"player/{bob.player}"]["games"]]
        await trio.sleep(DELAY_SECONDS)
        shown = await look_around(application, cy, room)
        own_of_bob_later = [game["state"] for game in bob.views[f"player/{bob.player}"]["games"]]

    assert running_then["list"] == running_then["api"] == ("playing", 2)
    assert just_over == running_then, "that the game is over and who has gone is not told yet"
    assert (shown["list"], shown["games"], len(shown["replays"])) == (("over", 0), [[1, 2]], 1)
    assert shown["profile"] == [[1, 2]]
    assert own_of_bob == ["playing"] and history_of_ann == []
    assert own_of_bob_later == ["finished"]


async def look_around(application: Application, cy: Caller, room: str) -> dict[str, Any]:
    """Return what a watcher finds out of a room, by all ways."""
    board = LobbyBoard(application.games, application.lobby, application.store)
    (listed,) = [entry for entry in cy.views["lobby/tic_tac_toe"]["rooms"] if entry["id"] == room]
    (served,) = board.list_rooms("tic_tac_toe")
    looked = await cy.ask(Look, room)
    replays = await application.shelf.list_public(None, wall_ms() + 1, 20)
    crowd = cy.views[f"crowd/{room}"]
    match = application.manager.rooms.hosts[RoomId(room)].room.match
    assert match is not None
    profile = await cy.ask(Profile, match.players[0].id)
    return {
        "list": (listed["phase"], listed["taken"]),
        "totals": cy.views["lobby/tic_tac_toe"]["totals"]["playing"],
        "api": (served["phase"], served["taken"]),
        "look": [player["name"] for player in looked["players"]],
        "games": [game["places"] for game in looked["games"]],
        "replays": replays,
        "profile": [game["places"] for game in profile["games"]],
        "crowd": (crowd["present"], [watcher["name"] for watcher in crowd["watchers"]]),
    }


def wall_ms() -> int:
    return int(wall_clock() * 1000)


async def test_the_film_of_a_game_is_not_there_before_its_end_is_shown(autojump_clock: MockClock) -> None:
    async with running(wall_clock=wall_clock) as application, trio.open_nursery() as nursery:
        nursery.start_soon(application.films.run)
        room, ann, bob, _ = await play_late(application)
        await win(ann, bob, room)
        replay = ann.views[f"game/{room}"]["replay"]
        await settle()
        early = await application.shelf.find_film(replay)
        await trio.sleep(DELAY_SECONDS)
        late = await application.shelf.find_film(replay)
        nursery.cancel_scope.cancel()

    assert early == "making"
    assert isinstance(late, bytes)


async def test_seats_are_no_way_to_see_more(autojump_clock: MockClock) -> None:
    async with running() as application:
        room, ann, bob, cy = await play_late(application, "liars_dice")
        in_game = [await cy.ask(Sit, room, seat) for seat in (None, 0, 1, 3, 9)]
        await bob.ask(Stand, room)
        after_it = [await cy.ask(Sit, room, seat) for seat in (None, 0, 1, 3, 9)]
        back = await bob.ask(Sit, room)
        await trio.sleep(DELAY_SECONDS + 1)
        in_the_end = await cy.ask(Sit, room)

    assert in_game == after_it == ["game_running"] * 5
    assert back == {"seat": 1}, "who was in the game knows how it went"
    assert in_the_end == {"seat": 2}
    assert ann.views[f"game/{room}"]["result"] is not None


async def test_the_host_can_not_draw_the_curtain_before_the_end_is_shown(autojump_clock: MockClock) -> None:
    async with running() as application:
        room, ann, bob, cy = await play_late(application)
        opening: dict[str, Any] = {"watching": "open"}
        while_playing = await ann.ask(SetHouse, room, opening)
        await win(ann, bob, room)
        just_over = await ann.ask(SetHouse, room, opening)
        sooner = await ann.ask(SetHouse, room, {"delay_ms": 0})
        other = await ann.ask(SetHouse, room, {"locked": True})
        await trio.sleep(DELAY_SECONDS + 1)
        cy.heard.clear()
        shown = await ann.ask(SetHouse, room, opening)

    assert [while_playing, just_over, sooner] == ["game_running"] * 3
    assert (other, shown) == (None, None)
    assert told(cy) == [
        ("Gone", "watch", "moved"),
        ("Snapshot", "room", True),
        ("Snapshot", "game", True),
        ("Patch", "room", False),
    ]


async def test_what_watchers_say_does_not_count_the_steps_of_the_game(autojump_clock: MockClock) -> None:
    async with running() as application:
        room, ann, bob, cy = await play_late(application)
        topic = f"talk/{room}/watchers"
        await cy.ask(Say, room, "one")
        first = (cy.offsets[topic][1], cy.views[topic]["chat"][-1]["number"])
        await move(ann, room, 4)
        await move(bob, room, 0)
        await cy.ask(Say, room, "two")

        assert first == (1, 1)
        assert (cy.offsets[topic][1], cy.views[topic]["chat"][-1]["number"]) == (2, 2)


async def test_a_host_without_a_seat_is_answered_the_same_whatever_happens_in_the_game(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann, bob, cy = (call(application, name) for name in ("Ann", "Bob", "Cy"))
        room = (await cy.ask(Create, "liars_dice", "", True, {}, "live", None, LATE))["room"]
        for caller in (ann, bob):
            await caller.ask(Join, room)
            await caller.ask(Sit, room)
        for caller in (ann, bob):
            await caller.ask(Ready, room)
        while_playing = await ask_all(cy, room, bob)
        await bob.ask(Leave, room)
        await ann.ask(Stand, room)
        over = await ask_all(cy, room, bob)
        kicked = await cy.ask(Kick, room, bob.player)
        await trio.sleep(DELAY_SECONDS + 1)
        shown = await ask_all(cy, room, bob)

    assert detail(over) == detail(while_playing)
    assert while_playing["mute"] is None and kicked is None, "these need not wait"
    assert while_playing["kick"] == "no_such_player", "whom nobody has seen here, nobody is told to be here"
    assert {while_playing[what] for what in ("set_options", "add_bot", "invite")} == {"game_running"}
    assert shown["mute"] is None, "who has gone may come back"
    assert (shown["kick"], shown["add_bot"]) == ("no_such_player", {"seat": 0})


def detail(answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers with the text of the refusal, which has no number in it."""
    return {**answers, "delay": (answers["delay"].code, answers["delay"].detail)}


async def ask_all(host: Caller, room: str, gone: Caller) -> dict[str, Any]:
    """Return what a host is answered, of the game and of somebody who has gone or not."""
    return {
        "set_options": await host.ask(SetOptions, room, {"dice": 3}),
        "remove_bot": await host.ask(RemoveBot, room, 1),
        "invite": await host.ask(Invite, room, gone.player),
        "mute": await host.ask(Mute, room, gone.player, 1),
        "unmute": await host.ask(Unmute, room, gone.player),
        "pass_host": await host.ask(PassHost, room, gone.player),
        "delay": await host.answer_to(host.command(SetHouse, room, {"delay_ms": DELAY_SECONDS * 1000})),
        "add_bot": await host.ask(AddBot, room, None, ""),
        "kick": await host.ask(Kick, room, "p" * 12),
    }


async def test_who_watches_late_does_not_find_out_who_has_gone_by_forbidden_words(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        room, _, bob, cy = await play_late(application)
        asked = ((Kick, bob.player), (Mute, bob.player, 1), (PassHost, bob.player), (Invite, bob.player))
        before = [await cy.ask(kind, room, *rest) for kind, *rest in asked]
        await bob.ask(Leave, room)
        after = [await cy.ask(kind, room, *rest) for kind, *rest in asked]

    assert before == after == ["not_host"] * 3 + ["game_running"]


async def test_signals_of_seats_are_not_told_to_who_watches_late(autojump_clock: MockClock) -> None:
    async with running() as application:
        room, ann, bob, cy = await play_late(application)
        dan = call(application, "Dan")
        await dan.ask(Join, room)
        ann.say(Signal(room, "cursor", 7))
        cy.say(Signal(room, "emote", "wow"))

        def signals(caller: Caller) -> list[Any]:
            return [message.value for message in caller.heard if isinstance(message, Signalled)]

        assert (signals(bob), signals(cy), signals(dan)) == ([7], [], ["wow"])


async def test_after_a_kill_watchers_go_on_and_see_nothing_newer(autojump_clock: MockClock) -> None:
    config = evolve(Config(), store=evolve(Config().store, snapshot_steps=5))
    async with running(config, wall_clock=wall_clock) as application:
        room, ann, bob, cy = await play_late(application)
        await move(ann, room, 4)
        await trio.sleep(30)
        await move(bob, room, 0)
        store = application.store
    async with restarted(store, ann, bob, cy) as application:  # type: ignore[arg-type]
        await settle()
        at_first = cy.views[f"watch/{room}"]["game"]
        await trio.sleep(31)
        later = cy.views[f"watch/{room}"]["game"]["view"]["board"]
        await trio.sleep(30)
        latest = cy.views[f"watch/{room}"]["game"]["view"]["board"]

    assert at_first["game"] == 0 or at_first["view"]["board"][4] is None
    assert (later[4], later[0]) == (0, None)
    assert (latest[4], latest[0]) == (0, 1)


async def test_a_backlog_is_bounded_and_its_end_is_shown_all_the_same(autojump_clock: MockClock) -> None:
    config = evolve(Config(), watch=WatchSection(steps=2))
    async with running(config) as application:
        room, ann, bob, cy = await play_late(application)
        await win(ann, bob, room)
        host = application.manager.rooms.hosts[RoomId(room)]
        assert len(host.audience.late()) == 2
        await trio.sleep(DELAY_SECONDS + 1)

        assert cy.views[f"watch/{room}"]["game"]["result"]["places"] == [1, 2]
        assert cy.views[f"watch/{room}"]["room"]["phase"] == "over"
        assert host.audience.late_bounds.total.bytes == 0


async def test_where_watching_is_closed_only_seats_hear_the_game(autojump_clock: MockClock) -> None:
    async with running(wall_clock=wall_clock) as application:
        room, ann, bob, cy = await play_late(application, house={"watching": "closed"})
        before, sat = topics(cy), await cy.ask(Sit, room)
        await move(ann, room, 4)
        game = ann.views[f"game/{room}"]
        await bob.ask(Stand, room)
        await settle()
        replays = await application.shelf.list_public(None, None, 20)
        people = [m for m in cy.heard if isinstance(m, Patch | Snapshot) and m.topic == f"room/{room}"]
        looks = [await caller.ask(Look, room) for caller in (cy, ann)]

    assert not any(m.more for m in people if isinstance(m, Patch)), (
        "no frame of a game follows for who hears none"
    )
    assert [len(looked["games"]) for looked in looks] == [0, 1]
    assert before == ["crowd", "room"]
    assert sat == "game_running"
    assert not any(isinstance(message, Snapshot) and "game/" in message.topic for message in cy.heard)
    assert cy.views[f"room/{room}"]["phase"] == "over", "the people of the room are no secret"
    assert topics(bob) == ["crowd", "room"]
    assert game["view"]["board"][4] == 0
    assert replays == []


async def test_who_comes_back_after_standing_up_in_a_cut_hears_what_is_for_them_now(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        room, ann, bob, _ = await play_late(application)
        bob.hang_up()
        await ann.ask(Kick, room, bob.player)
        await trio.sleep(1)
        dan = call(application, "Dan")
        await dan.ask(Join, room)
        other = Caller(application, "Ann", b"another session.")
        other.call(token=b"")
        ann.hang_up()
        bob.call()
        await settle()
        ann.call()
        await settle()

    assert topics(bob) == []
    assert topics(ann) == ["crowd", "game", "room", "seat"]
    assert topics(dan) == ["crowd", "watch"]


async def test_ratings_are_no_way_to_find_out_since_rated_games_are_not_watched_late(
    autojump_clock: MockClock,
) -> None:
    async with running() as application:
        ann = call(application, "Ann")
        late = await ann.ask(Create, "tic_tac_toe", "", True, {}, "live", None, {**LATE, "rated": True})
        room = (await ann.ask(Create, "tic_tac_toe", "", True, {}, "live", None, {"rated": True}))["room"]
        later = await ann.ask(SetHouse, room, LATE)

    assert (late, later) == ("malformed", "malformed")
