"""What each command does: most of them ask the room, some the lobby."""

from math import ceil
from typing import assert_never

import trio

from lobby.core import inputs
from lobby.core.decide import Refusal
from lobby.core.ids import PlayerId
from lobby.core.text import RAW_FACTOR, clean
from lobby.shell.host import Reply
from lobby.shell.manager import Manager
from lobby.shell.session import Session
from lobby.wire.messages import (
    Command,
    Create,
    Join,
    Kick,
    Leave,
    Play,
    Ready,
    Say,
    SetName,
    Sit,
    Stand,
    Subscribe,
    Unsubscribe,
)
from lobby.wire.values import Value


def carry_out(manager: Manager, session: Session, command: Command, reply: Reply) -> None:
    """Carry out a command; `reply` hears its result or refusal, now or later."""
    player = session.player_id
    match command:
        case Sit(_, room, seat):
            manager.ask(room, session, inputs.TakeSeat(session.player, seat), reply)
        case Stand(_, room):
            manager.ask(room, session, inputs.GiveSeatUp(player), reply)
        case Ready(_, room, ready):
            _act(manager, session, room, inputs.SetReady(player, ready), reply)
        case Play(_, room, game, position, move):
            _act(manager, session, room, inputs.MakeMove(player, game, position, move), reply)
        case Kick(_, room, other):
            _kick(manager, session, room, PlayerId(other), reply)
        case Say():
            _say(manager, session, command, reply)
        case Create():
            manager.create(session, command, reply)
        case Join(_, room):
            manager.join(session, room, reply)
        case Leave(_, room):
            manager.leave(session, room, reply)
        case SetName(_, name):
            _set_name(manager, session, name, reply)
        case Subscribe(_, topic):
            _subscribe(manager, session, topic, reply)
        case Unsubscribe(_, topic):
            session.topics.discard(topic)
            manager.lobby.unsubscribe(session, topic)
            reply(None)
        case _:
            assert_never(command)


def _act(manager: Manager, session: Session, room: str, asked: inputs.Input, reply: Reply) -> None:
    """Ask what makes a game compute; whoever has made games fail too often has to wait."""
    failures = session.identity.failures
    if wait_seconds := failures.wait_seconds(trio.current_time()):
        detail = f"you have made a game fail too often; try again in {ceil(wait_seconds * 1000)} ms"
        reply(Refusal("rate_limited", detail))
        return

    def count(result: Value | Refusal) -> None:
        if isinstance(result, Refusal) and result.code == "game_failed":
            failures.take(trio.current_time())
        reply(result)

    manager.ask(room, session, asked, count)


def _kick(manager: Manager, session: Session, room: str, other: PlayerId, reply: Reply) -> None:
    # Who is cut off just now would be back without a word: a kick must hold for them, too.
    if manager.is_member(room, other) or manager.may_return(room, other):
        manager.ask(room, session, inputs.RemovePlayer(session.player_id, other), reply)
    else:
        reply(Refusal("no_such_player", "that player is not in this room"))


def _say(manager: Manager, session: Session, say: Say, reply: Reply) -> None:
    longest = manager.config.limits.chat_characters
    text = clean(say.text) if len(say.text) <= RAW_FACTOR * longest else say.text
    if not 1 <= len(text) <= longest:
        reply(Refusal("bad_text", f"{len(text)} characters, allowed are 1 to {longest}"))
    elif not session.identity.chat.take(now := trio.current_time()):
        wait_ms = ceil(session.identity.chat.wait_seconds(now) * 1000)
        per_second = manager.config.limits.chat_per_second
        detail = f"{per_second:g} lines of chat a second are allowed; try again in {wait_ms} ms"
        reply(Refusal("rate_limited", detail))
    elif say.room:
        manager.ask(say.room, session, inputs.SayLine(session.player, text), reply)
    else:
        manager.lobby.say(session.player, text)
        reply(None)


def _set_name(manager: Manager, session: Session, name: str, reply: Reply) -> None:
    given = manager.rename(session, name)
    if given is None:
        longest = manager.config.limits.name_characters
        reply(Refusal("bad_name", f"a name has 1 to {longest} visible characters"))
    else:
        reply({"name": given})


def _subscribe(manager: Manager, session: Session, topic: str, reply: Reply) -> None:
    most = manager.config.limits.subscriptions
    if len(session.topics | {topic}) > most:
        reply(Refusal("no_such_topic", f"more than {most} topics of the lobby"))
        return
    refusal = manager.lobby.subscribe(session, topic, None)
    if refusal is None:
        session.topics.add(topic)
    reply(refusal)
