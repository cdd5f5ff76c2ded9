"""What each command does: most of them ask the room, some the lobby."""

from functools import partial
from typing import assert_never

import trio
from attrs import evolve

from lobby.core import because, inputs
from lobby.core.ids import PlayerId, RoomId
from lobby.core.refusal import Refusal, Reply
from lobby.core.talk.text import RAW_FACTOR, clean
from lobby.shell import setting_up, settling, subscribing
from lobby.shell.manager import Manager
from lobby.shell.people import meeting, naming
from lobby.shell.rooms import entering
from lobby.shell.session import Session
from lobby.wire.messages import (
    AddBot,
    Again,
    Ban,
    Block,
    Command,
    Consent,
    Create,
    Decline,
    Dequeue,
    Enqueue,
    Invite,
    Join,
    Kick,
    Leaders,
    Leave,
    Look,
    Mute,
    Offer,
    PassHost,
    Play,
    Profile,
    QuickPlay,
    Ready,
    RemoveBot,
    Report,
    Resign,
    Say,
    Search,
    SetHouse,
    SetName,
    SetOptions,
    SetRoom,
    Sit,
    Stand,
    Subscribe,
    Unban,
    Unblock,
    Unmute,
    Unsubscribe,
)
from lobby.wire.values import Value

InRoom = (
    Sit
    | Stand
    | Ready
    | Play
    | Offer
    | Consent
    | Resign
    | SetOptions
    | Say
    | SetHouse
    | AddBot
    | RemoveBot
    | Unmute
)
# What only a host does, each time a step that is stored and told to the whole room. A wish for the house is
# counted when it is known to be one.
_HOST_ACTS = frozenset((Kick, Ban, Unban, PassHost, Mute, Unmute, SetOptions, AddBot, RemoveBot))


def carry_out(manager: Manager, session: Session, command: Command, reply: Reply) -> None:
    """Carry out a command; `reply` hears its result or refusal, now or later."""
    manager.registry.saving.introduce(session)
    is_host_act = type(command) in _HOST_ACTS
    if is_host_act and (refusal := manager.talk.find_wait("house", session.player_id)) is not None:
        reply(refusal)
    elif isinstance(command, meeting.ABOUT_SOMEBODY):
        act = partial(_act_on, manager, session, command, reply)
        meeting.meet_first(manager.registry, session, command.player, act, reply)
    else:
        _act_on(manager, session, command, reply)


def take_input(manager: Manager, session: Session, play: Play) -> Value | Refusal:
    """Take a move as an input, where its room ticks: return its result, or why it has none, at once.

    None: the room does not tick, and nothing has happened. What a thousand players say all the time comes
    through here, as long as nothing else of theirs waits for its turn.
    """
    if (ticker := manager.ticking.find(play.room)) is None:
        return None
    if not session.is_introduced:
        manager.registry.saving.introduce(session)
    if (refusal := _find_failures_wait(session)) is not None:
        return refusal
    taken = ticker.hear(session.player_id, play.game, play.move)
    if isinstance(taken, Refusal):
        _count_failure(session, taken)
    return taken


def _act_on(manager: Manager, session: Session, command: Command, reply: Reply) -> None:
    match command:
        case Sit(_, _, seat):
            _sit(manager, session, command, seat, reply)
        case Stand():
            _ask(manager, session, command, inputs.GiveSeatUp(session.player_id), reply)
        case Ready(_, _, ready):
            _ready(manager, session, command, ready, reply)
        case Play():
            _play(manager, session, command, reply)
        case Mute() | Unmute() | Block() | Unblock() | Report():
            _silence(manager, session, command, reply)
        case Offer() | Consent() | Resign() | SetOptions():
            _act(manager, session, command, settling.input_of(session.player_id, command), reply)
        case Kick() | Ban():
            _send_away(manager, session, command, reply)
        case Unban():
            manager.moderation.unban(session, command, reply)
        case PassHost():
            manager.moderation.pass_host(session, command, reply)
        case AddBot():
            _add_bot(manager, session, command, reply)
        case RemoveBot(_, _, seat):
            _ask(manager, session, command, inputs.RemoveBot(session.player_id, seat), reply)
        case SetHouse() | SetRoom():
            setting_up.set_up(manager, session, command, reply)
        case Say():
            _say(manager, session, command, reply)
        case Create():
            setting_up.create(manager, session, command, reply)
        case Join() | Again():
            entering.come_in(manager, session, command, reply)
        case Leave(_, room):
            manager.usher.leave(session, room, command.number, reply)
        case SetName():
            naming.rename(manager, session, command, reply)
        case Look(_, room):
            entering.look(manager, session, room, reply)
        case Search() | QuickPlay() | Profile() | Leaders() | Enqueue() | Dequeue() | Invite() | Decline():
            manager.finding.carry_out(session, command, reply)
        case Subscribe():
            subscribing.subscribe(manager, session, command, reply)
        case Unsubscribe():
            subscribing.unsubscribe(manager, session, command, reply)
        case _:
            assert_never(command)


def _ask(manager: Manager, session: Session, command: InRoom, asked: inputs.Input, reply: Reply) -> None:
    manager.ask(command.room, asked, reply, session, manager.by(session, command.number))


