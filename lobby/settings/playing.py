"""Rooms, games and the bots in them."""

from attrs import frozen

from lobby.settings.setting import setting

_DAY = 86_400
_KIB = 1024
_MIB = 1024 * _KIB


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
