"""Where the server listens, and what it takes from the network."""

from typing import Literal

from attrs import frozen

from lobby.settings.addresses import check_host_port, check_network, check_origin, check_url
from lobby.settings.setting import setting

_DAY = 86_400
_KIB = 1024
_MIB = 1024 * _KIB

# A poll's body holds a hello with the offsets of many topics, and one frame of any allowed length.
HELLO_BYTES = 32 * _KIB


@frozen
class ServerSection:
    """Where the server listens, and how it is known from outside."""

    host: str = setting(
        "127.0.0.1", "The address to listen on; 0.0.0.0 is every network of IPv4, :: of IPv6."
    )
    port: int = setting(8765, "The TCP port; 0 takes a free one.", least=0, most=65535)
    unix: str = setting("", "Path of a unix socket to listen on, in place of host and port.")
    data: str = setting(
        "data", "The directory for everything that must survive; made if missing.", may_be_empty=False
    )
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
        check=check_url,
    )
    allowed_origins: tuple[str, ...] = setting(
        (),
        'Origins besides the own one whose pages may connect, as "https://example.org"; "*" is any.',
        check=check_origin,
    )
    trusted_proxies: tuple[str, ...] = setting(
        (),
        'Addresses or networks whose X-Forwarded-For is believed; "unix" is the peer of a unix socket.',
        check=check_network,
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
        "Python looks for garbage in cycles many times a second, and when there are so many more objects.",
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
    frame_weight_bytes: int = setting(
        2 * _KIB,
        "A frame counts as one more for each so many bytes: to read long ones costs more.",
        least=64,
        most=16 * _MIB,
        unit="bytes",
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
        "Connections without a place which are told so at the same time; more are just closed.",
        least=0,
        most=100_000,
        unit="connections",
    )
    players: int = setting(
        100_000, "Players who are there, have a session, or are waited for by a room.",
        least=1, most=100_000_000, unit="players",
    )  # fmt: skip
    absent_players: int = setting(
        1000, "Of those who have gone so many stay in memory; others are read from the store as they come.",
        least=1, most=100_000_000, unit="players",
    )  # fmt: skip
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
class MetricsSection:
    """Who may read /metrics."""

    address: str = setting(
        "", 'HOST:PORT of its own for /metrics; "" serves it on the main port.', check=check_host_port
    )
    token: str = setting("", 'If set, /metrics wants "Authorization: Bearer <token>".')
