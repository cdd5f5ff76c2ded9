"""How many come in at a time, and who first."""

from attrs import frozen

from lobby.settings.setting import setting


@frozen
class DoorSection:
    """The way in when everybody comes at once, as after a restart. Who is inside is not concerned."""

    sessions_per_second: float = setting(
        500.0,
        "Connections of sessions that are let in, in the long run.",
        least=1,
        most=1_000_000,
        unit="connections/second",
    )
    sessions_burst: int = setting(
        1000, "Connections of sessions that are let in at once.", least=1, most=1_000_000, unit="connections"
    )
    line_seconds: float = setting(
        3.0,
        "Known clients wait in line for so long; others, and who would have to wait longer, get a 503.",
        least=0,
        most=60,
        unit="seconds",
    )
    retry_seconds: int = setting(
        2, "Who is turned away is told to wait for so long at least.", least=1, most=3600, unit="seconds"
    )
    full_ms: int = setting(
        5000, "Who finds the server full is told to wait for so long at least, and twice as long at most.",
        least=100, most=3_600_000, unit="ms",
    )  # fmt: skip
    owed_seconds: float = setting(
        60.0,
        "The grace of seats whose owners were turned away, or wait in line, does not run out for so long.",
        least=1,
        most=3600,
        unit="seconds",
    )
    owed_most_seconds: float = setting(
        300.0,
        "Beyond so long after the first time nobody is owed more, until there was an hour of peace.",
        least=1,
        most=86_400,
        unit="seconds",
    )
    address_per_second: float = setting(
        50.0,
        "Of these from one address, in the long run; more get a 429. A first return after a restart is free.",
        least=0.01,
        most=1_000_000,
        unit="connections/second",
    )
    address_burst: int = setting(
        500, "Of these from one address at once.", least=1, most=1_000_000, unit="connections"
    )
    addresses: int = setting(
        10_000, "Addresses that are told apart.", least=1, most=1_000_000, unit="addresses"
    )
    sessions_per_turn: int = setting(
        8,
        "Of these in one turn of the event loop, so that who is inside has turns in between.",
        least=1,
        most=10_000,
        unit="connections",
    )
    requests_per_turn: int = setting(
        8,
        "HTTP requests that begin in one turn, for the same reason; polls have as many of their own.",
        least=1,
        most=10_000,
        unit="requests",
    )
    lookups: int = setting(
        1000, "Who waits at the same time for the store to say who they are; more come again later.",
        least=1, most=1_000_000, unit="lookups",
    )  # fmt: skip
    lookup_seconds: float = setting(
        5.0, "They wait for so long; then they are told to come again.", least=0.1, most=60, unit="seconds"
    )
    lookups_together: int = setting(
        100, "Of these in one question to the store; there is one question at a time.",
        least=1, most=500, unit="lookups",
    )  # fmt: skip
