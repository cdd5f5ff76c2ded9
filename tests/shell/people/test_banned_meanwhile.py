"""Who left memory, and came back, while their ban was being stored is put out like anybody else."""

from typing import Any

import trio
from attrs import evolve

from lobby.core.ids import PlayerId
from lobby.settings import Config
from lobby.shell.admin.effects import Effects
from lobby.shell.records import KeepOrder
from lobby.wire.messages import SetName
from tests.shell.callers import call, running

TOKEN = b"a" * 16
CONFIG = Config()
SMALL = evolve(CONFIG, limits=evolve(CONFIG.limits, absent_players=1))


async def test_a_ban_puts_out_who_was_read_back_from_the_store_meanwhile(autojump_clock: Any) -> None:
    async with running(SMALL) as application:
        registry = application.registry
        ann, bob = call(application, "Ann", token=TOKEN), call(application, "Bob")
        for caller in (ann, bob):
            await caller.ask(SetName, caller.name)
        known = registry.players.by_id(PlayerId(ann.player))
        for caller in (ann, bob):
            caller.hang_up()
            await trio.sleep(CONFIG.session.keep_seconds + 60)
        assert known is not None
        assert registry.players.by_id(PlayerId(ann.player)) is None, "she is not in memory any more"
        ann.session = b"another session!"
        ann.call(token=TOKEN)
        await trio.sleep(1)
        line = ann.line

        order = KeepOrder("ban_player", ann.player, "Ann", "", 0, None, "root")
        ended = await Effects(application.manager).put_out(known, order)

        assert ended == 1
        assert line is not None and line.goodbye is not None
