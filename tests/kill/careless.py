"""The server with output commit switched off, to see whether the rig finds that.

`python -m tests.kill.careless` takes what `python -m lobby` takes. It tells and answers as soon as a step is
made, and commits a little later.
"""

import time
from collections.abc import Sequence
from typing import Any

from lobby.cli import main
from lobby.shell.host import Host
from lobby.shell.stores.inbox import Job
from lobby.shell.stores.writer import Outcome, Writer
from lobby.shell.untold import Untold

LATE_SECONDS = 0.05  # of each transaction


def tell_first() -> None:
    """Let hosts tell what is not stored."""
    append, commit = Host.append, Writer.commit

    def append_told(host: Host, *args: Any, **kwargs: Any) -> None:
        append(host, *args, **kwargs)
        step = host._queue[-1]
        assert isinstance(step, Untold)
        step.is_ready = True
        host._release()

    def commit_late(writer: Writer, jobs: Sequence[Job]) -> list[Outcome]:
        time.sleep(LATE_SECONDS)
        return commit(writer, jobs)

    Host.append = append_told  # type: ignore[assignment, method-assign]
    Writer.commit = commit_late  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    tell_first()
    main()
