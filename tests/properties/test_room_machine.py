"""A hypothesis state machine drives one room against the promises that every room keeps."""

from typing import Any, get_args

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lobby.catalogue import load_game
from lobby.core import inputs
from lobby.core.announce import announce, shown_now
from lobby.core.backlog import BacklogBounds
from lobby.core.events import Opened, Row
from lobby.core.history.log import pack_row, unpack_row
from lobby.core.history.restore import Restored
from lobby.core.history.snapshot import pack_snapshot, unpack_snapshot
from lobby.core.hosting.access import Visitor, may_enter
from lobby.core.hosting.people import admission_of
from lobby.core.ids import Code, PlayerId, RoomId, SessionId, is_bot
from lobby.core.inputs import Input
from lobby.core.refusal import Refusal
from lobby.core.room import Room
from lobby.core.step import Step, due_ms, replay, take
from lobby.core.talk.channel import view_talk
from lobby.core.topic import Bounds, Total
from lobby.core.views import view_game, view_room, view_seat
from lobby.core.watching import roll_of
from lobby.shell.audience import Audience
from lobby.wire.codec import decode_server
from lobby.wire.frame import Frame
from lobby.wire.messages import Channel, Gone, OfferKind, Pace, Patch, Player, Snapshot
from lobby.wire.patch import fold
from lobby.wire.values import Value, pack

PLAYERS = [Player(f"player{n}", f"Name {n}", "person" if n % 2 else "bot") for n in range(5)]
GAMES = {
    name: load_game(source)
    for name, source in {
        "tic_tac_toe": "lobby.games.tic_tac_toe",
        "liars_dice": "lobby.games.liars_dice",
        "whispers": "tests.properties.whispers",
    }.items()
}
GAMES["connect_four_at_random"] = evolve(load_game("lobby.games.connect_four"), time_out="random")
GAMES["liars_dice_that_calls"] = evolve(
    load_game("lobby.games.liars_dice"), time_out="pass", pass_move={"call": True}
)
# The words must not come back to anybody else either when a move is taken back.
GAMES["whispers"] = evolve(GAMES["whispers"], undo=True, draws=True)
CLOCKS: list[dict[str, Any] | None] = [
    None,
    {"kind": "per_move", "move_ms": 1500},
    {"kind": "fischer", "base_ms": 4000, "increment_ms": 300},
    {"kind": "byo_yomi", "base_ms": 1000, "periods": 2, "period_ms": 800},
]
TERMS: dict[str, Any] = {"undo_moves": 6, "undo_bytes": 2000, "offers_max": 3, "offer_wait_ms": 25}
players = st.sampled_from(PLAYERS)


class Listener:
    """A session that folds what it is told, and keeps every byte of it."""

    def __init__(self, player: Player) -> None:
        self.id = SessionId(player.id.encode())
        self.player_id = PlayerId(player.id)
        self.views: dict[str, Any] = {}
        self.numbers: dict[str, int] = {}
        self.heard = b""

    is_behind = False

    def offer(self, frame: Frame) -> bool:
        self.deliver(frame)
        return True

    def deliver(self, frame: Frame) -> None:
        message = decode_server(frame.payload)
        self.heard += frame.payload
        match message:
            case Snapshot():
                self.views[message.topic], self.numbers[message.topic] = message.view, message.number
            case Patch():
                assert message.previous == self.numbers[message.topic]
                self.views[message.topic] = fold(self.views[message.topic], message.change)
                self.numbers[message.topic] = message.number
            case Gone():
                del self.views[message.topic], self.numbers[message.topic]
            case _:
                raise AssertionError(message)


