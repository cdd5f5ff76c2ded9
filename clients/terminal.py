"""Playing in a terminal: lines come in, lines go out; works on a pipe as well."""

from collections.abc import AsyncIterable, Callable
from random import Random
from textwrap import wrap

import trio
from attrs import define, field

from clients.client import Client
from clients.clocks import describe_clock, describe_clocks
from clients.draw import Form
from clients.errors import ClientEnded, ClientError, CommandRefused
from clients.events import StateChanged
from clients.lines import Lines
from clients.offers import answer_offer, describe_settled, describe_start
from clients.race import first_of
from clients.render import clean, label_moves, render, show
from clients.room import Room
from clients.typed import read_typed, show_example
from lobby.wire.values import Value

HELP = (
    "a number or /move MOVE is a move · /ready · /sit [SEAT] · /swap SEAT · /stand · /leave · /draw · /undo"
    " · /resign · /yes or /no to an offer · /say TEXT or text is chat"
)
LINE_CHARACTERS = 100
LEAVING = frozenset({"/leave", "/quit"})
LEAVE_SECONDS = 3.0  # to tell the server
PATIENCE_SECONDS = 5.0  # for an answer, while the connection seems well
PENDING_MAX = 20  # lines that wait for the server
Say = Callable[[str], None]


def why_not(room: Room) -> str:
    """Return why a room can't be played on a terminal, "" where it can."""
    if not room.game.get("tick_rate"):
        return ""
    game = clean(room.view["game"])
    return f"{game} is in real time: play it in the browser, or with `clients bot --game {game} --policy own`"


@define(eq=False)
class _Typed:
    """A line that was typed, until it is known what became of it."""

    line: str
    done: trio.Event = field(factory=trio.Event)


