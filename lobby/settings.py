"""Every setting of the server: what it means, its default, its bounds and its unit."""

import ipaddress
from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

import attrs
from attrs import field, frozen

_DAY = 86_400
_DECADE_DAYS = 3_650
_KIB = 1024
_MIB = 1024 * _KIB

# A poll's body holds a hello with the offsets of many topics, and one frame of any allowed length.
HELLO_BYTES = 32 * _KIB


def setting(
    default: Any,
    text: str,
    *,
    least: float | None = None,
    most: float | None = None,
    unit: str = "",
    check: Callable[[str], str | None] | None = None,
) -> Any:
    """Return an attrs field whose metadata hold what the reference page tells and the validator checks.

    `check` returns what is allowed in place of a text that is not.
    """
    metadata = {"text": text, "least": least, "most": most, "unit": unit, "check": check}
    return field(default=default, metadata=metadata, validator=_check_setting)


def _check_setting(_: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
    _check_bounds(attribute, value)
    check = attribute.metadata["check"]
    for text in value if isinstance(value, tuple) else (value,):
        if check is not None and text and (allowed := check(text)):
            raise ValueError(f"{attribute.name}: got {text!r}, allowed is {allowed}")


def _check_bounds(attribute: "attrs.Attribute[Any]", value: Any) -> None:
    least, most = attribute.metadata["least"], attribute.metadata["most"]
    # Written so that "nan", which TOML has, is out of bounds too.
    if least is not None and not least <= value <= most:
        raise ValueError(f"{attribute.name}: got {value}, allowed is {describe_bounds(attribute)}")


def _check_url(text: str) -> str | None:
    parts = urlsplit(text)
    return None if parts.scheme in {"http", "https"} and parts.netloc else "a URL with http:// or https://"


def _check_origin(text: str) -> str | None:
    parts = urlsplit(text)
    is_origin = parts.scheme and parts.netloc and parts.path in {"", "/"}
    return None if text == "*" or is_origin else 'an origin as "https://example.org", or "*"'


def _check_network(text: str) -> str | None:
    try:
        ipaddress.ip_network("127.0.0.1" if text == "unix" else text)
    except ValueError:
        return 'an address, a network as "10.0.0.0/8", or "unix"'
    return None


def _check_host_port(text: str) -> str | None:
    host, _, port = text.rpartition(":")
    return None if host and port.isdecimal() and int(port) < 1 << 16 else 'as "127.0.0.1:9100"'


@frozen
class ServerSection:
    """Where the server listens, and how it is known from outside."""

    host: str = setting("127.0.0.1", "The address to listen on; 0.0.0.0 or :: for every network.")
    port: int = setting(8765, "The TCP port; 0 takes a free one.", least=0, most=65535)
    unix: str = setting("", "Path of a unix socket to listen on, in place of host and port.")
    data: str = setting("data", "The directory for everything that must survive; made if missing.")
    games: tuple[str, ...] = setting(
        (), "Games besides the built-in ones: files, folders, modules or entry points."
    )
    installed_games: bool = setting(
        True, "Whether games that are installed as packages are offered by themselves."
    )
    log_level: Literal["debug", "info", "warning", "error"] = setting(
        "info", "What is logged to stderr, from this level on."
    )
    tls_cert: str = setting("", "PEM file with the certificate chain; with tls_key the server speaks TLS.")
    tls_key: str = setting("", "PEM file with the private key of tls_cert.")
    public_url: str = setting(
        "",
        "The URL that players use, where it is not host and port: behind a proxy, or under a path.",
        check=_check_url,
    )
    allowed_origins: tuple[str, ...] = setting(
        (),
        'Origins besides the own one whose pages may connect, as "https://example.org"; "*" is any.',
        check=_check_origin,
    )
    trusted_proxies: tuple[str, ...] = setting(
        (),
        'Addresses or networks whose X-Forwarded-For is believed; "unix" is the peer of a unix socket.',
        check=_check_network,
    )
    memory_bytes: int = setting(
        4 * 1024 * _MIB,
        "The memory of the process, so that a game that wants all of it fails alone; 0: no limit.",
        least=0,
        most=1024 * 1024 * _MIB,
        unit="bytes",
    )
    collect_objects: int = setting(
        250_000,
        "Python looks for garbage in cycles each time that so many more objects have been made.",
        least=700,
        most=100_000_000,
        unit="objects",
    )
    shutdown_seconds: float = setting(
        10.0, "The process ends within this time after SIGTERM.", least=0.1, most=600, unit="seconds"
    )
    comeback_ms: int = setting(
        500, "After a shutdown clients come back no sooner than this.", least=0, most=600_000, unit="ms"
    )
    comeback_spread_ms: int = setting(
        4000, "Their return is spread over this time on top.", least=0, most=600_000, unit="ms"
    )


@frozen
class LimitsSection:
    """What one peer, and all together, may use."""

    head_bytes: int = setting(16 * _KIB, "The head of an HTTP request.", least=512, most=_MIB, unit="bytes")
    head_seconds: float = setting(
        10.0, "From the first wait for a head to its end, TLS included.", least=0.1, most=600, unit="seconds"
    )
    body_bytes: int = setting(
        128 * _KIB, "The body of an HTTP request, a poll's too.", least=0, most=64 * _MIB, unit="bytes"
    )
    body_seconds: float = setting(20.0, "To send a whole body.", least=0.1, most=600, unit="seconds")
    response_seconds: float = setting(
        60.0, "To take each part of a response off our hands.", least=0.1, most=3600, unit="seconds"
    )
    keep_alive_seconds: float = setting(
        30.0, "An idle HTTP connection is kept for this time.", least=0, most=3600, unit="seconds"
    )
    requests_per_connection: int = setting(
        1000, "Requests over one HTTP connection.", least=1, most=1_000_000, unit="requests"
    )
    handshake_seconds: float = setting(
        5.0, "To finish the WebSocket handshake.", least=0.1, most=600, unit="seconds"
    )
    hello_seconds: float = setting(
        10.0, "From the handshake to the hello.", least=0.1, most=600, unit="seconds"
    )
    close_seconds: float = setting(
        2.0, "To take the last bytes before the connection is closed.", least=0.05, most=60, unit="seconds"
    )
    frame_bytes: int = setting(
        64 * _KIB, "One frame from a client.", least=_KIB, most=16 * _MIB, unit="bytes"
    )
    frames_per_second: float = setting(
        50.0, "Frames from one connection, in the long run.", least=1, most=1_000_000, unit="frames/second"
    )
    frames_burst: int = setting(
        400, "Frames from one connection at once.", least=1, most=1_000_000, unit="frames"
    )
    outbox_bytes: int = setting(
        256 * _KIB,
        "What waits for a slow reader; past it the queue is dropped and told anew later.",
        least=4 * _KIB,
        most=256 * _MIB,
        unit="bytes",
    )
    send_buffer_bytes: int = setting(
        64 * _KIB, "The kernel's send buffer (SO_SNDBUF).", least=4 * _KIB, most=16 * _MIB, unit="bytes"
    )
    not_sent_low_water_bytes: int = setting(
        16 * _KIB, "Unsent bytes in the kernel (TCP_NOTSENT_LOWAT).", least=_KIB, most=16 * _MIB, unit="bytes"
    )
    ping_ms: int = setting(
        8000, "Clients say something at least this often.", least=100, most=600_000, unit="ms"
    )
    silence_ms: int = setting(
        20_000, "A peer unheard for so long is gone.", least=200, most=3_600_000, unit="ms"
    )
    stalled_seconds: float = setting(
        60.0,
        "A reader that takes nothing of what waits for it for so long is gone, whatever it says.",
        least=1,
        most=86_400,
        unit="seconds",
    )
    connections: int = setting(
        20_000, "Connections of everybody together.", least=1, most=10_000_000, unit="connections"
    )
    connections_per_address: int = setting(
        2000, "Connections from one address.", least=1, most=10_000_000, unit="connections"
    )
    refusals: int = setting(
        256,
        "Connections past that which are told so at the same time; more are just closed.",
        least=0,
        most=100_000,
        unit="connections",
    )
    players: int = setting(
        100_000, "Players that the server holds.", least=1, most=100_000_000, unit="players"
    )
    sessions: int = setting(
        100_000, "Sessions that the server holds.", least=1, most=100_000_000, unit="sessions"
    )
    sessions_per_player: int = setting(
        64, "Sessions of one player.", least=1, most=1_000_000, unit="sessions"
    )
    unanswered: int = setting(
        64, "Commands of one session that wait for their answers.", least=1, most=10_000, unit="commands"
    )
    chat_characters: int = setting(500, "One line of chat.", least=1, most=10_000, unit="characters")
    chat_per_second: float = setting(
        2.0, "Lines of chat of one player, in the long run.", least=0.01, most=1000, unit="lines/second"
    )
    chat_burst: int = setting(10, "Lines of chat of one player at once.", least=1, most=1000, unit="lines")
    looks_per_second: float = setting(
        1.0, "Rooms that one player looks up, in the long run.", least=0.01, most=1000, unit="rooms/second"
    )
    looks_burst: int = setting(
        20, "Rooms that one player looks up at once.", least=1, most=10_000, unit="rooms"
    )
    name_characters: int = setting(24, "The name of a player.", least=1, most=200, unit="characters")
    room_name_characters: int = setting(48, "The name of a room.", least=1, most=200, unit="characters")
    signals_per_second: float = setting(
        20.0,
        "Signals of one session, in the long run; more are dropped.",
        least=0,
        most=1000,
        unit="signals/second",
    )
    signals_burst: int = setting(
        40, "Signals of one session at once; more are dropped.", least=0, most=10_000, unit="signals"
    )
    signal_bytes: int = setting(1 * _KIB, "One signal.", least=16, most=_MIB, unit="bytes")
    game_file_bytes: int = setting(
        4 * _MIB, "One file of a game's own page.", least=_KIB, most=256 * _MIB, unit="bytes"
    )
    game_files_bytes: int = setting(
        64 * _MIB, "Files of all games' own pages that are kept in memory.",
        least=0, most=16 * 1024 * _MIB, unit="bytes",
    )  # fmt: skip
    rooms: int = setting(10_000, "Open rooms.", least=1, most=10_000_000, unit="rooms")
    rooms_per_player: int = setting(20, "Rooms that one player is in.", least=1, most=10_000, unit="rooms")
    members_per_room: int = setting(1000, "Members of one room.", least=1, most=1_000_000, unit="members")
    subscriptions: int = setting(
        64, "Topics of the lobby that one session subscribes to.", least=1, most=10_000, unit="topics"
    )
    ring_frames: int = setting(
        256, "Frames that a topic keeps for those who come back.", least=1, most=100_000, unit="frames"
    )
    ring_bytes: int = setting(
        128 * _KIB,
        "Bytes that a topic keeps for those who come back.",
        least=_KIB,
        most=256 * _MIB,
        unit="bytes",
    )
    rings_bytes: int = setting(
        256 * _MIB, "The rings of all topics together.", least=_MIB, most=1024 * 1024 * _MIB, unit="bytes"
    )


@frozen
class RoomSection:
    """How a room behaves."""

    grace_seconds: float = setting(
        60.0, "The seat of who is away is kept for this time; 0 frees it at once.",
        least=0, most=_DAY, unit="seconds",
    )  # fmt: skip
    move_limit_seconds: float = setting(
        120.0, "Who must act and does not for this time is out of the game.",
        least=0.1, most=30 * _DAY, unit="seconds",
    )  # fmt: skip
    clock_seconds_max: float = setting(
        30.0 * _DAY, "The most that a turn clock gives: for the game, a move or a period.",
        least=1, most=365 * _DAY, unit="seconds",
    )  # fmt: skip
    clock_least_ms: int = setting(
        1000, "The least that a turn clock gives for a move, also after it has run out and goes on.",
        least=100, most=60_000, unit="ms",
    )  # fmt: skip
    clock_periods_max: int = setting(
        100, "The most periods that a byo-yomi clock gives.", least=1, most=10_000, unit="periods"
    )
    lag_ms_max: int = setting(
        500,
        "The lag of the network that a turn clock gives back for each move; 0: none.",
        least=0,
        most=10_000,
        unit="ms",
    )
    time_outs_max: int = setting(
        10,
        "Moves in a row that are made for who lets the turn clock run out; after that they are out. 0: any.",
        least=0,
        most=1_000_000,
        unit="moves",
    )
    restart_grace_seconds: float = setting(
        300.0, "After a restart of the server every seat is kept for this time.",
        least=0, most=_DAY, unit="seconds",
    )  # fmt: skip
    slow_move_limit_seconds: float = setting(
        3.0 * _DAY,
        "The same as move_limit_seconds in a slow room, where a seat outside of a game is kept for it, too.",
        least=1, most=60 * _DAY, unit="seconds",
    )  # fmt: skip
    sleep_seconds: float = setting(
        60.0, "A slow room goes out of memory when nobody was there for this time.",
        least=1, most=_DAY, unit="seconds",
    )  # fmt: skip
    empty_seconds: float = setting(
        10.0, "A room with nobody there and no seat in grace closes after this time.",
        least=0, most=_DAY, unit="seconds",
    )  # fmt: skip
    chat_lines: int = setting(
        100, "Lines of chat kept for who joins later.", least=0, most=1000, unit="lines"
    )
    watchers_named: int = setting(50, "Spectators named to all.", least=0, most=1000, unit="people")
    undo_moves: int = setting(
        32, "The last moves that may be taken back, where the game and the host allow it; 0: none.",
        least=0, most=1000, unit="moves",
    )  # fmt: skip
    undo_bytes: int = setting(
        64 * _KIB, "The states before those moves, all together; the oldest go.",
        least=0, most=16 * _MIB, unit="bytes",
    )  # fmt: skip
    offers_max: int = setting(
        10, "Offers of one kind (draw, undo, swap) that a player may make per game.",
        least=1, most=1000, unit="offers",
    )  # fmt: skip
    offer_wait_seconds: float = setting(
        10.0, "Between two offers of one kind by the same player.", least=0, most=3600, unit="seconds"
    )


@frozen
class GameSection:
    """What the hooks of a game may use; past it the action is refused, and nothing has happened."""

    hook_seconds: float = setting(
        0.5, "The time of one action, all hooks together; 0: no limit.", least=0, most=60, unit="seconds"
    )
    state_bytes: int = setting(_MIB, "The state of one game.", least=_KIB, most=256 * _MIB, unit="bytes")
    view_bytes: int = setting(
        256 * _KIB,
        "One view, one secret, or the moves of one seat.",
        least=_KIB,
        most=16 * _MIB,
        unit="bytes",
    )
    move_bytes: int = setting(
        8 * _KIB, "One move, or the options of a room.", least=64, most=16 * _MIB, unit="bytes"
    )
    failures_per_minute: float = setting(
        6.0, "Actions of one player that make a game fail, in the long run.",
        least=0.1, most=10_000, unit="actions/minute",
    )  # fmt: skip
    failures_burst: int = setting(
        3, "Actions of one player that make a game fail, at once.", least=1, most=10_000, unit="actions"
    )


@frozen
class LobbySection:
    """The live list of rooms."""

    rooms_max: int = setting(100, "Rooms that the live list holds.", least=1, most=1000, unit="rooms")
    publish_ms: int = setting(1000, "The list is told at most this often.", least=10, most=60_000, unit="ms")
    crowd_publish_ms: int = setting(
        1000, "Head counts are told at most this often.", least=10, most=60_000, unit="ms"
    )
    own_publish_ms: int = setting(
        1000, "A player's own games are told at most this often.", least=10, most=60_000, unit="ms"
    )
    own_games: int = setting(
        50, "Own games that a player is shown, running or finished.", least=1, most=1000, unit="games"
    )


@frozen
class WatchSection:
    """What is held back where watchers see a game late."""

    steps: int = setting(
        1000, "Steps of one room that wait; where more would, watchers see fewer of them, and none sooner.",
        least=1, most=100_000, unit="steps",
    )  # fmt: skip
    bytes: int = setting(256 * _KIB, "The same, in bytes.", least=_KIB, most=256 * _MIB, unit="bytes")
    all_bytes: int = setting(
        256 * _MIB, "What waits in all rooms together.", least=_MIB, most=1024 * 1024 * _MIB, unit="bytes"
    )


@frozen
class TalkSection:
    """What players say, and what keeps them from harming each other by it."""

    filter: str = setting(
        "",
        'A word filter, as "module:function": gets a line or a name, returns what may stand there, or None.',
    )
    filter_fault: Literal["pass", "refuse"] = setting(
        "pass", "What becomes of a line on which the filter raises or takes too long."
    )
    blocked: int = setting(200, "Players that one player blocks.", least=1, most=10_000, unit="players")
    blocks_per_minute: float = setting(
        30.0, "Blocks of one player, in the long run.", least=0.1, most=10_000, unit="blocks/minute"
    )
    reports_per_hour: float = setting(
        10.0, "Reports of one player, in the long run.", least=0.1, most=10_000, unit="reports/hour"
    )
    reports_burst: int = setting(5, "Reports of one player at once.", least=1, most=1000, unit="reports")
    report_characters: int = setting(
        1000, "What a player tells about another one.", least=1, most=10_000, unit="characters"
    )
    report_lines: int = setting(
        30, "The last lines of the chat that are kept with it.", least=0, most=1000, unit="lines"
    )
    seats_per_minute: float = setting(
        30.0, "Seats that one player takes, in the long run.", least=0.1, most=10_000, unit="seats/minute"
    )
    seats_burst: int = setting(20, "Seats that one player takes at once.", least=1, most=1000, unit="seats")
    signals_per_second: float = setting(
        40.0, "Signals of one player in all sessions, in the long run; more are dropped.",
        least=1, most=10_000, unit="signals/second",
    )  # fmt: skip
    players: int = setting(
        20_000, "Players whose use is counted apart; more share what is left.",
        least=1, most=10_000_000, unit="players",
    )  # fmt: skip


@frozen
class SessionSection:
    """What is kept of a client that is not connected."""

    keep_seconds: float = setting(
        float(_DAY),
        "A session without a connection is kept for this time.",
        least=1,
        most=365 * _DAY,
        unit="seconds",
    )


@frozen
class StoreSection:
    """Where rooms, players and sessions are kept, so that they survive the process."""

    kind: Literal["sqlite", "memory"] = setting(
        "sqlite", "A file in the data directory, or nothing that survives: memory."
    )
    batch_jobs: int = setting(
        1000, "Steps of rooms in one transaction.", least=1, most=1_000_000, unit="steps"
    )
    busy_seconds: float = setting(
        2.0, "To wait for another program that holds the database.", least=0, most=60, unit="seconds"
    )
    clock_seconds: float = setting(
        10.0, "How long the server has run is noted this often; so much a kill may take off room time.",
        least=1, most=3600, unit="seconds",
    )  # fmt: skip
    snapshot_steps: int = setting(
        16, "After so many steps a room is kept as a whole, so that a start replays no more.",
        least=1, most=1_000_000, unit="steps",
    )  # fmt: skip
    stuck_seconds: float = setting(
        5.0, "A commit that takes longer than this turns /healthz red, until it is done.",
        least=0.1, most=600, unit="seconds",
    )  # fmt: skip
    probe_seconds: float = setting(
        1.0, "While commits fail, whether they work again is tried this often.",
        least=0.05, most=600, unit="seconds",
    )  # fmt: skip
    restore_slice_ms: int = setting(
        5, "Rooms come back after a start for so long at a time, one at least; then all others have a turn.",
        least=0, most=10_000, unit="ms",
    )  # fmt: skip
    restore_pause_ms: int = setting(
        1, "So long is that turn at least.", least=0, most=60_000, unit="ms",
    )  # fmt: skip
    restore_ahead: int = setting(
        32, "Rooms are read from the disk so far ahead, besides those that somebody asks for.",
        least=1, most=10_000, unit="rooms",
    )  # fmt: skip


@frozen
class ReplaySection:
    """The films of finished games."""

    film_bytes: int = setting(
        4 * _MIB, "One film; a game with a longer one has none.", least=_KIB, most=64 * _MIB, unit="bytes"
    )
    frames: int = setting(
        20_000, "Frames of one film; a game with more has none.", least=1, most=200_000, unit="frames"
    )
    listed: int = setting(20, "Games in one answer of the list.", least=1, most=500, unit="games")
    list_seconds: float = setting(
        1.0, "A list that was just told is told again for this time, without asking the store.",
        least=0, most=600, unit="seconds",
    )  # fmt: skip
    requests_per_second: float = setting(
        10.0,
        "Lists and films for one address, in the long run.",
        least=0.1,
        most=100_000,
        unit="requests/second",
    )
    requests_burst: int = setting(
        100, "Lists and films for one address at once.", least=1, most=1_000_000, unit="requests"
    )
    addresses: int = setting(
        10_000, "Addresses that are told apart; more are counted together.",
        least=1, most=10_000_000, unit="addresses",
    )  # fmt: skip
    answer_seconds: float = setting(
        5.0, "To wait for the store, for a list or a film.", least=0.1, most=600, unit="seconds"
    )
    making_seconds: float = setting(
        120.0, "So long after its end a game without a film is told to have one soon.",
        least=0, most=86_400, unit="seconds",
    )  # fmt: skip
    retry_seconds: float = setting(
        10.0, "After this time a film is tried again that the store could not read or take.",
        least=0.1, most=3600, unit="seconds",
    )  # fmt: skip


@frozen
class RetentionSection:
    """How long what is over is kept; then it goes, and its place in the file is given back."""

    log_days: float = setting(
        7.0, "The log of a closed room, with its chat.", least=0, most=_DECADE_DAYS, unit="days"
    )
    room_days: float = setting(
        30.0,
        "What else is known of a closed room; so long its code is not given again.",
        least=0,
        most=_DECADE_DAYS,
        unit="days",
    )
    replay_days: float = setting(
        365.0, "The result and the film of a finished game.", least=0, most=_DECADE_DAYS, unit="days"
    )
    films_bytes: int = setting(
        1024 * _MIB,
        "All films together; the oldest go, their results stay.",
        least=0,
        most=1024 * 1024 * _MIB,
        unit="bytes",
    )
    guest_days: float = setting(
        30.0, "A player who has no session, and no seat in an open room.",
        least=0, most=_DECADE_DAYS, unit="days",
    )  # fmt: skip
    report_days: float = setting(
        180.0, "What players have told about others is kept for this time.",
        least=1, most=_DECADE_DAYS, unit="days",
    )  # fmt: skip
    reports: int = setting(
        10_000, "The most of it that is kept, the newest.", least=1, most=10_000_000, unit="reports"
    )
    tidy_seconds: float = setting(
        3600.0, "What has been kept for long enough is looked for this often.",
        least=1, most=_DAY, unit="seconds",
    )  # fmt: skip
    pause_ms: int = setting(
        100, "Between two transactions of tidying up, for those of moves.",
        least=0, most=60_000, unit="ms",
    )  # fmt: skip
    slice_rows: int = setting(
        500, "Rows that go in one transaction, for which moves may have to wait.",
        least=1, most=10_000, unit="rows",
    )  # fmt: skip
    slice_pages: int = setting(
        250, "Pages of the file, of 4 KiB, that are given back in one transaction.",
        least=1, most=100_000, unit="pages",
    )  # fmt: skip
    deed_days: float = setting(
        365.0, "What operators have done, for `lobby admin audit`.", least=0, most=_DECADE_DAYS, unit="days"
    )
    deeds: int = setting(10_000, "Deeds of operators; the oldest go.", least=1, most=1_000_000, unit="deeds")


@frozen
class FindingSection:
    """How people find games: search, quick play, the rated queue, invitations, profiles."""

    searches_per_second: float = setting(
        2.0, "Searches of one player, in the long run.", least=0.01, most=1000, unit="searches/second"
    )
    searches_burst: int = setting(
        20, "Searches of one player at once.", least=1, most=10_000, unit="searches"
    )
    search_rooms: int = setting(20, "Rooms on one page of a search.", least=1, most=200, unit="rooms")
    search_looked_at: int = setting(
        2000, "Rooms that are looked at for one page.", least=1, most=1_000_000, unit="rooms"
    )
    quick_per_second: float = setting(
        0.5, "Quick plays of one player, in the long run.", least=0.01, most=1000, unit="quick plays/second"
    )
    quick_burst: int = setting(
        5, "Quick plays of one player at once.", least=1, most=10_000, unit="quick plays"
    )
    quick_tries: int = setting(
        20,
        "Rooms that quick play asks for a seat before it opens a new one.",
        least=1,
        most=1000,
        unit="rooms",
    )
    profiles_per_second: float = setting(
        2.0, "Profiles and pages of leaders that one player looks at, in the long run.",
        least=0.01, most=1000, unit="looks/second",
    )  # fmt: skip
    profiles_burst: int = setting(
        20,
        "Profiles and pages of leaders that one player looks at at once.",
        least=1,
        most=10_000,
        unit="looks",
    )
    leaders: int = setting(20, "Players on one page of leaders.", least=1, most=200, unit="players")
    leaders_pages: int = setting(50, "Pages of leaders.", least=1, most=10_000, unit="pages")
    profile_games: int = setting(20, "Games in a profile.", least=1, most=200, unit="games")
    met: int = setting(
        30, "People met in the last games, in the own profile.", least=0, most=200, unit="people"
    )
    queue_entries: int = setting(
        10_000, "Players who wait in the rated queue.", least=1, most=1_000_000, unit="players"
    )
    queue_window: int = setting(
        50, "How far from the own rating opponents may be, at once.", least=0, most=10_000, unit="points"
    )
    queue_widening: int = setting(
        10, "How much farther with each second of waiting.", least=1, most=10_000, unit="points/second"
    )
    queue_gap_ms: int = setting(
        10, "Matches are looked for at most this often; one is made that much after it is possible.",
        least=1, most=50, unit="ms",
    )  # fmt: skip
    queue_publish_ms: int = setting(
        1000, "Who waits is told the place in the queue at most this often.", least=10, most=60_000, unit="ms"
    )
    queue_told: int = setting(
        500, "Players who are told their place at once; the others at the next time.",
        least=1, most=100_000, unit="players",
    )  # fmt: skip
    queue_grace_seconds: float = setting(
        30.0, "The place of who has no connection is kept for this time.", least=0, most=3600, unit="seconds"
    )
    queue_per_second: float = setting(
        0.5, "Entries of one player into the queue, in the long run.",
        least=0.01, most=1000, unit="entries/second",
    )  # fmt: skip
    queue_burst: int = setting(
        5, "Entries of one player into the queue at once.", least=1, most=10_000, unit="entries"
    )
    invites_per_minute: float = setting(
        6.0, "Invitations of one player, in the long run.", least=0.1, most=10_000, unit="invitations/minute"
    )
    invites_burst: int = setting(
        6, "Invitations of one player at once.", least=1, most=10_000, unit="invitations"
    )
    invites_per_room: int = setting(
        10, "People who are invited to one room at a time.", least=1, most=1000, unit="people"
    )
    invite_seconds: float = setting(
        300.0, "An invitation holds for this time.", least=1, most=_DAY, unit="seconds"
    )
    met_games: int = setting(
        50, "Whoever was met in one of so many last games may be invited.", least=1, most=1000, unit="games"
    )
    reserved_seconds: float = setting(
        30.0, "A seat is kept for who is on the way to it for this time.", least=1, most=3600, unit="seconds"
    )


@frozen
class ControlSection:
    """The socket in the data directory over which `lobby backup` and others speak to a running server."""

    connections: int = setting(4, "Commands at once.", least=1, most=100, unit="commands")
    request_bytes: int = setting(4096, "A request.", least=64, most=_MIB, unit="bytes")
    request_seconds: float = setting(5.0, "To say what is wanted.", least=0.1, most=60, unit="seconds")
    seconds: float = setting(
        3600.0, "For one command, until all that it wants is read.", least=1, most=_DAY, unit="seconds"
    )


@frozen
class ReportsSection:
    """What is kept of the faults of games, for their authors: files in the data directory, in `reports/`."""

    files: int = setting(100, "Reports that are kept; the oldest go.", least=1, most=100_000, unit="files")
    files_bytes: int = setting(
        64 * _MIB, "All reports together; the oldest go.", least=_MIB, most=1024 * 1024 * _MIB, unit="bytes"
    )
    log_bytes: int = setting(
        4 * _MIB,
        "The log of a room in a report; a longer one is left out, and can't be repeated.",
        least=0,
        most=256 * _MIB,
        unit="bytes",
    )
    same_bug_seconds: float = setting(
        60.0, "The same bug is written at most this often, and counted.", least=0, most=_DAY, unit="seconds"
    )


@frozen
class AccessSection:
    """Who comes into rooms: passwords, bans, and how often what is secret may be guessed at."""

    password_characters: int = setting(100, "The password of a room.", least=1, most=1000, unit="characters")
    password_threads: int = setting(
        2, "Passwords that are hashed at the same time, each in a thread.", least=1, most=64, unit="threads"
    )
    password_queue: int = setting(
        500, "Passwords that wait to be hashed; more are refused.", least=1, most=100_000, unit="passwords"
    )
    password_passes: int = setting(
        3, "The passes of argon2 for a new password.", least=1, most=100, unit="passes"
    )
    password_kib: int = setting(
        64 * _KIB, "The memory of argon2 for a new password.", least=8, most=4 * _MIB, unit="KiB"
    )
    passwords_burst: int = setting(
        5, "Wrong passwords of one player at once.", least=1, most=10_000, unit="passwords"
    )
    passwords_per_minute: float = setting(
        3.0, "Wrong passwords of one player, in the long run.", least=0.01, most=10_000,
        unit="passwords/minute",
    )  # fmt: skip
    address_passwords_burst: int = setting(
        20, "Wrong passwords from one address at once.", least=1, most=100_000, unit="passwords"
    )
    address_passwords_per_minute: float = setting(
        10.0, "Wrong passwords from one address, in the long run.", least=0.01, most=100_000,
        unit="passwords/minute",
    )  # fmt: skip
    room_passwords_burst: int = setting(
        100, "Wrong passwords for one room at once.", least=1, most=100_000, unit="passwords"
    )
    room_passwords_per_minute: float = setting(
        30.0, "Wrong passwords for one room, in the long run.", least=0.01, most=100_000,
        unit="passwords/minute",
    )  # fmt: skip
    codes_burst: int = setting(
        20, "Codes of one player at once that no room has.", least=1, most=10_000, unit="codes"
    )
    codes_per_minute: float = setting(
        10.0, "Codes of one player that no room has, in the long run.", least=0.01, most=10_000,
        unit="codes/minute",
    )  # fmt: skip
    address_codes_burst: int = setting(
        60, "Codes from one address at once that no room has.", least=1, most=100_000, unit="codes"
    )
    address_codes_per_minute: float = setting(
        20.0, "Codes from one address that no room has, in the long run.", least=0.01, most=100_000,
        unit="codes/minute",
    )  # fmt: skip
    joins_burst: int = setting(60, "Joins of one player at once.", least=1, most=100_000, unit="joins")
    joins_per_minute: float = setting(
        120.0, "Joins of one player, in the long run.", least=0.1, most=100_000, unit="joins/minute"
    )
    rooms_per_address: int = setting(
        500, "Open rooms that were opened from one address.", least=1, most=1_000_000, unit="rooms"
    )
    bans_per_room: int = setting(
        100, "Players who are banned from one room.", least=1, most=10_000, unit="players"
    )
    addresses_per_ban: int = setting(
        4, "Addresses that are banned together with a player.", least=0, most=64, unit="addresses"
    )
    admitted_per_room: int = setting(
        1000, "Players who need the password no more; of more the first are forgotten.",
        least=1, most=100_000, unit="players",
    )  # fmt: skip
    reason_characters: int = setting(
        200, "Why somebody is removed or banned, in the host's words.", least=0, most=10_000,
        unit="characters",
    )  # fmt: skip
    names: int = setting(
        100_000, "Players, addresses and rooms whose tries are told apart; more are counted together.",
        least=1, most=10_000_000, unit="names",
    )  # fmt: skip


@frozen
class MetricsSection:
    """Who may read /metrics."""

    address: str = setting(
        "", 'HOST:PORT of its own for /metrics; "" serves it on the main port.', check=_check_host_port
    )
    token: str = setting("", 'If set, /metrics wants "Authorization: Bearer <token>".')


@frozen
class BotsSection:
    """Bots that hosts may give seats to, and how long they think."""

    workers: int = setting(
        1,
        "Processes in which bots think, started when a bot is first asked; 0: there are no bots.",
        least=0,
        most=64,
        unit="processes",
    )
    think_ms: int = setting(
        1000, "A bot thinks about a move for this time at most.", least=10, most=60_000, unit="ms"
    )
    iterations: int = setting(
        2000, "Games that a bot plays in thought for one move, at most.",
        least=1, most=1_000_000, unit="games",
    )  # fmt: skip
    pace_ms: int = setting(
        700, "A bot moves no sooner than this after it could, so that people can follow.",
        least=0, most=60_000, unit="ms",
    )  # fmt: skip
    queue: int = setting(
        64, "Questions that wait for a worker; further ones are asked again later.",
        least=1, most=10_000, unit="questions",
    )  # fmt: skip
    hang_ms: int = setting(
        5000, "A worker that has not answered so long after its time to think is ended.",
        least=100, most=600_000, unit="ms",
    )  # fmt: skip
    start_seconds: float = setting(
        30.0, "A worker that has not loaded the games within this time is ended.",
        least=1, most=600, unit="seconds",
    )  # fmt: skip
    memory_bytes: int = setting(
        1024 * _MIB, "The memory of one worker, as addresses; 0: no limit.",
        least=0, most=1 << 40, unit="bytes",
    )  # fmt: skip


@frozen
class Config:
    """The whole configuration; every section and every key may be missing from the file."""

    server: ServerSection = field(factory=ServerSection)
    limits: LimitsSection = field(factory=LimitsSection)
    room: RoomSection = field(factory=RoomSection)
    game: GameSection = field(factory=GameSection)
    lobby: LobbySection = field(factory=LobbySection)
    watch: WatchSection = field(factory=WatchSection)
    talk: TalkSection = field(factory=TalkSection)
    session: SessionSection = field(factory=SessionSection)
    store: StoreSection = field(factory=StoreSection)
    replay: ReplaySection = field(factory=ReplaySection)
    retention: RetentionSection = field(factory=RetentionSection)
    finding: FindingSection = field(factory=FindingSection)
    control: ControlSection = field(factory=ControlSection)
    reports: ReportsSection = field(factory=ReportsSection)
    metrics: MetricsSection = field(factory=MetricsSection)
    access: AccessSection = field(factory=AccessSection)
    bots: BotsSection = field(factory=BotsSection)

    def __attrs_post_init__(self) -> None:
        if bool(self.server.tls_cert) != bool(self.server.tls_key):
            raise ValueError("[server] tls_cert and tls_key are needed together, got only one")
        if self.session.keep_seconds < self.room.grace_seconds:
            raise ValueError(
                f"[session] keep_seconds: got {self.session.keep_seconds:g}, allowed is at least"
                f" [room] grace_seconds, {self.room.grace_seconds:g} seconds"
            )
        if self.limits.body_bytes < self.limits.frame_bytes + HELLO_BYTES:
            raise ValueError(
                f"[limits] body_bytes: got {self.limits.body_bytes}, allowed is frame_bytes and"
                f" {HELLO_BYTES} bytes more at least, {self.limits.frame_bytes + HELLO_BYTES} bytes"
            )
        if self.limits.silence_ms <= self.limits.ping_ms:
            raise ValueError(
                f"[limits] silence_ms: got {self.limits.silence_ms},"
                f" allowed is more than ping_ms, {self.limits.ping_ms} ms"
            )


def describe_bounds(attribute: "attrs.Attribute[Any]") -> str:
    """Return what is allowed for a setting, with the unit."""
    least, most, unit = (attribute.metadata.get(key) for key in ("least", "most", "unit"))
    if least is None:
        return describe_type(attribute.type)
    return f"{describe_type(attribute.type)} from {least} to {most} {unit}".rstrip()


def describe_type(expected: Any) -> str:
    """Return what a value of the type is called in an error and on the reference page."""
    if get_origin(expected) is Literal:
        return " or ".join(f'"{choice}"' for choice in get_args(expected))
    names = {
        bool: "true or false",
        int: "a whole number",
        float: "a number",
        str: "a text",
        tuple[str, ...]: "a list of texts",
    }
    return names.get(expected, "a table")
