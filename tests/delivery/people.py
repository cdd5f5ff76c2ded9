"""What the clients of a run do: sensible things and others, without waiting for answers."""

from collections.abc import Sequence
from random import Random
from typing import Any

import trio
from attrs import define, field

from lobby.wire.messages import (
    Join,
    Kick,
    Leave,
    Play,
    Ready,
    Say,
    SetName,
    Signal,
    Sit,
    Stand,
    Subscribe,
    Unsubscribe,
)
from tests.delivery.watched import Watched


@define(eq=False)
class Person:
    """Does something, waits a little, and again; all by chance."""

    watched: Watched
    rooms: Sequence[str]
    random: Random
    pause_seconds: float
    lines: int = 0
    signals: int = 0
    seen: dict[str, Any] = field(factory=dict)  # per room the seat's view at the last turn that was seen

    async def live(self, actions: int) -> None:
        """Do so many things; every room is entered first, mostly to play there."""
        for room in self.rooms:
            self.watched.ask(Join(0, room))
            if self.random.random() < 0.8:
                self.watched.ask(Sit(0, room))
                self.watched.ask(Ready(0, room))
        for _ in range(actions):
            self.act(self._choose_room())
            await trio.sleep(self.random.expovariate(1 / self.pause_seconds))

    async def rule(self, players: tuple[str, ...], actions: int) -> None:
        """Do what a host does: now and then a word, now and then a kick."""
        for _ in range(actions):
            room = self.random.choice(self.rooms)
            if self.random.random() < 0.1:
                self.watched.ask(Kick(0, room, self.random.choice(players)))
            else:
                self._say(self.random.choice((room, "")))
            await trio.sleep(self.random.expovariate(1 / self.pause_seconds))

    def _choose_room(self) -> str:
        """Mostly one in which it is the person's turn, so that games go on."""
        turns = [room for room in self.rooms if (self.watched.seat_view(room) or {}).get("turn")]
        return self.random.choice(turns if turns and self.random.random() < 0.8 else self.rooms)

    def act(self, room: str) -> None:
        """Do one thing in a room; what is for the game rather than for the chat, where there is a choice."""
        seat, seen = self.watched.seat_view(room), self.seen.get(room)
        draw = self.random.randrange(100)
        if seat is not None and seat["turn"]:
            self.seen[room] = seat
        if seat is None:
            self._act_standing(room, draw)
        elif seen is not None and draw < 15:
            self._play(room, seen)  # as from a finger that is slower than the game
        elif seat["turn"] and draw < 80:
            self._play(room, seat)
        elif draw < 80 and not seat["game"]:
            self.watched.ask(Ready(0, room))
        else:
            self._act_anyway(room, draw)

    def _act_standing(self, room: str, draw: int) -> None:
        if draw < 50:
            self.watched.ask(Sit(0, room))
        elif draw < 65:
            self.watched.ask(Join(0, room))
        else:
            self._act_anyway(room, draw)

    def _act_anyway(self, room: str, draw: int) -> None:
        match draw % 20:
            case 0:
                self.watched.ask(Leave(0, room))
            case 1:
                self.watched.ask(Stand(0, room))
            case 2:
                self.watched.ask(SetName(0, f"Name {self.random.randrange(100)}"))
            case 3:
                self.watched.ask(Subscribe(0, "lobby/chat"))
            case 4:
                self.watched.ask(Unsubscribe(0, "lobby/chat"))
            case 5 | 6:
                self._say("")
            case 7 | 8:
                self.signals += 1
                self.watched.client.signal(Signal(room, "typing", f"{self.watched.name} {self.signals}"))
            case 9 | 10:
                self.watched.ask(Ready(0, room))
            case 12:
                for _ in range(self.random.randrange(12)):
                    self._say(room)
            case _:
                self._say(room)

    def _say(self, room: str) -> None:
        self.lines += 1
        self.watched.ask(
            Say(0, room, f"{self.watched.name} line {self.lines}{'.' * self.random.randrange(60)}")
        )

    def _play(self, room: str, seat: dict[str, object]) -> None:
        moves = seat["moves"]
        assert isinstance(moves, list)
        game, position = seat["game"], seat["position"]
        assert isinstance(game, int)
        assert isinstance(position, int)
        # Now and then twice, as from a button that is pressed again: only one of the two can be right.
        for _ in range(1 + (self.random.random() < 0.3)):
            self.watched.ask(Play(0, room, game, position, self.random.choice(moves)))