class RoomMachine(RuleBasedStateMachine):
    """Whatever players do, in whatever order, at whatever time."""

    room: Room

    @initialize(
        game=st.sampled_from(sorted(GAMES)),
        grace_ms=st.sampled_from([0, 500]),
        pace=st.sampled_from(["live", "slow"]),
        clock=st.sampled_from(CLOCKS),
        countdown_ms=st.sampled_from([0, 100]),
        reserved=st.integers(0, 2),
        rated=st.booleans(),
        lend=st.sampled_from(["", "mcts"]),
    )
    def open(
        self,
        *,
        game: str,
        grace_ms: int,
        pace: Pace,
        clock: dict[str, Any] | None,
        countdown_ms: int,
        reserved: int,
        rated: bool,
        lend: str,
    ) -> None:
        self.opened = Opened(
            room=RoomId("room"),
            code=Code("ABCDE"),
            name="a room",
            public=True,
            game=game,
            version=1,
            options={},
            host=PlayerId(PLAYERS[0].id),
            secret=b"s" * 32,
            zero_ms=0,
            grace_ms=grace_ms,
            move_limit_ms=2000,
            chat_lines=5,
            pace=pace,
            invited=(PlayerId(PLAYERS[3].id), PlayerId(PLAYERS[4].id)),
            house={"rated": rated, "countdown_ms": countdown_ms, "lend": lend},
            reserved=tuple((player.id, player.name, player.kind) for player in PLAYERS[:reserved]),
            reserved_ms=5000,
            clock=clock,
            clock_least_ms=200,
            lag_ms_max=100,
            time_outs_max=3,
            terms=TERMS,
        )
        self.game = GAMES[game]
        self.room = replay(self.opened, self.game, [Row(1, 0, (self.opened,))])
        self.log = [pack_row(Row(1, 0, (self.opened,)))]
        self.words: dict[str, str] = {}
        self.count = 0
        self.lines: dict[str, set[str]] = {}  # of channels, and who alone may hear them
        self.from_watchers: dict[str, Any] = {}  # watchers said them to all, in that game
        self.audience = Audience(
            self.room.id,
            "epoch",
            Bounds(50, 100_000, Total(1_000_000)),
            roll_of(self.room),
            BacklogBounds(1000, 1_000_000, Total(1_000_000)),
        )
        self.audience.tell(self.audience.draft(shown_now(self.room), 1))
        self.listeners = {player.id: Listener(player) for player in PLAYERS}
        for player, listener in zip(PLAYERS, self.listeners.values(), strict=True):
            self.audience.crowd.enter(player, listener.id)
            self.audience.sessions[listener.id] = listener
            self.audience.catch_up(listener, {})

    def give(self, asked: Input, after_ms: int = 10) -> None:
        before = self.room
        step = take(before, asked, before.now_ms + after_ms)
        assert self.room is before
        if not isinstance(step, Step) or not step.row.events:
            return
        tellings = self.audience.draft(announce(before, step.room, step.row), step.row.number)
        self.room = step.room
        self.log.append(pack_row(step.row))
        self.audience.tell(tellings)
        self.note_words()

    @property
    def is_closed(self) -> bool:
        return self.room.phase == "closed"

    def note_words(self) -> None:
        """Remember every secret word that was ever dealt, and to whom."""
        match = self.room.match
        if self.room.game.id == "whispers" and match is not None:
            for seat, secret in enumerate(match.secrets):
                self.words[secret["word"]] = match.players[seat].id

    @precondition(lambda self: self.room.phase != "closed")
    @rule(player=players, seat=st.none() | st.integers(-1, 6))
    def sit(self, player: Player, seat: int | None) -> None:
        self.give(inputs.TakeSeat(player, seat))

    @rule(by=players, player=players)
    def invite(self, by: Player, player: Player) -> None:
        self.give(inputs.Invite(by, PlayerId(player.id), 1500, 2))

    @rule(player=players)
    def decline(self, player: Player) -> None:
        self.give(inputs.Decline(PlayerId(player.id)))
        assert self.is_closed or self.room.reserved_for(PlayerId(player.id)) is None

    @rule(player=players)
    def stand(self, player: Player) -> None:
        self.give(inputs.GiveSeatUp(PlayerId(player.id)))

    @rule(player=players, ready=st.sampled_from([True, True, True, False]))
    def ready(self, player: Player, ready: bool) -> None:
        self.give(inputs.SetReady(PlayerId(player.id), ready))

    @rule(count=st.integers(2, 4))
    def all_sit_and_get_ready(self, count: int) -> None:
        for player in PLAYERS[:count]:
            self.give(inputs.TakeSeat(player, None))
        for seat in self.room.seats:
            if seat.player is not None:
                self.give(inputs.SetReady(seat.player, True))
        if self.room.starts_ms is not None:
            self.time_comes()

    @rule(kind=st.sampled_from(["draw", "undo", "swap"]), seat=st.integers(-1, 6), by=st.integers(0, 3))
    def offer(self, kind: OfferKind, seat: int, by: int) -> None:
        player = self.room.seats[by % len(self.room.seats)].player or PlayerId(PLAYERS[by].id)
        own, game = self.room.seat_of(player), self.room.match
        number, position = (game.number, -1) if game is not None else (0, -1)
        if game is not None and own is not None and own < len(game.turns):
            position = game.turns[own].position
        self.give(inputs.MakeOffer(player, kind, number, position, seat), after_ms=30)

    @precondition(lambda self: self.room.offers)
    @rule(agree=st.sampled_from([True, True, False]), by=st.integers(0, 5))
    def answer(self, agree: bool, by: int) -> None:
        player = self.room.seats[by % len(self.room.seats)].player or PlayerId(PLAYERS[0].id)
        self.give(inputs.AnswerOffer(player, self.room.offers[0].number, agree))

    @rule(by=players, agree=st.booleans())
    def answer_what_is_over(self, by: Player, agree: bool) -> None:
        self.give(inputs.AnswerOffer(PlayerId(by.id), 1, agree))

    @rule(player=players)
    def resign(self, player: Player) -> None:
        number = self.room.match.number if self.room.match is not None else 0
        self.give(inputs.Resign(PlayerId(player.id), number))

    @rule(undo=st.sampled_from([True, True, False]), rotate=st.booleans())
    def decide_otherwise(self, undo: bool, rotate: bool) -> None:
        host = self.room.host or PlayerId("nobody")
        self.give(inputs.ChangeHouse(host, {"undo": undo, "rotate": rotate}))

    @rule(data=st.data(), plays=st.integers(0, 4))
    def a_move_that_is_taken_back_leaves_what_was_before(self, data: st.DataObject, plays: int) -> None:
        if self.room.phase != "playing":
            self.all_sit_and_get_ready(2)
        match = self.room.match
        if match is None or self.room.phase != "playing":
            return
        seat = next(seat for seat, turn in enumerate(match.turns) if turn.acting)
        player = self.room.seats[seat].player
        assert player is not None
        self.play(data, 1)
        # Others may go on, whose moves are taken back as well; the seat itself does not.
        for _ in range(plays):
            now = self.room.match
            if now is not None and self.room.phase == "playing" and not now.turns[seat].acting:
                self.play(data, 1)
        played = self.room
        if played.match is None or played.match is match or played.phase != "playing":
            return
        position = played.match.turns[seat].position
        self.give(inputs.MakeOffer(player, "undo", match.number, position), after_ms=30)
        for other in self.room.seats:
            for offer in self.room.offers:
                if offer.kind == "undo" and other.player is not None:
                    self.give(inputs.AnswerOffer(other.player, offer.number, True))
        after = self.room.match
        if after is None or after.undone == played.match.undone:
            return
        assert (after.public, after.secrets) == (match.public, match.secrets)
        assert [(turn.acting, turn.moves) for turn in after.turns] == [
            (turn.acting, turn.moves) for turn in match.turns
        ]
        positions = [turn.position for old in (match, played.match) for turn in old.turns]
        assert all(turn.position > max(positions) for turn in after.turns)
        assert after.actions - after.undone == match.actions - match.undone

    @rule(data=st.data(), plays=st.integers(1, 8))
    def play(self, data: st.DataObject, plays: int) -> None:
        for _ in range(plays):
            match = self.room.match
            if match is None or self.room.phase != "playing":
                return
            seat = next(seat for seat, turn in enumerate(match.turns) if turn.acting)
            turn, player = match.turns[seat], self.room.seats[seat].player
            assert player is not None, "who must act is there, or the move is drawn"
            move = data.draw(st.sampled_from(turn.moves or [None]))
            self.give(inputs.MakeMove(player, match.number, turn.position, move, lag_ms=5))

    @rule(newcomer=players)
    def play_on_to_the_end_and_let_another_have_the_seat(self, newcomer: Player) -> None:
        for _ in range(40):
            match = self.room.match
            if match is None or self.room.phase != "playing":
                break
            seat = next(seat for seat, turn in enumerate(match.turns) if turn.acting)
            player, moves = self.room.seats[seat].player, match.turns[seat].moves
            assert player is not None and moves
            self.give(inputs.MakeMove(player, match.number, match.turns[seat].position, moves[-1]))
        first = self.room.seats[0].player
        if self.room.phase == "over" and first is not None:
            self.give(inputs.GiveSeatUp(first))
            self.give(inputs.TakeSeat(newcomer, 0))

    @rule(player=players, game=st.integers(0, 2), position=st.integers(0, 9), move=st.integers(-1, 9))
    def play_nonsense(self, player: Player, game: int, position: int, move: int) -> None:
        self.give(inputs.MakeMove(PlayerId(player.id), game, position, move))

    @rule(by=players, seat=st.none() | st.integers(-1, 6))
    def add_a_bot(self, by: Player, seat: int | None) -> None:
        self.give(inputs.AddBot(PlayerId(by.id), seat, "mcts", "Bot"))

    @rule(seat=st.integers(-1, 6))
    def the_host_adds_or_removes_a_bot(self, seat: int) -> None:
        host = self.room.host
        if (
            host is not None
            and 0 <= seat < len(self.room.seats)
            and is_bot(self.room.seats[seat].player or "")
        ):
            self.give(inputs.RemoveBot(host, seat))
        elif host is not None:
            self.give(inputs.AddBot(host, None, "random", "Bot"))

    @rule(lend=st.sampled_from(["", "mcts", "random"]))
    def the_host_decides_on_lending(self, lend: str) -> None:
        if self.room.host is not None:
            self.give(inputs.ChangeHouse(self.room.host, {"lend": lend}))

    @rule(plays=st.integers(1, 8))
    def bots_move(self, plays: int) -> None:
        for _ in range(plays):
            match = self.room.match
            for seat in self.room.seats:
                if match is not None and seat.bot and seat.player is not None:
                    number = self.room.seat_of(seat.player) or 0
                    position = match.turns[number].position if number < len(match.turns) else 0
                    self.give(inputs.DrawMove(seat.player, match.number, position))

    @rule(player=players)
    def an_owner_comes_back_to_a_lent_seat(self, player: Player) -> None:
        number = self.room.seat_of(PlayerId(player.id))
        if number is not None and self.room.seats[number].status == "lent":
            before = self.room.seats[number]
            self.give(inputs.Return(PlayerId(player.id)))
            assert self.room.seats[number] == evolve(before, status="taken", bot="")

    @rule(player=players)
    def leave(self, player: Player) -> None:
        self.give(inputs.Leave(PlayerId(player.id)))

    @rule(player=players)
    def drop(self, player: Player) -> None:
        self.give(inputs.Drop(PlayerId(player.id)))

    @rule(player=players)
    def come_back(self, player: Player) -> None:
        self.give(inputs.Return(PlayerId(player.id)))

    @rule(grace_ms=st.sampled_from([0, 3000]))
    def restart(self, grace_ms: int) -> None:
        self.give(inputs.Restart(self.room.zero_ms + 50_000, grace_ms))

    @rule(player=players, to=st.sampled_from(get_args(Channel)))
    def say(self, player: Player, to: Channel) -> None:
        """Who hears it then is noted: of seats nobody else ever may."""
        self.count += 1
        text = f"line-{self.count:06d}"
        seated = roll_of(self.room).seated
        self.give(inputs.SayLine(player, text, to))
        if to == "seats" and player.id in seated:
            self.lines[text] = set(seated)
        elif self.room.phase == "playing" and self.room.game.secret is not None and player.id not in seated:
            self.lines[text] = {other.id for other in PLAYERS} - set(seated)
            self.from_watchers[text] = self.room.match and self.room.match.number

    @invariant()
    def a_line_for_some_is_heard_by_nobody_else(self) -> None:
        is_same_game = self.room.phase == "playing"
        for text, hearers in self.lines.items():
            if text in self.from_watchers:
                number = self.room.match and self.room.match.number
                if not is_same_game or self.from_watchers[text] != number:
                    continue
            for player, listener in self.listeners.items():
                assert (
                    player in hearers
                    or text.encode() not in listener.heard
                    or (text in self.from_watchers and player not in roll_of(self.room).seated)
                )

    @rule(by=players, player=players)
    def kick(self, by: Player, player: Player) -> None:
        self.give(inputs.RemovePlayer(PlayerId(by.id), PlayerId(player.id), player.name, "go"))

    @rule(by=players, player=players, most=st.sampled_from([1, 2, 9]))
    def ban(self, by: Player, player: Player, most: int) -> None:
        self.give(
            inputs.BanPlayer(PlayerId(by.id), PlayerId(player.id), player.name, "out", (player.id[-1],), most)
        )

    @rule(by=players, player=players)
    def unban(self, by: Player, player: Player) -> None:
        self.give(inputs.Unban(PlayerId(by.id), PlayerId(player.id)))

    @rule(by=players, player=players)
    def pass_host(self, by: Player, player: Player) -> None:
        self.give(inputs.PassHost(PlayerId(by.id), PlayerId(player.id)))

    @rule(by=players, locked=st.booleans(), password=st.sampled_from(["", "hash"]))
    def change_the_lock(self, by: Player, locked: bool, password: str) -> None:
        changes = {"locked": locked, "password_hash": password}
        self.give(inputs.ChangeHouse(PlayerId(by.id), changes))

    @rule(
        by=players,
        name=st.sampled_from(["a room", "another"]),
        public=st.booleans(),
        clock=st.sampled_from([None, {"kind": "per_move", "move_ms": 900}]),
        pace=st.sampled_from([{}, {"pace": "live"}, {"pace": "slow"}]),
    )
    def set_the_room_up(
        self, by: Player, name: str, public: bool, clock: dict[str, Value] | None, pace: dict[str, Value]
    ) -> None:
        before = self.room
        times = {"grace_ms": 700, "move_limit_ms": 2000} if pace else {}
        changes = {"name": name, "public": public, "clock": clock, **pace, **times}
        self.give(inputs.ChangeSetup(PlayerId(by.id), changes))
        if before.phase == "playing" or before.matched or by.id != before.host:
            assert self.room is before

    @rule(player=players, password=st.sampled_from(["", "hash", "wrong"]))
    def say_a_password(self, player: Player, password: str) -> None:
        known = self.room.access.admitted
        self.give(inputs.Admit(PlayerId(player.id), password, 2))
        if password != self.room.house.password_hash:
            assert self.room.access.admitted == known
        assert len(self.room.access.admitted) <= 2

    @rule(player=players)
    def rename(self, player: Player) -> None:
        self.give(inputs.Rename(PlayerId(player.id), player.name + "!"))

    @rule()
    def time_comes(self) -> None:
        due = due_ms(self.room)
        if due is not None:
            number = self.room.step
            self.give(inputs.TimeCame(), max(0, due - self.room.now_ms))
            assert self.room.step == number + 1, "a timer that was due does something"

    @rule(after_ms=st.integers(0, 3000))
    def time_comes_too_early_or_late(self, after_ms: int) -> None:
        self.give(inputs.TimeCame(), after_ms)

    @precondition(lambda self: self.room.phase != "closed")
    @rule()
    def go_on_from_a_snapshot(self) -> None:
        games = {self.game.id: self.game}
        snapshot = unpack_snapshot(pack_snapshot(self.room, self.audience.told()), games)
        assert snapshot.room == self.room
        told = {shown.topic: (number, shown) for number, shown in self.audience.told()}
        assert {shown.topic: (number, shown) for number, shown in Restored.resume(snapshot).shown()} == told
        self.room = snapshot.room

    @precondition(lambda self: self.room.is_forsaken)
    @rule()
    def close(self) -> None:
        self.give(inputs.Close("empty"))
        assert self.room.phase == "closed"

    @invariant()
    def nobody_has_two_seats_and_no_seat_two_players(self) -> None:
        seated = [seat.player for seat in self.room.seats if seat.player is not None]
        assert len(seated) == len(set(seated))
        tenancies = [seat.tenancy for seat in self.room.seats if seat.is_held]
        assert all(tenancies)

    def closed_to_strangers(self) -> Refusal | None:
        house = self.room.house
        if house.locked:
            return Refusal("locked", "the room is locked; only who is in it may come back")
        return Refusal("password_needed", "the room has a password") if house.password_hash else None

    @invariant()
    def who_is_banned_has_no_seat_no_invitation_and_no_way_in(self) -> None:
        for ban in self.room.access.banned:
            assert ban.player not in self.room.invited and self.room.seat_of(ban.player) is None
            assert ban.player != self.room.host
            for is_member in (False, True):
                who = Visitor(ban.player, (), is_member, knows_password=True)
                refusal = may_enter(admission_of(self.room), who)
                assert refusal is not None and refusal.code == "banned"

    @invariant()
    def a_stranger_comes_in_only_where_neither_lock_nor_password_is(self) -> None:
        stranger = Visitor(PlayerId("stranger"))
        assert may_enter(admission_of(self.room), stranger) == self.closed_to_strangers()

    @invariant()
    def only_a_host_without_a_seat_is_waited_for(self) -> None:
        if self.room.host_until_ms is not None:
            assert self.room.host is not None and self.room.seat_of(self.room.host) is None

    @invariant()
    def a_countdown_runs_only_while_all_are_ready(self) -> None:
        if self.room.starts_ms is not None and self.room.phase != "closed":
            seated = [seat for seat in self.room.seats if seat.is_held]
            assert self.room.phase in ("gathering", "over")
            assert all(seat.ready and seat.status == "taken" for seat in seated)

    @invariant()
    def an_offer_is_between_seats_that_are_there(self) -> None:
        for offer in self.room.offers:
            assert all(self.room.seats[seat].is_held for seat in (offer.seat, *offer.asked))
            assert offer.seat not in offer.asked and not offer.is_agreed
            if offer.kind != "swap":
                assert all(self.room.in_game(seat) for seat in (offer.seat, *offer.asked))

    @invariant()
    def an_away_seat_is_freed_some_day(self) -> None:
        for seat in self.room.seats:
            assert (seat.status == "away") == (seat.away_until_ms is not None)
            assert (seat.status == "reserved") == (seat.reserved_until_ms is not None)
            assert seat.status != "reserved" or self.is_closed or due_ms(self.room) is not None

    @invariant()
    def a_match_is_of_those_who_were_matched_or_it_is_off(self) -> None:
        matched = {player.id for player in PLAYERS[: self.room.matched]}
        if self.room.is_match:
            assert {seat.player for seat in self.room.seats if seat.player is not None} == matched
        if self.room.matched and self.room.match is not None and self.room.match.number == 1:
            assert {player.id for player in self.room.match.players} == matched

    @invariant()
    def a_bot_plays_for_itself_or_for_who_may_return_to_a_running_game(self) -> None:
        for number, seat in enumerate(self.room.seats):
            if seat.bot and is_bot(seat.player or ""):
                assert (seat.status, seat.ready, seat.kind) == ("taken", True, "bot")
            elif seat.bot or seat.status == "lent":
                assert seat.bot and seat.status == "lent" and (self.is_closed or self.room.in_game(number))
            else:
                assert not is_bot(seat.player or "")

    @invariant()
    def no_bot_is_the_host_and_bots_alone_begin_no_game(self) -> None:
        assert not is_bot(self.room.host or "")
        kept = [seat for seat in self.room.seats if seat.player is not None and not seat.bot]
        assert self.room.is_forsaken == (not kept)

    @invariant()
    def who_sits_is_not_invited_any_more(self) -> None:
        assert not {seat.player for seat in self.room.seats} & set(self.room.invited)
        assert {one.player for one in self.room.asked} <= set(self.room.invited)
        assert len(self.room.asked) <= 2

    @invariant()
    def a_running_game_waits_for_somebody_who_is_limited_in_time(self) -> None:
        if self.room.phase == "playing":
            assert self.room.match is not None
            acting = [seat for seat, turn in enumerate(self.room.match.turns) if turn.acting]
            assert acting and due_ms(self.room) is not None
            assert all(self.room.seats[seat].player is not None for seat in acting)

    def teardown(self) -> None:
        """The log replays to the same room."""
        if not hasattr(self, "log"):
            return
        rows = [unpack_row(row) for row in self.log]
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert replay(self.opened, self.game, rows) == self.room

    @invariant()
    def everybody_sees_the_truth_and_only_what_they_may(self) -> None:
        if self.room.phase == "closed":
            assert all(not listener.views for listener in self.listeners.values())
            return
        for player, listener in self.listeners.items():
            seat = self.room.seat_of(PlayerId(player))
            truth = {"room/room": view_room(self.room), "game/room": view_game(self.room)}
            if seat is not None:
                topic = f"seat/room/{seat}/{self.room.seats[seat].tenancy}"
                truth[topic] = view_seat(self.room, seat)
            roll = roll_of(self.room)
            for talk in self.room.talk:
                if PlayerId(player) in roll.circle(f"talk/room/{talk.name}"):
                    truth[f"talk/room/{talk.name}"] = view_talk(talk)
            assert listener.views == truth

    @invariant()
    def nobody_ever_hears_the_secret_of_another(self) -> None:
        for word, owner in self.words.items():
            for player, listener in self.listeners.items():
                assert player == owner or word.encode() not in listener.heard

    @invariant()
    def a_secret_is_told_when_the_game_is_over_and_not_before(self) -> None:
        match = self.room.match
        if match is not None and not match.over:
            shown = pack(view_game(self.room))
            assert match.secret not in shown and match.secret.hex().encode() not in shown


RoomMachine.TestCase.settings = settings(stateful_step_count=40, deadline=None)
test_a_room_keeps_its_promises = RoomMachine.TestCase
