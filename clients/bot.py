"""One bot at its table: sits, gets ready, plays until its games are over, and leaves."""

from contextlib import AbstractAsyncContextManager
from random import Random
from typing import Literal

import trio
from attrs import define, field, frozen

from clients.choice import Wanted
from clients.client import Client, Tell, open_client, unheard
from clients.dial import Dialler
from clients.errors import ClientError, CommandRefused
from clients.offers import find_offer
from clients.plan import Place
from clients.policy import Policy, View, agrees, choose
from clients.room import Room
from clients.tally import TableTally, Tally
from lobby.wire.values import Value

TRIES = 5  # refused moves on one position, after which the bot gives up
DRAWN_TRIES = 100  # the same where moves are not listed but drawn, which are often illegal
PAUSES_SECONDS = {"rate_limited": 5.0, "store": 1.0}  # after such a refusal
RANDOM_SECONDS = 0.2  # between two inputs at random in a real-time game, at least
LEAVE_SECONDS = 3.0
# Who has just gone keeps a place for a while, so a server is full for moments.
FULL_PATIENCE_SECONDS = 30.0
# The position is no longer the one that was decided on: the next view brings another.
MOVED_ON = frozenset({"stale", "not_your_turn", "no_game", "time_up"})


class Unfinished(ClientError):
    """The bot's games can't be played to their end; the text says why."""


# How a bot comes to its game: at tables of the run, by quick play, or by the rated queue.
Way = Literal["tables", "quick", "queue"]


@frozen
class Task:
    """What a bot shall do, the same for all bots of a run."""

    server: str | Dialler  # as for open_client
    game: str
    games: int
    policy: Policy
    pace_ms: int  # between two moves of a bot: servers limit how many frames a second they take
    public: bool
    patience_seconds: float = 0.0  # for a server that is not there yet
    transport: Wanted = "auto"
    way: Way = "tables"
    options: dict[str, Value] = field(factory=dict)  # of the game, in new rooms
    full_patience_seconds: float = FULL_PATIENCE_SECONDS  # for one that has no place now
    password: str = ""  # of the rooms to go to, and of new ones

    def open_client(
        self, name: str, random: Random | None = None, tell_offline: Tell = unheard
    ) -> AbstractAsyncContextManager[Client]:
        """A client of the server that this is about."""
        return open_client(
            self.server,
            name=name,
            patience_seconds=self.patience_seconds,
            full_patience_seconds=self.full_patience_seconds,
            random=random,
            transport=self.transport,
            tell_offline=tell_offline,
        )


@define(eq=False)
class Table:
    """Where some bots of the run meet."""

    place: Place
    row: TableTally
    code: str | None = None
    opened: trio.Event = field(factory=trio.Event)
    gathered: trio.Event = field(factory=trio.Event)
    arrived: int = 0
    counted: set[int] = field(factory=set)  # numbers of the games whose end has been counted

    def arrive(self) -> None:
        """One more bot has its seat, or never will."""
        self.arrived += 1
        if self.arrived == self.place.bots:
            self.gathered.set()