def _act(manager: Manager, session: Session, command: InRoom, asked: inputs.Input, reply: Reply) -> None:
    """Ask what makes a game compute; whoever has made games fail too often has to wait."""
    if isinstance(command, Ready) and command.ready and (refusal := manager.orders.find_new()) is not None:
        reply(refusal)
        return
    if (refusal := _find_failures_wait(session)) is not None:
        reply(refusal)
    else:
        _ask(manager, session, command, asked, partial(_answer_counting, session, reply))


def _find_failures_wait(session: Session) -> Refusal | None:
    """Return why somebody has to wait on whose actions games have failed, None where they need not."""
    failures = session.identity.failures
    if not failures.is_low or not (wait_seconds := failures.wait_seconds(trio.current_time())):
        return None
    return because.too_often("failures", because.Rate(*failures.rate), wait_seconds)


def _answer_counting(session: Session, reply: Reply, result: Value | Refusal) -> None:
    """Answer what has made a game compute, and count whether it has failed on it."""
    if isinstance(result, Refusal):
        _count_failure(session, result)
    reply(result)


def _count_failure(session: Session, refusal: Refusal) -> None:
    if refusal.code == "game_failed":
        session.identity.failures.take(trio.current_time())


def _play(manager: Manager, session: Session, command: Play, reply: Reply) -> None:
    """Make a move; what ticks takes it as an input, and has its result at once."""
    if (taken := take_input(manager, session, command)) is not None:
        reply(taken)
        return
    player, game, position = session.player_id, command.game, command.position
    _act(
        manager,
        session,
        command,
        inputs.MakeMove(player, game, position, command.move, command.lag_ms),
        reply,
    )


def _ready(manager: Manager, session: Session, command: Ready, ready: bool, reply: Reply) -> None:
    once, room = manager.finding.once, RoomId(command.room)
    heard = once.ready(session, room, reply) if ready else reply
    if heard is not None:
        _act(manager, session, command, inputs.SetReady(session.player_id, ready), heard)


def _sit(manager: Manager, session: Session, command: Sit, seat: int | None, reply: Reply) -> None:
    if (refusal := manager.finding.once.sit(session, RoomId(command.room))) is not None:
        reply(refusal)
        return
    # Each seat that is given up leaves a line in the chat.
    if (refusal := manager.talk.find_wait("seats", session.player_id)) is not None:
        reply(refusal)
    else:
        _ask(manager, session, command, inputs.TakeSeat(session.player, seat), reply)


def _silence(
    manager: Manager, session: Session, command: Mute | Unmute | Block | Unblock | Report, reply: Reply
) -> None:
    """Carry out what keeps somebody from being heard: by the host, by a player, by the operator."""
    match command:
        case Mute():
            manager.moderation.mute(session, command, reply)
        case Unmute(_, _, player):
            asked = inputs.UnmutePlayer(session.player_id, PlayerId(player))
            _ask(manager, session, command, asked, reply)
        case _:
            manager.talk.carry_out(session, command, reply)


def _send_away(manager: Manager, session: Session, command: Kick | Ban, reply: Reply) -> None:
    """Kick or ban; the reason is read by everybody in the room."""
    if command.reason and (refusal := manager.orders.find_mute(session.player_id)) is not None:
        reply(refusal)
    elif (reason := naming.filter_reason(manager, command.reason, reply)) is None:
        return
    elif isinstance(command, Kick):
        manager.moderation.kick(session, evolve(command, reason=reason), reply)
    else:
        manager.moderation.ban(session, evolve(command, reason=reason), reply)


def _add_bot(manager: Manager, session: Session, command: AddBot, reply: Reply) -> None:
    if (refusal := manager.orders.find_new()) is not None:
        reply(refusal)  # with it a game could begin
        return
    game = manager.rooms.game_in(command.room)
    unknown = because.unknown_room(command.room, "id")
    found = unknown if game is None else manager.bots.find(game, command.kind)
    if isinstance(found, Refusal):
        reply(found)
    else:
        asked = inputs.AddBot(session.player_id, command.seat, found.id, found.title)
        _ask(manager, session, command, asked, reply)


def _say(manager: Manager, session: Session, say: Say, reply: Reply) -> None:
    if (refusal := manager.orders.find_mute(session.player_id)) is not None:
        reply(refusal)
        return
    longest = manager.config.limits.chat_characters
    text = clean(say.text) if len(say.text) <= RAW_FACTOR * longest else say.text
    if not 1 <= len(text) <= longest:
        reply(because.too_long("bad_text", "line", len(text), 1, longest))
    elif not (lines := session.identity.chat).take(now := trio.current_time()):
        reply(because.too_often("chat", because.Rate(*lines.rate), lines.wait_seconds(now)))
    elif (text_allowed := naming.filter_text(manager, text, longest, reply)) is None:
        return
    elif say.room:
        _ask(manager, session, say, inputs.SayLine(session.player, text_allowed, say.to), reply)
    elif say.to != "all":
        reply(Refusal("no_channel", "the chat of the lobby is for all"))
    else:
        manager.lobby.say(session.player, text_allowed)
        reply({"to": "all"})