@define(eq=False)
class Terminal:
    """One room on one terminal. What has been told is kept, so that only news is told."""

    client: Client
    room: Room
    say: Say
    lines: AsyncIterable[str] = field(factory=Lines)
    comes_back: bool = False  # the player is kept, so that a seat of a slow room is not left by going
    _pending: list["_Typed"] = field(factory=list)  # what is shown as pending
    _chat: int = 0  # number of the last line told
    _noted: dict[str, tuple[int, int]] = field(
        factory=dict
    )  # game and action of the last note told, by topic
    _told: dict[str, Value] = field(factory=lambda: {"state": "online"})

    async def run(self) -> None:
        """Tell what happens and do what is typed; ends when the player leaves or the room is over."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._obey, nursery)
            nursery.start_soon(self._tell_state)
            await self._tell()
            await self._tell_pending()
            nursery.cancel_scope.cancel()
        if self.room.ended not in {None, "left"}:
            words = f" ({clean(self.room.ended_detail)})" if self.room.ended_detail else ""
            self.say(f"the room is over for you: {self.room.ended}{words}")

    # --- what is told ----------------------------------------------------------------------------

    async def _tell(self) -> None:
        try:
            async for _ in self.room.changes():
                self._tell_room()
                self._tell_game()
        except ClientEnded as error:
            self.say(f"the connection has ended: {clean(str(error))}")

    async def _tell_state(self) -> None:
        async for event in self.client.events():
            if isinstance(event, StateChanged) and self._is_new("state", event.state):
                self.say(f"{event.state}: {clean(event.why)}")

    def _tell_room(self) -> None:
        view = self.room.view
        self._tell_new("seats", "seats: " + " · ".join(_describe_seat(seat) for seat in view["seats"]))
        self._tell_new("phase", f"phase: {view['phase']}")
        if self._is_new("starts", view["starts_ms"]) and view["starts_ms"] is not None:
            self.say(f"all are ready: the game begins {describe_start(view)}")
        if view.get("clock") is not None:
            self._tell_new("clock", f"clock: {describe_clock(view['clock'])}")
        for line in view["chat"]:
            if line["number"] > self._chat:
                self._chat = line["number"]
                self.say(_describe_line(line))

    def _tell_game(self) -> None:
        game, seat = self.room.game, self.room.seat
        self._tell_notes("game", game["game"], game["notes"])
        if game["game"] and self._is_new("view", [game["game"], game["view"]]):
            for line in render(game["view"]):
                self.say(line)
        if game.get("clocks") is not None and self.room.view["clock"] is not None:
            self._tell_new("clocks", f"time: {describe_clocks(self.room.view['clock'], game)}")
        if game["result"] is not None:
            self._tell_new("result", f"game {game['game']} is over: {_describe_result(game['result'])}")
        if seat is None:
            return
        self._tell_notes("seat", seat["game"], seat["notes"])
        if seat["secret"] is not None and self._is_new("secret", seat["secret"]):
            self.say("your secret:")
            for line in render(seat["secret"], "  "):
                self.say(line)
        if seat["turn"] and self._is_new("position", [seat["game"], seat["position"]]):
            for line in _describe_moves(seat["moves"], self.room.view["move"]):
                self.say(line)

    def _tell_notes(self, topic: str, game: int, notes: list[Value]) -> None:
        """Tell each note once: those of one action come together, and a view holds the last ones."""
        told = self._noted.get(topic, (0, -1))
        for note in notes:
            self._noted[topic] = (game, note["number"])
            if self._noted[topic] > told and note["text"]:
                self.say(clean(note["text"]))

    def _tell_new(self, name: str, text: str) -> None:
        if self._is_new(name, text):
            self.say(text)

    def _is_new(self, name: str, value: Value) -> bool:
        if name in self._told and self._told[name] == value:
            return False
        self._told[name] = value
        return True

    # --- what is typed ---------------------------------------------------------------------------

    async def _obey(self, nursery: trio.Nursery) -> None:
        """Do what is typed, one line after the other; in the nursery run those that are still pending."""
        last = ""
        async for line in self.lines:
            if line in LEAVING:
                last = line
                break
            await self._take(line, nursery)
        if self.comes_back and last != "/leave" and self.room.view.get("pace") == "slow":
            self.say(f"your seat is kept: come back with --code {self.room.code}")
        else:
            await self._leave()
        nursery.cancel_scope.cancel()

    async def _take(self, line: str, nursery: trio.Nursery) -> None:
        """Begin what a line asks for; returns when it is done, or is kept until the server answers."""
        if len(self._pending) >= PENDING_MAX:
            self.say(f"not taken: {clean(line)} ({PENDING_MAX} lines wait for the server)")
            return
        typed = _Typed(line)
        await nursery.start(self._carry_out, typed)
        with trio.move_on_after(PATIENCE_SECONDS):
            await first_of(typed.done.wait, self._wait_not_online)
        if not typed.done.is_set():
            self._pending.append(typed)
            self.say(f"pending: {clean(line)}")

    async def _carry_out(self, typed: "_Typed", *, task_status: trio.TaskStatus[None]) -> None:
        # Nothing waits between this and the command's number, so lines keep their order.
        task_status.started()
        problem = ""
        try:
            await self._do(typed.line)
        except CommandRefused as error:
            fate = "not applied" if error.code == "not_done" else "refused"
            problem = f"{fate}: {clean(error.detail)} ({error.code})"
        except (ClientError, ValueError) as error:
            problem = clean(str(error))
        typed.done.set()
        if typed in self._pending:
            self._pending.remove(typed)
            problem = f"{problem or 'confirmed'} · {clean(typed.line)}"
        if problem:
            self.say(problem)

    async def _tell_pending(self) -> None:
        """The room is over: what waits for an answer is given a moment, so that each line has its outcome."""
        with trio.move_on_after(LEAVE_SECONDS):
            while self._pending:
                await self._pending[0].done.wait()
        for typed in self._pending:
            self.say(f"unknown · {clean(typed.line)}")

    async def _wait_not_online(self) -> None:
        while self.client.state == "online":
            await self.room.wait_change()

    async def _leave(self) -> None:
        with trio.move_on_after(LEAVE_SECONDS) as late:
            try:
                await self.room.leave()
            except ClientError as error:
                self.say(clean(str(error)))
        if late.cancelled_caught:
            self.say("the server can't be told that you leave; it frees your seat when you stay away")

    async def _do(self, line: str) -> None:
        """Do what one line asks for."""
        word, _, rest = line.partition(" ")
        match word:
            case "":
                pass
            case "/ready":
                await self.room.ready()
            case "/stand":
                await self.room.stand()
            case "/sit":
                await self._sit(rest)
            case "/swap" if rest.isdecimal():
                await self.room.offer_swap(int(rest))
            case "/draw":
                await self.room.offer_draw()
            case "/undo":
                await self.room.offer_undo()
            case "/resign":
                await self.room.resign()
            case "/yes" | "/no":
                await answer_offer(self.room, agree=word == "/yes")
            case "/move":
                await self._move(rest)
            case "/say":
                await self.room.say(rest)
            case _ if word.startswith("/"):
                self.say(HELP)
            case _ if line.isdecimal():
                await self._move(line)
            case _:
                await self.room.say(line)

    async def _sit(self, typed: str) -> None:
        if typed and not typed.isdecimal():
            raise ValueError(f"a seat is a number, not {typed!r}")
        await self.room.sit(int(typed) if typed else None)

    async def _move(self, typed: str) -> None:
        seat = self.room.seat
        if seat is None or not seat["turn"]:
            raise ValueError("it is not your turn")
        if seat["moves"] is None:
            await self.room.play(read_typed(typed, self.room.view["move"]), seat=seat)
            return
        labels = label_moves(seat["moves"])
        if typed not in labels:
            raise ValueError(f"{typed} is no move now, allowed are {', '.join(labels)}")
        await self.room.play(labels[typed], seat=seat)


def _describe_seat(seat: dict[str, Value]) -> str:
    if seat["status"] == "open":
        return f"{seat['seat']} open"
    notes = [word for word, said in (("ready", seat["ready"]), ("away", seat["status"] == "away")) if said]
    return f"{seat['seat']} {clean(seat['name'])}" + (f" ({', '.join(notes)})" if notes else "")


def _describe_line(line: dict[str, Value]) -> str:
    name = clean(line["name"])
    if line["kind"] == "said":
        return f"{name}: {clean(line['text'])}"
    if (settled := describe_settled(line)) is not None:
        return f"* {name} {settled}"
    reason = f": {clean(line['text'])}" if line["text"] else ""
    return f"* {name} is gone ({clean(line['kind'])}){reason}"


def _describe_result(result: dict[str, Value]) -> str:
    places = result["places"]
    winners = [str(seat) for seat, place in enumerate(places) if place == 1]
    if len(winners) == len(places):
        return "a draw"
    return f"seat {', '.join(winners)} wins, places {show(places)}"


def _describe_moves(moves: list[Value] | None, form: Form | None) -> list[str]:
    if moves is None:
        return [f"your turn: /move and what you do, as /move {clean(show_example(form, Random(0)))}"]
    labels = label_moves(moves)
    shown = [label if label == str(move) else f"{label}) {show(move)}" for label, move in labels.items()]
    # A move is not broken over two lines: its spaces are others than those between moves.
    text = "  ".join(move.replace(" ", "\u00a0") for move in shown)
    return [line.replace("\u00a0", " ") for line in wrap(f"your turn: {text}", LINE_CHARACTERS)]
