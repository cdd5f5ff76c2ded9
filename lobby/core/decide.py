"""What an input causes: events, or a refusal. The only place that refuses.

It is a table of one line for each input; what is decided stands in the module of its subject.
"""

from typing import assert_never

from lobby.core import agreements, inputs, inviting, moving, overdue, seating
from lobby.core.events import Closed, Renamed, Restarted, TimeShifted, Upgraded
from lobby.core.hosting import people as hosting
from lobby.core.hosting import setup
from lobby.core.hosting.people import freed, host_passed, unreserved
from lobby.core.inputs import Input
from lobby.core.refusal import Decision, Refusal
from lobby.core.room import Room
from lobby.core.talk import chat, mute


def decide(room: Room, asked: Input) -> Decision | Refusal:
    """Return what `asked` causes in the room; `room.now_ms` is the time."""
    if room.phase == "closed":
        return Refusal("room_closed", "the room has closed")
    match asked:  # what comes most often is looked for first
        case inputs.MakeMove():
            return moving.make_move(room, asked)
        case inputs.RunTicks():
            return moving.run_ticks(room, asked)
        case inputs.SayLine():
            return chat.decide_line(room, asked)
        case inputs.TakeSeat():
            return seating.take_seat(room, asked)
        case inputs.GiveSeatUp(player):
            return seating.give_seat_up(room, player)
        case inputs.Decline(player):
            return inviting.decline(room, player)
        case inputs.Invite():
            return inviting.invite(room, asked)
        case inputs.SetReady(player, ready):
            return seating.set_ready(room, player, ready)
        case inputs.MakeOffer():
            return agreements.offer(room, asked)
        case inputs.AnswerOffer():
            return agreements.answer(room, asked)
        case inputs.Resign():
            return agreements.resign(room, asked)
        case inputs.ChangeOptions(by, options):
            return setup.decide_options(room, by, options)
        case inputs.ChangeSetup(by, changes):
            return setup.decide(room, by, changes)
        case inputs.AddBot():
            return seating.add_bot(room, asked)
        case inputs.RemoveBot():
            return seating.remove_bot(room, asked)
        case inputs.DrawMove():
            return moving.draw_move(room, asked)
        case inputs.ChangeHouse(by, changes):
            return setup.decide_house(room, by, changes)
        case inputs.MutePlayer(by, player, minutes):
            return mute.decide_mute(room, by, player, minutes)
        case inputs.UnmutePlayer(by, player):
            return mute.decide_unmute(room, by, player)
        case inputs.RemovePlayer():
            return hosting.remove(room, asked)
        case inputs.Expel():
            return hosting.expel(room, asked)
        case inputs.BanPlayer():
            return hosting.ban(room, asked)
        case inputs.Unban(by, player):
            return hosting.unban(room, by, player)
        case inputs.Admit():
            return hosting.admit(room, asked)
        case inputs.PassHost(by, player):
            return hosting.pass_host(room, by, player)
        case inputs.Rename(player, name):
            seat = room.seat_of(player)
            return Decision() if seat is None else Decision((Renamed(seat, name),))
        case inputs.Leave(player):
            gone = (*unreserved(room, player), *freed(room, player, "left"))
            return Decision((*gone, *host_passed(room, player)))
        case inputs.Drop(player):
            return seating.drop(room, player)
        case inputs.Return(player):
            return seating.come_back(room, player)
        case inputs.TimeCame(owed):
            return Decision(overdue.time_came(room, owed))
        case inputs.Restart(zero_ms, grace_ms, zero_lived_ms):
            return Decision((Restarted(zero_ms, room.now_ms + grace_ms, zero_lived_ms),))
        case inputs.ShiftTime(zero_ms):
            return Decision((TimeShifted(zero_ms),) if zero_ms != room.zero_ms else ())
        case inputs.Upgrade():
            return Decision((Upgraded(room.game.version),))
        case inputs.Close(reason, text):
            return _close(room, reason, text)
        case _:
            assert_never(asked)


def _close(room: Room, reason: str, text: str) -> Decision | Refusal:
    if reason == "empty" and not room.is_forsaken:
        return Refusal("seat_taken", "somebody has a seat, or may come back to one")
    return Decision((Closed(reason, text),))
