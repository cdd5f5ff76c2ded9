"""How people find, meet and keep from each other."""

from typing import Literal

from attrs import frozen

from lobby.settings.setting import setting
from lobby.settings.texts import check_name

_DAY = 86_400
_KIB = 1024
_MIB = 1024 * _KIB

# Who is called so seems to speak for the server, its operator or a host; in the languages of the page.
_RESERVED = (
    "admin", "administrator", "moderator", "mod", "operator", "owner", "staff", "support", "system", "root",
    "server", "lobby", "host", "somebody",
    "moderation", "betreiber", "gastgeber", "jemand",
)  # fmt: skip
# Who puts these around such a name claims it all the same: "The Official Lobby Admin".
_BESIDE = (
    "the", "official", "real", "true", "head", "chief", "super", "team", "game", "games", "chat", "room",
    "site", "your", "our",
    "der", "die", "das", "offiziell", "offizieller", "offizielle", "echter", "echte", "chef", "spiel", "raum",
)  # fmt: skip


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
    patience_seconds: float = setting(
        10.0, "Who waits in a match for others may give up after this time, and it is not their fault.",
        least=0, most=3600, unit="seconds",
    )  # fmt: skip
    missed_seconds: float = setting(
        30.0, "Who is at fault that a match is off does not enter the queue for this time.",
        least=0, most=86_400, unit="seconds",
    )  # fmt: skip
    rated_per_pair: int = setting(
        10, "Rated games of one kind that count in 24 hours between the same two people; 0: any number.",
        least=0, most=10_000, unit="games/day",
    )  # fmt: skip
    rated_same_address: bool = setting(
        default=False,
        text="Whether rated games count between people who come from one address; this machine's is none.",
    )
    rated_bots: Literal["apart", "together"] = setting(
        "apart", "Bots that people run play rated games among themselves, or together with people."
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
    openings_burst: int = setting(
        60, "Rooms that one player opens at once.", least=1, most=1_000_000, unit="rooms"
    )
    openings_per_minute: float = setting(
        6.0, "Rooms that one player opens, in the long run.", least=0.1, most=1_000_000, unit="rooms/minute"
    )
    address_openings_burst: int = setting(
        200, "Rooms that are opened from one address at once.", least=1, most=1_000_000, unit="rooms"
    )
    address_openings_per_minute: float = setting(
        60.0, "Rooms that are opened from one address, in the long run.", least=0.1, most=1_000_000,
        unit="rooms/minute",
    )  # fmt: skip
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
class TalkSection:
    """What players say, and what keeps them from harming each other by it."""

    filter: str = setting(
        "",
        'A word filter, "module:function": gets a line, name or reason, returns what stands there, or None.',
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
    names_per_minute: float = setting(
        4.0, "Names that one player takes, in the long run.", least=0.1, most=100_000, unit="names/minute"
    )
    names_burst: int = setting(6, "Names that one player takes at once.", least=1, most=100_000, unit="names")
    houses_per_minute: float = setting(
        60.0, "What one host does to rooms and people there, and passwords of new ones, in the long run.",
        least=0.1, most=100_000, unit="changes/minute",
    )  # fmt: skip
    houses_burst: int = setting(
        40, "What one host does to rooms and people there, and passwords of new ones, at once.",
        least=1, most=100_000, unit="changes",
    )  # fmt: skip
    signals_per_second: float = setting(
        40.0, "Signals of one player in all sessions, in the long run; more are dropped.",
        least=1, most=10_000, unit="signals/second",
    )  # fmt: skip
    players: int = setting(
        20_000, "Players whose use is counted apart; more share what is left.",
        least=1, most=10_000_000, unit="players",
    )  # fmt: skip
    reserved_names: tuple[str, ...] = setting(
        _RESERVED, "Names that no player takes, nor one that looks like them.",
        least=0, most=200, unit="names", check=check_name,
    )  # fmt: skip
    reserved_beside: tuple[str, ...] = setting(
        _BESIDE, "Words around a reserved name with which it stays reserved; reserved names are so, too.",
        least=0, most=200, unit="words", check=check_name,
    )  # fmt: skip
