"""What only our server does, measured by rigs of its own: moves that are on the disk once answered."""

from collections.abc import Callable

from tests.bench import durable
from tests.bench.served import pinned, serving
from tests.bench.workloads import Bench, Figures

ROOMS = 1000
RATES = (0.0, 3000.0)  # moves a second of all rooms; 0: as many as there can be


def run_durable(bench: Bench) -> Figures:
    """Durable moves in 1,000 rooms; see tests/bench/durable.py."""
    rooms = 100 if bench.is_quick else ROOMS
    flags = ("--game", str(durable.GAME))
    runs = []
    with (
        durable.compiled() as program,
        serving(durable.CONFIG, *flags, core=bench.server_core) as served,
        pinned(bench.load_core),
    ):
        tables = durable.sit_down(served.port, rooms)
        for rate in RATES:
            played = durable.play(program, served, tables, bench.seconds, rate)
            waits, last = played.waits_us, len(played.waits_us) - 1
            runs.append(
                {
                    "rate": rate,
                    "moves_per_second": round(played.answered / played.seconds, 1),
                    "us_per_move": round(played.spent.all / max(played.answered, 1), 1),
                    "rooms_us": round(played.spent.main / max(played.answered, 1), 1),
                    "refused": played.refused,
                    "unanswered": played.unanswered,
                    "answer_ms": {
                        name: waits[min(int(len(waits) * part), last)] / 1000
                        for name, part in durable.PARTS.items()
                    }
                    if waits
                    else {},
                }
            )
    return {"rooms": rooms, "runs": runs}


OURS_ONLY: dict[str, Callable[[Bench], Figures]] = {"durable": run_durable}
