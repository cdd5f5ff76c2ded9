"""Writes the tables of docs/reference/protocol.md that have a source in the code; `--check` tells if stale.

Between `<!-- generated: name -->` and `<!-- end -->` the page holds what this file makes of
lobby/wire/messages, lobby/wire/codes.py, lobby/settings and docs/reference/vectors.json, whose frames
are the examples; the rest of the page is written by hand.
"""

import inspect
import json
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import attrs

from lobby.settings import Config
from lobby.wire import messages
from lobby.wire.codec import tag_of
from lobby.wire.codes import GONE_REASONS, GOODBYES, REFUSALS
from lobby.wire.values import Value
from lobby.wire.whys import WHYS, What

REFERENCE: Final = Path(__file__).parent / "reference"
TARGET: Final = REFERENCE / "protocol.md"

# What fields mean that have no comment in the source; "class.field" wins over "field".
MEANINGS: Final = {
    "Hello.secret": "16 random bytes, made together with `session`; whoever knows both is this session",
    "Hello.kind": "what the player is, for others to see; a known player stays what it was",
    "SetName.name": "the name wished for; too long ones are cut, one that is in use gets a number",
    "Create.game": "id of a game, from /api/games",
    "Create.name": 'name of the room; "": the server makes one',
    "Create.public": "whether lobby/<game> and /api/rooms list it",
    "Create.options": "what the game takes; all may be left out",
    "Create.pace": "slow: over days, with nobody there meanwhile",
    "Look.room": "id, or code in capital or small letters",
    "Again.room": "id or code of a room; one that lives is joined",
    "Search.game": "id of a game",
    "Search.rated": "whether its results count; null: either",
    "Enqueue.game": "id of a game, from /api/games",
    "Enqueue.pace": "as in `create`",
    "Enqueue.clock": "as in `create`",
    "Invite.player": "id of a player who is here, or was met in one of the last games",
    "Leaders.game": "id of a game",
    "Leaders.page": "counted from 0",
    "QuickPlay.pace": "as in `create`",
    "QuickPlay.game": "id of a game, from /api/games",
    "Join.room": "id, or code in capital or small letters",
    "Sit.seat": "number of the seat; null: the first open one",
    "Ready.ready": "false takes it back",
    "Play.game": "`game` of the seat's view",
    "Play.position": "`position` of the seat's view",
    "Play.move": "one of the seat's `moves`, or what the game takes where it does not list them",
    "Say.room": 'id of a room; "": the lobby',
    "Mute.player": "id of a player in the room",
    "Unmute.player": "id of a player",
    "Block.player": "id of a player",
    "Unblock.player": "id of a player",
    "Report.room": 'id of a room that one is in; "": the lobby',
    "Report.player": "id of the player that it is about",
    "Report.text": "1 to talk.report_characters characters after cleaning",
    "Say.text": "1 to limits.chat_characters characters after cleaning",
    "Kick.player": "id of a player in the room",
    "Ban.player": "id of a player, who need not be there",
    "Unban.player": "id of a player who is banned",
    "PassHost.player": "id of a player in the room",
    "Signal.kind": "1 to 16 characters, as clients agree among themselves",
    "Signal.value": "at most limits.signal_bytes as msgpack",
    "Subscribe.topic": "lobby/<game> or lobby/chat",
    "Unsubscribe.topic": "lobby/<game> or lobby/chat",
    "Welcome.protocol": "the version that is spoken on this connection",
    "Welcome.session": "see “Sessions and commands”",
    "Welcome.player": "who the server takes the client for",
    "Welcome.limits": "what the client must keep to",
    "Done.result": "as the command says",
    "Refused.code": "one of “Refusals”",
    "Refused.detail": "for people; may change",
    "Snapshot.number": "the number of the topic's last change",
    "Snapshot.view": "see “Topics and their views”",
    "Patch.number": "the number of this change",
    "Patch.previous": "the number of the topic's frame before; applies only on top of that one",
    "Patch.change": "see “Changes”",
    "Patch.more": "as in `snapshot`",
    "Gone.reason": "one of “Why a topic ends”",
    "Signalled.player": "id of who sent it",
    "Goodbye.code": "one of “Goodbyes”",
    "Goodbye.detail": "for people; may change",
    "Player.id": "a short text; not a secret",
    "Player.name": "unique among the players that the server knows",
    "Player.kind": "a person or a bot",
    "Limits.frame_bytes": "the longest frame that the server takes",
    "Limits.chat_characters": "the longest line of chat",
    "Limits.name_characters": "the longest name of a player",
    "Offer.kind": "what is asked for",
    "Consent.offer": "`number` of the offer, in the room's view",
    "Consent.agree": "false: no; of the maker: the offer is withdrawn",
    "Resign.game": "`game` of the seat's view",
    "SetOptions.options": "what the game takes; what is left out has its default, unless `keep`",
    "SetRoom.changes": "of `name`, `public`, `clock` and `pace` what is to be otherwise, as in `create`",
    "AddBot.kind": 'one of `bots` of the game in /api/games; "": the first',
    "AddBot.seat": "the number of an open seat; null: the first",
    "RemoveBot.seat": "the number of the seat",
    "SetHouse.changes": "what is to be otherwise",
    "offsets": "per topic: the epoch and number of the last frame that the client has",
    "epoch": "names the history that the number belongs to",
    "topic": "name of the topic",
    "number": "number of the command",
    "room": "id of the room",
    "kind": "as sent",
    "value": "as sent",
}