@define(eq=False)
class Bot:
    """One bot; `play` is called once."""

    task: Task
    table: Table
    tally: Tally
    number: int
    random: Random
    opener: bool = False  # creates the room of its table
    _games: int = 0  # seen to their end
    _over: int = 0  # the number of the last game that is over, or that was not ours
    _acted: tuple[int, int] = (0, 0)  # game and position of the last move
    _acted_at: float = float("-inf")
    _answered: set[int] = field(factory=set)  # offers

    async def run(self, scope: trio.CancelScope) -> None:
        """Play; when the scope is cancelled, leave the room properly and end. Never raises ClientError."""
        name, began = f"Bot {self.number}", trio.current_time()
        try:
            async with self.task.open_client(name, self.random) as client:
                if client.waited_for:
                    self.tally.count_wait(client.waited_for, trio.current_time() - began)
                with scope:
                    await self._visit(client)
        except (ClientError, ValueError) as error:
            self.tally.problems.append(f"{name}: {error}")
            self.table.row.status = "failed"
        finally:
            self.table.opened.set()

    async def _visit(self, client: Client) -> None:
        try:
            room = await self._enter(client)
        except BaseException:
            self.table.arrive()
            raise
        try:
            await self._take_part(room)
        finally:
            with trio.CancelScope(shield=True, deadline=trio.current_time() + LEAVE_SECONDS):
                if room.ended is None and client.ended is None:
                    await room.leave()

    async def _enter(self, client: Client) -> Room:
        if self.task.way != "tables":
            room = await self._find(client)
            self.table.code = self.table.row.code = room.code
            return room
        if self.opener:
            task = self.task
            house = {"password": task.password} if task.password else None
            room = await client.create(task.game, public=task.public, options=task.options, house=house)
            self.table.code = self.table.row.code = room.code
            self.table.opened.set()
            return room
        await self.table.opened.wait()
        if self.table.code is None:
            raise Unfinished("its table was never opened")
        return await client.join(self.table.code, password=self.task.password)

    async def _find(self, client: Client) -> Room:
        if self.task.way == "quick":
            return await client.quick_play(self.task.game, options=self.task.options or None)
        while True:
            await client.enqueue(self.task.game)
            if (room := await client.wait_found()) is not None:
                return room

    async def _take_part(self, room: Room) -> None:
        if self.task.way == "queue":
            # Coming in was sitting down and being ready; the game may have begun by now.
            self.table.arrive()
            await self._play(room)
            return
        try:
            if self.task.way == "tables":
                await room.sit()
            self._over = room.game["game"]
        except CommandRefused as error:
            # Somebody else was quicker; the others play on.
            if error.code not in {"room_full", "game_running"}:
                raise
            return
        finally:
            self.table.arrive()
        # A game starts when all who sit are ready: before that, all bots of the table must sit.
        await self.table.gathered.wait()
        await room.ready()
        await self._play(room)

    async def _play(self, room: Room) -> None:
        async for _ in room.changes():
            if await self._step(room):
                return
        raise Unfinished(f"the room {room.code} ended: {room.ended}")

    async def _step(self, room: Room) -> bool:
        """Do what the views ask for; return whether all games are over."""
        game, seat = room.game, room.seat
        self.table.row.game, self.table.row.status = game["game"], room.view["phase"]
        if game["result"] is not None and game["game"] > self._over:
            return await self._end_game(room, game)
        if seat is None:
            raise Unfinished(f"the seat in room {room.code} was freed")
        offer = find_offer(room.view, seat["seat"], agree=True)
        if offer is not None and offer not in self._answered:
            await self._answer(room, game, seat, offer)
        elif room.live is not None:
            await self._give(room, game, seat)
        elif seat["turn"] and (seat["game"], seat["position"]) != self._acted:
            await self._act(room, game, seat)
        return False

    async def _answer(self, room: Room, game: dict[str, Value], seat: dict[str, Value], offer: int) -> None:
        """Say yes or no to an offer; before the next move, which would decline it."""
        self._answered.add(offer)
        kind = next(known["kind"] for known in room.view["offers"] if known["number"] == offer)
        agree = kind != "draw" or await agrees(self.task.policy, _view_of(room, game, seat), self.random)
        try:
            await room.answer(offer, agree=agree)
        except CommandRefused as error:
            self.tally.refused[error.code] += 1  # it is over by now

    async def _give(self, room: Room, game: dict[str, Value], seat: dict[str, Value]) -> None:
        """Give an input to a real-time game: a policy is asked at each tick, and None of it is none."""
        least_seconds = RANDOM_SECONDS if self.task.policy.act is None else 0.0
        wait_seconds = max(self.task.pace_ms / 1000, least_seconds)
        if seat["game"] != game["game"] or trio.current_time() < self._acted_at + wait_seconds:
            return
        self._acted_at = trio.current_time()
        live, own = room.live, room.live_seat
        assert live is not None, "asked of a game that runs"
        view = {**_view_of(room, game, seat), "public": live["board"], "secret": own and own["secret"]}
        choice = await choose(self.task.policy, view, None, self.random, room.view["move"])
        if choice.fault is not None:
            self.tally.count_fault(choice.fault, choice.detail)
        if choice.move is None:
            return
        try:
            await room.give(choice.move)
        except CommandRefused as error:
            self.tally.refused[error.code] += 1
        else:
            self.tally.moves += 1
            self.table.row.moves += 1

    async def _end_game(self, room: Room, game: dict[str, Value]) -> bool:
        self._over = game["game"]
        self._games += 1
        if self._over not in self.table.counted:
            self.table.counted.add(self._over)
            winner = self.tally.count_result(game["result"])
            self.tally.say(f"{room.code}  game {self._over}  {winner}")
        if self._games >= self.task.games:
            return True
        await room.ready()
        return False

    async def _act(self, room: Room, game: dict[str, Value], seat: dict[str, Value]) -> None:
        """Move; after a refusal, any legal move, unless the position has moved on meanwhile."""
        self._acted = (seat["game"], seat["position"])
        view = _view_of(room, game, seat)
        policy, form = self.task.policy, room.view["move"]
        most = tries = TRIES if seat["moves"] is not None else DRAWN_TRIES
        while tries:
            choice = await choose(policy, view, seat["moves"], self.random, form)
            if choice.fault is not None:
                self.tally.count_fault(choice.fault, choice.detail)
            await self._keep_pace()
            refusal = await self._move(room, choice.move, seat)
            if refusal is None or refusal.code in MOVED_ON or room.ended is not None:
                return
            if refusal.code == "store":
                continue  # that nothing can be stored says nothing against the move; the run's time bounds it
            tries -= 1
            if policy.act is not None and choice.fault is None:
                self.tally.count_fault("refused", f"{refusal.detail} ({refusal.code})")
            policy = Policy()
        raise Unfinished(f"{most} moves refused in a row, the last as {refusal}")

    async def _move(self, room: Room, move: Value, seat: dict[str, Value]) -> CommandRefused | None:
        """Return why the move was refused, or None."""
        try:
            await room.play(move, seat=seat)
        except CommandRefused as error:
            self.tally.refused[error.code] += 1
            if error.code in PAUSES_SECONDS:
                await trio.sleep(PAUSES_SECONDS[error.code])
            return error
        self.tally.moves += 1
        self.table.row.moves += 1
        return None

    async def _keep_pace(self) -> None:
        await trio.sleep_until(self._acted_at + self.task.pace_ms / 1000)
        self._acted_at = trio.current_time()


def _view_of(room: Room, game: dict[str, Value], seat: dict[str, Value]) -> View:
    """Return what a policy is told: what this seat sees, and nothing else."""
    return {
        "public": game["view"],
        "secret": seat["secret"],
        "seat": seat["seat"],
        "seats": len(game["players"]),
        "turn": game["turn"],
        "options": room.view["options"],
    }
