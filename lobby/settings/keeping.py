"""What is stored, for how long, and who may ask for it."""

from typing import Literal

from attrs import frozen

from lobby.settings.setting import setting

_DAY = 86_400
_DECADE_DAYS = 3_650
_KIB = 1024
_MIB = 1024 * _KIB


@frozen
class StoreSection:
    """Where rooms, players and sessions are kept, so that they survive the process."""

    kind: Literal["sqlite", "memory"] = setting(
        "sqlite", "A file in the data directory, or nothing that survives: memory."
    )
    batch_jobs: int = setting(
        1000, "Steps of rooms in one transaction.", least=1, most=1_000_000, unit="steps"
    )
    gather_ms: int = setting(
        10, "One transaction begins at least so long after the one before, and has all that came meanwhile.",
        least=0, most=1000, unit="ms",
    )  # fmt: skip
    journal_kib: int = setting(
        6144, "So much of what was stored last is kept in memory, too: the more, the less a step writes.",
        least=0, most=1024 * 1024, unit="KiB",
    )  # fmt: skip
    busy_seconds: float = setting(
        2.0, "To wait for another program that holds the database.", least=0, most=60, unit="seconds"
    )
    clock_seconds: float = setting(
        10.0, "How long the server has run is noted this often; so much a kill may take off room time.",
        least=1, most=3600, unit="seconds",
    )  # fmt: skip
    snapshot_steps: int = setting(
        32, "After so many steps a room is kept as a whole, so that a start replays no more.",
        least=1, most=1_000_000, unit="steps",
    )  # fmt: skip
    stuck_seconds: float = setting(
        5.0, "Longer than this a commit turns /healthz red, and room time stands still until it is done.",
        least=0.1, most=600, unit="seconds",
    )  # fmt: skip
    probe_seconds: float = setting(
        1.0, "While commits fail, whether they work again is tried this often.",
        least=0.05, most=600, unit="seconds",
    )  # fmt: skip
    idle_probe_seconds: float = setting(
        30.0, "An idle server tries a write this often: it must notice that its disk has gone.",
        least=0.05, most=86_400, unit="seconds",
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
    wall_seconds: float = setting(
        5.0,
        "Whether the system's clock was set is looked at this often.",
        least=0.1,
        most=3600,
        unit="seconds",
    )
    halted_seconds: float = setting(
        60.0, "A room that its game could not take over is tried again where somebody comes, this seldom.",
        least=0, most=86_400, unit="seconds",
    )  # fmt: skip
    room_bytes: int = setting(
        _MIB, "So much room must be on the disk after a commit failed, before the store works again.",
        least=0, most=1024 * _MIB, unit="bytes",
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
    successors: int = setting(
        10_000,
        "Rooms opened by `again`, for `room_days` at most, that are found without a look into the database.",
        least=1, most=1_000_000, unit="rooms",
    )  # fmt: skip


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