# The settings that a client can feel; the others are in configuration.md.
FELT: Final = {
    "limits": (
        "frame_bytes frames_per_second frames_burst unanswered hello_seconds ping_ms"
        " silence_ms stalled_seconds close_seconds outbox_bytes chat_characters chat_per_second chat_burst"
        " looks_per_second looks_burst name_characters room_name_characters signals_per_second signals_burst"
        " signal_bytes rooms"
        " rooms_per_player members_per_room subscriptions ring_frames ring_bytes connections"
        " connections_per_address players sessions sessions_per_player head_bytes head_seconds body_bytes"
    ),
    "room": (
        "grace_seconds move_limit_seconds slow_move_limit_seconds clock_seconds_max clock_least_ms"
        " clock_periods_max lag_ms_max time_outs_max empty_seconds chat_lines watchers_named"
    ),
    "lobby": "rooms_max publish_ms crowd_publish_ms own_publish_ms own_games",
    "session": "keep_seconds",
    "finding": (
        "searches_per_second searches_burst search_rooms quick_per_second quick_burst reserved_seconds"
        " profiles_per_second profiles_burst leaders leaders_pages profile_games met"
        " queue_entries queue_window queue_widening queue_publish_ms queue_grace_seconds queue_per_second"
        " queue_burst invites_per_minute invites_burst invites_per_room invite_seconds met_games"
    ),
    "server": "comeback_ms comeback_spread_ms",
}


def main(arguments: list[str]) -> int:
    """Write the page anew, or with `--check` compare it; return the exit code."""
    before = TARGET.read_text(encoding="utf-8")
    after = renew(before)
    if "--check" not in arguments:
        TARGET.write_text(after, encoding="utf-8")
        return 0
    if before == after:
        return 0
    sys.stderr.write(f"{TARGET.name} is stale: run python docs/make_protocol.py\n")
    return 1


def renew(page: str) -> str:
    """Return the page with every generated part made anew; raise KeyError for a part of unknown name."""
    marked = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(?=<!-- end -->)", re.DOTALL)
    return marked.sub(lambda found: f"{found[1]}\n{_join(PARTS[found[2]]())}\n", page)


def write_frames(classes: Iterable[type]) -> Iterator[str]:
    """Yield the description of frames: what each is for, its fields, and examples."""
    frames = json.loads((REFERENCE / "vectors.json").read_text(encoding="utf-8"))["frames"]
    for message_class in classes:
        yield from _write_class(message_class)
        examples = [frame for frame in frames if frame["value"]["type"] == tag_of(message_class)]
        blocks = ("\n".join(_write_example(frame)) for frame in examples)
        yield from ("```text", "\n\n".join(blocks), "```", "")


def write_codes(codes: dict[str, str], title: str = "code") -> Iterator[str]:
    """Yield a table of codes."""
    yield from (f"| {title} | |", "|---|---|")
    yield from (f"| `{code}` | {text} |" for code, text in codes.items())


def write_whys() -> Iterator[str]:
    """Yield what details of refusals say in parts, and the words for what there may be too much of."""
    yield from write_codes(WHYS, "why")
    words = f"`what` is one of {', '.join(f'`{word}`' for word in get_args(What))}."
    yield from ("", *textwrap.wrap(words, 120))


def write_goodbyes() -> Iterator[str]:
    """Yield the table of goodbyes with their close codes."""
    yield from ("| code | close code | |", "|---|---|---|")
    yield from (f"| `{code}` | {close} | {text} |" for code, (close, text) in GOODBYES.items())


