"""`lobby admin`: what an operator sees and does on a server that runs. Each asks it over its socket."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from lobby.admin_text import (
    DEED_HEAD,
    FOR_EVER,
    ORDER_HEAD,
    PLAYER_HEAD,
    ROOM_HEAD,
    UNTIL_HELP,
    BadTime,
    deed_cells,
    order_cells,
    parse_until,
    player_cells,
    room_cells,
    table,
)
from lobby.core.talk.text import OPERATOR_CHARACTERS, clean
from lobby.operate import CONFIG, FOLDER, find_folder
from lobby.wire.values import INTEGER_MAX, Value

_WAIT_SECONDS = 1.0  # between two looks whether the games are over

_NUMBER = click.IntRange(-INTEGER_MAX, INTEGER_MAX)  # what can be asked for; what is allowed the server says
_REASON = click.option("--reason", default="", help="Told to who is concerned.")
_NOTE = click.option("--reason", default="", help="For operators; never told to who is concerned.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON array, with every field.")


def _read_until(_: click.Context, option: click.Parameter, text: str | None) -> int | None:
    try:
        return None if text is None else parse_until(text, int(time.time() * 1000))
    except BadTime as error:
        raise click.BadParameter(str(error), param=option) from error


_UNTIL = click.option(
    "--until",
    "until_ms",
    metavar="TIME",
    default=FOR_EVER,
    show_default=True,
    callback=_read_until,
    help=f"Until when it holds, {UNTIL_HELP}.",
)


@click.group("admin")
@FOLDER
@CONFIG
def admin_command(data: str | None, config: str | None) -> None:
    """See and do things on the server that runs on a data directory, as its operator.

    All that changes something is written down: who, when, what, and what became of it. `lobby admin audit`
    shows that.
    """


@admin_command.command("rooms")
@click.option("--game", help="Only rooms of this game.")
@_JSON
@click.pass_context
def rooms(context: click.Context, game: str | None, as_json: bool) -> None:
    """List the open rooms, the oldest first, also those by link only.

    `due` is when something happens by itself at the latest: a move limit, a clock, a grace.
    """
    _show(_ask(context, "list_rooms", game=game), as_json, ROOM_HEAD, room_cells)


@admin_command.command("players")
@click.option("--online", is_flag=True, help="Only who is connected now.")
@_JSON
@click.pass_context
def players(context: click.Context, online: bool, as_json: bool) -> None:
    """List who is known, with the addresses of their sessions."""
    _show(_ask(context, "list_players", online=online), as_json, PLAYER_HEAD, player_cells)


@admin_command.command("kick")
@click.argument("room")
@click.argument("player")
@_REASON
@click.pass_context
def kick(context: click.Context, room: str, player: str, reason: str) -> None:
    """Send PLAYER, by id or name, out of ROOM, by id or code. They may come again."""
    _do(context, "kick", room=room, player=player, reason=reason)


@admin_command.group("ban")
def ban() -> None:
    """Keep somebody out of the server: their connections end at once, and their seats are free."""


@ban.command("player")
@click.argument("player")
@_UNTIL
@_NOTE
@click.pass_context
def ban_player(context: click.Context, player: str, until_ms: int | None, reason: str) -> None:
    """Keep out PLAYER, by id or name, on any transport and with any session."""
    _do(context, "ban", target=player, is_address=False, until_ms=until_ms, reason=reason)


@ban.command("address")
@click.argument("address")
@_UNTIL
@_NOTE
@click.pass_context
def ban_address(context: click.Context, address: str, until_ms: int | None, reason: str) -> None:
    """Keep out ADDRESS, as 203.0.113.7, or a network, as 203.0.113.0/24.

    Of an IPv6 address its /64 is banned, which is what one customer has. Mind who shares an address.
    """
    _do(context, "ban", target=address, is_address=True, until_ms=until_ms, reason=reason)


@admin_command.command("unban")
@click.argument("target", metavar="PLAYER|ADDRESS")
@click.pass_context
def unban(context: click.Context, target: str) -> None:
    """Let a player, an address or a network come again."""
    _do(context, "unban", target=target)


@admin_command.command("bans")
@_JSON
@click.pass_context
def bans(context: click.Context, as_json: bool) -> None:
    """List who is banned or muted now."""
    _show(_ask(context, "list_bans"), as_json, ORDER_HEAD, order_cells)


@admin_command.command("mute")
@click.argument("player")
@_UNTIL
@_NOTE
@click.pass_context
def mute(context: click.Context, player: str, until_ms: int | None, reason: str) -> None:
    """Let PLAYER, by id or name, say nothing in any room and in the lobby."""
    _do(context, "mute", player=player, until_ms=until_ms, reason=reason)


@admin_command.command("unmute")
@click.argument("player")
@click.pass_context
def unmute(context: click.Context, player: str) -> None:
    """Let PLAYER speak again."""
    _do(context, "unmute", player=player)


@admin_command.command("close")
@click.argument("room")
@_REASON
@click.pass_context
def close(context: click.Context, room: str, reason: str) -> None:
    """Close ROOM, by id or code, whatever is played there."""
    _do(context, "close_room", room=room, reason=reason)


@admin_command.command("notice")
@click.argument("text", required=False)
@click.option("--room", help="Only to who is in this room, by id or code.")
@click.option("--off", is_flag=True, help="Take the notice away.")
@_UNTIL
@click.pass_context
def notice(
    context: click.Context, text: str | None, room: str | None, off: bool, until_ms: int | None
) -> None:
    """Show TEXT to everybody, above all pages, until it ends; it takes the place of the one before."""
    if off == bool(text):
        raise click.UsageError("name the TEXT to show, or say --off")
    _do(context, "set_notice", text=text or "", room=room, until_ms=until_ms)


@admin_command.command("drain")
@click.option("--off", is_flag=True, help="Let new rooms and games begin again.")
@click.option("--wait", is_flag=True, help="Return when the last game is over.")
@click.pass_context
def drain(context: click.Context, off: bool, wait: bool) -> None:
    """Let no new room and no new game begin, so that the server can be stopped between games.

    Games that run go on. Those over days are not waited for: they go on after the restart. It ends with the
    server, or with --off.
    """
    if off and wait:
        raise click.UsageError("--off and --wait don't go together")
    _do(context, "drain", on=not off)
    while wait and (running := _ask(context, "count_games")[0]):
        click.echo(f"{running} still running", err=True)
        time.sleep(_WAIT_SECONDS)
    if wait:
        click.echo("no game is running")


@admin_command.command("audit")
@click.option("--limit", type=_NUMBER, default=50, show_default=True, help="Deeds to show, the newest first.")
@_JSON
@click.pass_context
def audit(context: click.Context, limit: int, as_json: bool) -> None:
    """Show what operators have done: when, who, what, and what became of it."""
    _show(_ask(context, "list_audit", limit=limit), as_json, DEED_HEAD, deed_cells)


def _ask(context: click.Context, what: str, **fields: Value) -> list[Any]:
    """Return all parts of the server's answer."""
    from lobby.shell.control.client import command  # noqa: PLC0415 -- who serves need not wait for it

    for name, value in fields.items():
        _check_length(name, value)
    folder: Path = find_folder(context, context.meta.get(_META["data"]), context.meta.get(_META["config"]))
    return list(command(folder, {"what": what, **fields}))


