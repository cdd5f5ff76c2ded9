"""Every setting of the server: what it means, its default, its bounds and its unit."""

from attrs import field, frozen

from lobby.settings.door import DoorSection
from lobby.settings.keeping import ControlSection, ReportsSection, RetentionSection, StoreSection
from lobby.settings.meeting import AccessSection, FindingSection, LobbySection, TalkSection
from lobby.settings.playing import BotsSection, GameSection, ReplaySection, RoomSection, WatchSection
from lobby.settings.serving import HELLO_BYTES, LimitsSection, MetricsSection, ServerSection, SessionSection
from lobby.settings.setting import describe_bounds, describe_type
from lobby.settings.ticking import TickingSection

__all__ = [
    "HELLO_BYTES",
    "AccessSection",
    "BotsSection",
    "Config",
    "ControlSection",
    "DoorSection",
    "FindingSection",
    "GameSection",
    "LimitsSection",
    "LobbySection",
    "MetricsSection",
    "ReplaySection",
    "ReportsSection",
    "RetentionSection",
    "RoomSection",
    "ServerSection",
    "SessionSection",
    "StoreSection",
    "TalkSection",
    "TickingSection",
    "WatchSection",
    "describe_bounds",
    "describe_type",
]


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
    ticking: TickingSection = field(factory=TickingSection)
    door: DoorSection = field(factory=DoorSection)

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
