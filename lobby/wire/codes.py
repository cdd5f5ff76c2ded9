"""Every code that a peer may be told: why a command was refused, why a connection ends.

Codes are stable; the texts beside them are for the protocol page, not for programs.
"""

from typing import Final

REFUSALS: Final[dict[str, str]] = {
    "already_seated": "the player has a seat in this room",
    "bad_name": "the name has no visible character left, a word of scripts that look alike, or is reserved",
    "bad_text": "the text is empty or too long",
    "filtered": "the server's word filter lets that not be said, or be a name",
    "banned": "the host keeps the player, or the address, out of the room",
    "draining": "the server is about to stop: no new rooms, no new games",
    "game_failed": "the game raised, or took too much time or room; nothing has changed",
    "game_running": "that can't be done while a game runs",
    "illegal_move": "the rules of the game forbid it; the detail is in the game's own words",
    "in_match": "the player is in a match that has not ended, or bound to another rated game",
    "locked": "the room is locked: only who is in it may come back",
    "malformed": "a field, a move or an option is missing or of another type; the detail names the path",
    "muted": "the host, or the operator, lets the player say nothing; the detail says until when",
    "no_channel": "the player is not in that channel of the chat",
    "no_game": "no game runs in this room, or not the one that the command names",
    "no_such_bot": "the server has no such bot for this game, or no bot has that seat",
    "no_such_game": "the server does not offer this game",
    "no_such_offer": "the offer that consent names is over",
    "no_such_player": "that player is not in this room, or not known",
    "no_such_room": "no open room has this id or code",
    "no_such_seat": "the room has no seat of that number",
    "no_such_topic": "there is no topic of that name to subscribe to",
    "not_allowed": "the game, its host or the room does not allow that",
    "not_met": "who is not here and was not met in the last games can't be invited",
    "not_done": "the server stopped before the command took effect",
    "not_host": "only the host of the room may do that",
    "not_member": "the player is not in this room",
    "not_seated": "the player has no seat in this room",
    "not_your_turn": "the seat has no move now",
    "queue_full": "as many players wait in the queue as may",
    "queued": "the player waits in the queue already",
    "password_needed": "the room has a password, and none came",
    "over_limit": "as many as allowed, of what the detail says",
    "rate_limited": "too many of these in too short a time; the detail says when to try again",
    "room_closed": "the room has closed",
    "room_full": "every seat is taken, or the room holds as many people as it may",
    "seat_taken": "somebody has that seat",
    "stale": "the position has moved on since the command was decided",
    "store": "the server could not store the step; nothing has changed",
    "time_up": "the time of the seat was up before the move came",
    "too_many_bans": "as many players are banned from the room as allowed",
    "too_many_rooms": "the player or the server has as many open rooms as allowed",
    "wrong_password": "the password is another one",
}

# The code of the `goodbye` frame, with the WebSocket close code that follows it.
GOODBYES: Final[dict[str, tuple[int, str]]] = {
    "bad_session": (4004, "the session exists and its secret is another"),
    "banned": (4006, "the operator keeps who connects out, until `until_ms`; do not reconnect"),
    "flood": (1008, "more frames than the limits allow"),
    "hello_expected": (1002, "the first frame must be a hello, once, within the limit of time"),
    "internal": (1011, "the server broke its own promise; come back and resume"),
    "malformed": (1007, "not msgpack, not a map, or of no known type"),
    "not_yet": (1013, "the server can't find out now who that is; come again with the same hello"),
    "out_of_order": (1002, "a command's number is not the one after the last"),
    "server_full": (1013, "the server holds as many players or sessions as it may; come back after retry_ms"),
    "shutdown": (1001, "the server stops; come back after retry_ms"),
    "silent": (4002, "nothing was heard for longer than limits.silence_ms"),
    "stalled": (4005, "nothing that was sent has been taken for longer than limits.stalled_seconds"),
    "taken_over": (4001, "another connection of the same session took over; do not reconnect"),
    "text_frame": (1003, "a text frame; only binary frames are spoken"),
    "too_large": (1009, "a frame over limits.frame_bytes"),
    "unanswered": (1008, "more than limits.unanswered commands wait for their answers"),
    "unsupported_protocol": (4003, "no version of the protocol that both speak"),
}

# Why a topic ends for a subscriber.
GONE_REASONS: Final[dict[str, str]] = {
    "banned": "the host has banned the player; `detail` says why",
    "closed": "the room has closed",
    "freed": "the seat is no longer the player's",
    "halted": "the room's game can't go on with it in its new version; it is kept, and tried again later",
    "kicked": "the host has removed the player; `detail` says why",
    "left": "the player left the room, perhaps in another window",
    "moved": "the player has sat down or stood up, or who may watch has changed: hear the other topics",
    "not_allowed": "the topic does not exist or is not for this player",
    "over": "the game that the topic shows is over: `game/<id>` shows how it ended",
    "operator": "the operator has removed the player, or closed the room; `detail` says why",
    "unsubscribed": "as the client asked",
}
