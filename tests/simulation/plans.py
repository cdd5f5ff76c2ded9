"""What a run is like: the network, the store and the limits, all from its seed."""

from random import Random

from attrs import evolve, frozen

from clients.choice import Wanted
from lobby.settings import (
    AccessSection,
    Config,
    LimitsSection,
    LobbySection,
    RetentionSection,
    RoomSection,
    SessionSection,
    StoreSection,
    TalkSection,
)
from lobby.shell.stores.memory import Faults
from lobby.testing.network import Plan
from lobby.wire.values import Value

RETENTION_DAYS = 0.01
KEEP_SECONDS = 120.0
OUTBOX_BYTES = 4096
RINGS_BYTES = 1 << 20
CLIENTS_MAX = 8
CRASHES_MAX = 4
LIVE_SECONDS = (0.0, 6.0)  # of virtual time, from one server to its end
RESTORE_PAUSES_MS = (1, 500, 4000)
DOWN_SECONDS = (0.0, 0.5, 5.0, 40.0)
TRANSPORTS: tuple[Wanted, ...] = ("websocket", "websocket", "polling", "auto")

CUTS = Plan(delay_ms=60, split_percent=20, cut_every_seconds=6, cut_every_bytes=6000, refuse_percent=10)
SLOW = Plan(delay_ms=20, bytes_per_second=3000, stall_percent=5, stall_ms=2000, cut_every_seconds=15)
HALF_OPEN = Plan(delay_ms=60, half_open_every_seconds=8, connect_ms=300)
LATE = Plan(delay_ms=100, stall_percent=8, stall_ms=15_000, cut_every_seconds=20, connect_ms=2000)
ALL = Plan(
    delay_ms=80,
    bytes_per_second=6000,
    split_percent=20,
    stall_percent=3,
    stall_ms=5000,
    cut_every_seconds=10,
    cut_every_bytes=10_000,
    half_open_every_seconds=20,
    refuse_percent=15,
    connect_ms=500,
)
NETWORKS = (CUTS, SLOW, HALF_OPEN, LATE, ALL)
CLOCKS: tuple[Value, ...] = (
    None,
    {"kind": "per_move", "move_ms": 4000},
    {"kind": "fischer", "base_ms": 20_000, "increment_ms": 1000},
    {"kind": "byo_yomi", "base_ms": 8000, "periods": 3, "period_ms": 2000},
)


@frozen
class Crash:
    """The end of one server: after so long, and by which the power goes as well or not."""

    after_seconds: float
    down_seconds: float
    is_power_cut: bool


@frozen
class Conditions:
    """What one run has to live with."""

    plan: Plan
    config: Config
    faults: Faults | None
    games: tuple[str, str]  # of the two rooms
    transports: tuple[Wanted, ...]  # of each client
    pause_seconds: float  # between what a client does and the next, in the mean
    clocks: tuple[Value, Value]  # of the games in the two rooms
    crashes: tuple[Crash, ...] = ()


def draw_conditions(seed: int) -> Conditions:
    """Return the conditions of a seed."""
    random = Random(f"{seed}/conditions")
    failures = random.choice((None, 0, 10, 30))
    faults = None if failures is None else Faults(seed, failures, delay_seconds_max=0.3)
    return Conditions(
        random.choice(NETWORKS),
        _draw_config(random),
        faults,
        random.choice((("connect_four", "liars_dice"), ("tic_tac_toe", "connect_four"))),
        tuple(random.choice(TRANSPORTS) for _ in range(CLIENTS_MAX)),
        random.choice((0.3, 2.0)),
        (random.choice(CLOCKS), random.choice(CLOCKS)),
    )


def add_crashes(conditions: Conditions, seed: int) -> Conditions:
    """Return the conditions with a server that is killed now and then, a disk that may hang, and rooms that
    come back one by one, so that clients are there earlier, and the next crash is sometimes, too."""
    random = Random(f"{seed}/crashes")
    crashes = tuple(
        Crash(random.uniform(*LIVE_SECONDS), random.choice(DOWN_SECONDS), random.random() < 0.6)
        for _ in range(random.randint(1, CRASHES_MAX))
    )
    percent, seconds = random.choice(((0, 0.0), (2, 120.0), (10, 8.0)))
    faults = conditions.faults or Faults(seed)
    faults = evolve(faults, hang_percent=percent, hang_seconds=seconds)
    store = StoreSection(
        restore_slice_ms=0,
        restore_pause_ms=random.choice(RESTORE_PAUSES_MS),
        restore_ahead=random.choice((1, 32)),
    )
    return evolve(conditions, crashes=crashes, faults=faults, config=evolve(conditions.config, store=store))


def _draw_config(random: Random) -> Config:
    return Config(
        limits=LimitsSection(
            frames_per_second=1e6,
            frames_burst=10**6,
            chat_burst=1000,
            ring_frames=random.choice((4, 16, 256)),
            rings_bytes=RINGS_BYTES,
            outbox_bytes=OUTBOX_BYTES,
            ping_ms=2000,
            silence_ms=5000,
        ),
        room=RoomSection(
            grace_seconds=random.choice((0.0, 3.0, 30.0)),
            move_limit_seconds=20,
            restart_grace_seconds=100,
            empty_seconds=5,
            chat_lines=1000,
        ),
        lobby=LobbySection(publish_ms=500, crowd_publish_ms=500),
        access=AccessSection(openings_burst=10**6, address_openings_burst=10**6),
        talk=TalkSection(seats_burst=1000, names_burst=1000, houses_burst=100_000),
        session=SessionSection(keep_seconds=KEEP_SECONDS),
        retention=RetentionSection(
            log_days=RETENTION_DAYS,
            room_days=RETENTION_DAYS,
            replay_days=RETENTION_DAYS,
            guest_days=RETENTION_DAYS,
            tidy_seconds=600,
        ),
    )