def _check_length(name: str, value: Value) -> None:
    """Refuse a text here that the server would not even read."""
    if isinstance(value, str) and (length := len(clean(value))) > OPERATOR_CHARACTERS:
        what = "notice" if name == "text" else name
        raise click.UsageError(f"the {what} has {length:,} characters, allowed are {OPERATOR_CHARACTERS}")


def _do(context: click.Context, what: str, **fields: Value) -> None:
    [outcome] = _ask(context, what, **fields)
    click.echo(outcome)


def _show(
    parts: list[list[dict[str, Value]]],
    as_json: bool,
    head: Sequence[str],
    cells: Callable[[dict[str, Value]], list[str]],
) -> None:
    rows = [row for part in parts for row in part]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for line in table(head, [cells(row) for row in rows]):
        click.echo(line)


_META = {"data": "lobby.admin.data", "config": "lobby.admin.config"}


def _note(context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None and option.name is not None:
        context.meta[_META[option.name]] = value


def _take_folder(command: click.Command) -> None:
    """Let the directory be named behind the last word as well: `lobby admin rooms --data D`."""
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        _take_folder(inner)
    known = {option for parameter in command.params for option in parameter.opts}
    for flag, metavar, text in _FOLDER_FLAGS:
        if flag not in known:
            option = click.Option([flag], metavar=metavar, help=text, expose_value=False, callback=_note)
            command.params.append(option)


_FOLDER_FLAGS = (
    ("--data", "FOLDER", "The data directory of the server."),
    ("--config", "FILE", "TOML file of the server, which names the directory."),
)
_take_folder(admin_command)
