"""Real-time games: how they tick, and what becomes of one that is too slow."""

from attrs import frozen

from lobby.settings.setting import setting


@frozen
class TickingSection:
    """How rooms tick."""

    inputs_max: int = setting(
        8, "Inputs of one seat for one tick, refused ones included; further ones are refused unseen.",
        least=1, most=1000, unit="inputs",
    )  # fmt: skip
    catch_up_ticks: int = setting(
        5, "Ticks that a room makes up for when it is late; further ones are left out: its time goes slower.",
        least=0, most=1000, unit="ticks",
    )  # fmt: skip
    batch_ms: int = setting(
        250, "Inputs and ticks are stored together after this time at most; a crash loses no more than that.",
        least=10, most=10_000, unit="ms",
    )  # fmt: skip
    uncommitted_ms: int = setting(
        1000, "A room whose ticks the store has not taken for this time stands still until it has.",
        least=100, most=60_000, unit="ms",
    )  # fmt: skip
    return_seconds: float = setting(
        15.0, "After a restart of the server a game waits for its players for this time at most.",
        least=0, most=600, unit="seconds",
    )  # fmt: skip
    bot_ms: int = setting(
        100, "A bot is asked for an input no sooner than this after the last time.",
        least=10, most=60_000, unit="ms",
    )  # fmt: skip
    share_percent: float = setting(
        25.0, "The ticks of one room may take so much of a processor; else it gets fewer, down to an eighth.",
        least=0.1, most=100, unit="percent",
    )  # fmt: skip
    slow_seconds: int = setting(
        10, "A room whose fewest ticks are too slow for so long is closed; one with time to spare gets more.",
        least=1, most=3600, unit="seconds",
    )  # fmt: skip
    hash_bytes: int = setting(
        65_536, "A view gets a hash once a second up to this size, a larger one so much less often.",
        least=1024, most=1 << 30, unit="bytes",
    )  # fmt: skip
    beat_ms: int = setting(
        10, "Rooms tick on beats about so far apart: those of one beat cost less, and wait for each other.",
        least=1, most=1000, unit="ms",
    )  # fmt: skip