def write_limits() -> Iterator[str]:
    """Yield the table of the settings that a client can feel."""
    yield from ("| setting | default | unit | |", "|---|---|---|---|")
    for section, names in FELT.items():
        fields = attrs.fields_dict(type(getattr(Config(), section)))
        for name in names.split():
            told = fields[name].metadata
            yield f"| `{section}.{name}` | {fields[name].default:g} | {told['unit']} | {told['text']} |"


def _write_class(message_class: type) -> Iterator[str]:
    is_part = message_class in {messages.Player, messages.Limits}
    yield from (f"#### {message_class.__name__ if is_part else tag_of(message_class)}", "")
    yield from (*inspect.cleandoc(message_class.__doc__ or "").replace("None", "null").splitlines(), "")
    if fields := attrs.fields(message_class):
        yield from ("| field | type | default | |", "|---|---|---|---|")
        yield from (_write_field(message_class, attribute) for attribute in fields)
        yield ""


def _write_example(frame: dict[str, Any]) -> Iterator[str]:
    yield from textwrap.wrap(_show(frame["value"]), 104, break_long_words=False, break_on_hyphens=False)
    yield from textwrap.wrap(frame["hex"], 104)


def _write_field(message_class: type, attribute: Any) -> str:
    name = attribute.name
    comments = _comments_of(message_class)
    meaning = MEANINGS.get(f"{message_class.__name__}.{name}") or comments.get(name) or MEANINGS[name]
    default = "" if attribute.default is attrs.NOTHING else f"`{_show_default(attribute.default)}`"
    return f"| `{name}` | {_type_of(get_type_hints(message_class)[name])} | {default} | {meaning} |"


def _show_default(default: Any) -> str:
    return _show(default.factory() if isinstance(default, attrs.Factory) else default)


def _comments_of(message_class: type) -> dict[str, str]:
    """Return what stands behind the fields in the source, where most units are told."""
    found = re.finditer(r"^    (\w+): [^#\n]*  # (.+)$", inspect.getsource(message_class), re.MULTILINE)
    return {match[1]: match[2] for match in found}


def _type_of(hint: object) -> str:
    if hint is Value:
        return "value"
    if isinstance(hint, type) and attrs.has(hint):
        return hint.__name__
    if hint in _PRIMITIVES:
        return _PRIMITIVES[hint]
    return _GENERIC[get_origin(hint)](get_args(hint))


def _show(value: Value) -> str:
    """Return a value as JSON would have it, with bytes in hex behind a b."""
    if isinstance(value, dict) and value.keys() == {"$bytes"}:
        return f'b"{value["$bytes"]}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {_show(item)}' for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_show, value))}]"
    if isinstance(value, bytes):
        return f'b"{value.hex()}"'
    if isinstance(value, str):
        return f'"{value}"'
    return {"None": "null", "True": "true", "False": "false"}.get(str(value), str(value))


def _join(lines: Iterable[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"


def _without_commands() -> list[type]:
    return [member for member in get_args(messages.ClientMessage) if member not in get_args(messages.Command)]


def _write_parts() -> Iterator[str]:
    for part in (messages.Player, messages.Limits):
        yield from _write_class(part)


_PRIMITIVES: Final[dict[object, str]] = {
    int: "int", str: "str", bool: "bool", bytes: "bytes", NoneType: "null"
}  # fmt: skip
_GENERIC: Final[dict[object, Callable[[tuple[object, ...]], str]]] = {
    tuple: lambda arguments: f"[{', '.join(map(_type_of, arguments))}]",
    list: lambda arguments: f"array of {_type_of(arguments[0])}",
    dict: lambda arguments: f"map of str to {_type_of(arguments[1])}",
    Literal: lambda arguments: " or ".join(f'"{argument}"' for argument in arguments),
    UnionType: lambda arguments: " or ".join(map(_type_of, arguments)),
}
PARTS: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "client-frames": lambda: write_frames(_without_commands()),
    "commands": lambda: write_frames(get_args(messages.Command)),
    "server-frames": lambda: write_frames(get_args(messages.ServerMessage)),
    "parts": _write_parts,
    "refusals": lambda: write_codes(REFUSALS),
    "whys": write_whys,
    "goodbyes": write_goodbyes,
    "gone": lambda: write_codes(GONE_REASONS),
    "limits": write_limits,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
