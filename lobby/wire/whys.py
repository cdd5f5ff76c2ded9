"""What the detail of a refusal says, in parts: which sentence it is, and the numbers and names in it.

`detail` is English; `params` of `refused` let a client say the same in another language, or count down. Its
`why` is one of WHYS, the rest are the values of that sentence. `retry_ms` is when to try again, `scope` for
whom is counted: player, address or room. Sentences are stable like codes, and get more.
"""

from typing import Final, Literal

# What there may be too much of: in time, or at once.
What = Literal[
    "bans",
    "blocked",
    "blocks",
    "chat",
    "codes",
    "failures",
    "house",
    "inputs",
    "invitations",
    "invited",
    "joins",
    "looks",
    "muted",
    "names",
    "openings",
    "passwords",
    "people",
    "profiles",
    "queue",
    "queue_entries",
    "quick_plays",
    "reports",
    "rooms",
    "rooms_of_address",
    "rooms_of_server",
    "searches",
    "seats",
    "signals",
    "topics",
    "waiting_passwords",
]
# What can be too long.
Text = Literal["line", "name", "reason", "report"]

WHYS: Final[dict[str, str]] = {
    "banned": '`reason`: the host\'s words, or ""',
    "banned_address": "the host keeps the address out, whoever it was that was banned",
    "characters": "`text`: line, name, reason or report; `characters` came, `least` to `most` are allowed",
    "closed_by_operator": "the operator has closed the room, and it is not opened anew",
    "fixed_in_match": "seats and options of a match are those that it was made with",
    "halted": "the room's game can't go on with it in its new version; the room is kept until that is mended",
    "hushed": "who watches a game with secrets writes nothing that its seats read before it is over",
    "kept_out": "a match was off through the player, who may not enter the queue for `kept_ms`; `retry_ms`",
    "locked": "only who is in the room may come back",
    "match_for_others": "the seats of a match are kept for its players",
    "match_of_both": "a host sends nobody away from a match that has not begun",
    "mixed_scripts": "`scripts`: of letters that look alike in one word of a name",
    "most": "there are `most` of `what`, which are allowed at once; `retry_ms`, null: when there is one less",
    "muted": "`by`: host or operator; `retry_ms`: null where there is no end",
    "no_bots_in_rated": "the server's bots play in no rated room",
    "no_draw": "`game` knows no draw by agreement",
    "no_free_seat": "all of so many `seats` are taken",
    "no_seat": "`seat` was asked for, there are 0 to `last`",
    "no_undo": "no moves are taken back in this game or room",
    "nobody_of_that_id": "nobody else is known by that id",
    "not_met": "`name`: of who was invited and not met in the last games",
    "nothing_to_undo": "of the last `most` moves none is the player's",
    "offer_stands": "the own offer `offer` of a `kind` stands until answered, taken back or played over",
    "offer_too_soon": "one offer of a `kind` in `each_ms` is allowed; `retry_ms`",
    "offers_spent": "`most` offers of a `kind` are allowed for one player and game",
    "only_by_host": "into a room that is locked or has a password only its host invites",
    "other_banned": "the host keeps who was invited out of the room",
    "other_seated": "who was invited has a seat here",
    "password_changed": "the room has got another password just now",
    "password_needed": "the room has a password",
    "password_wrong": "the room has another password",
    "rated_elsewhere": "`name`, `room_code`: the room of the rated game to which the player is bound",
    "rated_not_late": "rated games can't be watched late",
    "rated_runs": "nobody is removed from a rated game that runs",
    "real_time": "`game` is played in real time, `without` days, clocks or delay",
    "seat_in_game": "`seat` belongs to the running game",
    "seat_taken": "`name` has `seat`; `how`: there, coming or reserved",
    "shown_later": "it can be done when the game is over for all who watch; `retry_ms`, null: not known",
    "too_often": "`burst` of `what` are allowed at once and one more each `each_ms`; `scope`; `retry_ms`",
    "unknown_room": "`asked`: what no open room has for its id or code",
    "unreadable": "the store can't say it now; `retry_ms`",
    "watching_fixed": "who watches can't be changed while a game runs",
}
