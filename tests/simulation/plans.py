"""What a run is like: the network, the store and the limits, all from its seed."""

from random import Random

from attrs import frozen

from clients.choice import Wanted
from lobby.settings import Config, LimitsSection, LobbySection, RetentionSection, RoomSection, SessionSection
from lobby.shell.stores.memory import Faults
from lobby.testing.network import Plan

RETENTION_DAYS = 0.01
KEEP_SECONDS = 120.0
OUTBOX_BYTES = 4096
RINGS_BYTES = 1 << 20
CLIENTS_MAX = 8
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


@frozen
class Conditions:
    """What one run has to live with."""

    plan: Plan
    config: Config
    faults: Faults | None
    games: tuple[str, str]  # of the two rooms
    transports: tuple[Wanted, ...]  # of each client
    pause_seconds: float  # between what a client does and the next, in the mean


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
        random.choice((0.2, 0.6)),
    )


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
            empty_seconds=5,
            chat_lines=1000,
        ),
        lobby=LobbySection(publish_ms=500, crowd_publish_ms=500),
        session=SessionSection(keep_seconds=KEEP_SECONDS),
        retention=RetentionSection(
            log_days=RETENTION_DAYS,
            room_days=RETENTION_DAYS,
            replay_days=RETENTION_DAYS,
            guest_days=RETENTION_DAYS,
            tidy_seconds=600,
        ),
    )
