"""The benchmark: our server and its peers, one after the other, under the same load. `make bench`.

Prints a line for each figure as it comes, and writes them all into a file, from which
`python -m tests.bench.page` makes the page and the plots. Nothing here fails for being slow.
"""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tests.bench.contestants import CONTESTANTS, Contestant, NotThere, compiled
from tests.bench.handshakes import ServerFault
from tests.bench.interpreter import describe_python
from tests.bench.ours_only import OURS_ONLY
from tests.bench.served import pinned
from tests.bench.workloads import WORKLOADS, Bench, Figures, Workload

TARGET = Path(__file__).parents[2] / "docs" / "benchmark" / "latest.json"
DESCRIPTORS = 12_000  # for 10,000 connections
# Growth is shown of those that are compared in the targets; the others would only take time.
GROWING = frozenset({"limit", "ours", "ws", "socketio", "colyseus"})
SLOW = frozenset({"trio", "python-socketio"})  # would need minutes for 10,000 connections


@click.command(help=__doc__)
@click.option("--quick", is_flag=True, help="About two minutes: fewer workloads, each shorter.")
@click.option("--seconds", type=click.FloatRange(0.2, 600), help="Of each measurement. Default: 2; quick: 1.")
@click.option("--server", "servers", multiple=True, type=click.Choice([one.id for one in CONTESTANTS]))
@click.option(
    "--workload", "workloads", multiple=True, type=click.Choice([*(one.id for one in WORKLOADS), *OURS_ONLY])
)
@click.option(
    "--json", "file", type=click.Path(path_type=Path, dir_okay=False), default=TARGET, show_default=True
)
@click.option("--add", is_flag=True, help="Keep what is in the file and is not measured now.")
def main(
    *,
    quick: bool,
    seconds: float | None,
    servers: tuple[str, ...],
    workloads: tuple[str, ...],
    file: Path,
    add: bool,
) -> None:
    """Measure, print, write."""
    _raise_descriptors()
    known = json.loads(file.read_text(encoding="utf-8")) if add and file.exists() else {"results": {}}
    began = time.monotonic()
    seconds = seconds or (1.0 if quick else 2.0)
    told: dict[str, Any] = {
        "machine": describe_machine(),
        "quick": quick,
        "seconds": seconds,
        "skipped": {},
        "results": known["results"],
    }
    cores = sorted(os.sched_getaffinity(0))
    server_core, load_core = (cores[0], cores[1]) if len(cores) > 1 else (cores[0], cores[0])
    try:
        with compiled() as tools:
            bench = Bench(tools, seconds, 0.5 if quick else 1.0, server_core, load_core, is_quick=quick)
            _run_all(bench, told, servers, workloads)
    except NotThere as error:
        raise click.ClickException(str(error)) from error
    finally:
        if told["results"]:  # also of a run that is broken off
            _write(file, told, known.get("minutes", 0.0) + (time.monotonic() - began) / 60)


def _write(file: Path, told: dict[str, Any], minutes: float) -> None:
    told["minutes"] = round(minutes, 1)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    click.echo(f"wrote {file} after {told['minutes']} minutes")


def _run_all(
    bench: Bench, told: dict[str, Any], servers: tuple[str, ...], workloads: tuple[str, ...]
) -> None:
    contestants = []
    for contestant in CONTESTANTS:
        if servers and contestant.id not in servers:
            continue
        try:
            contestant.install()
        except NotThere as error:
            click.echo(f"{contestant.name}: left out: {error}")
            told["skipped"][contestant.id] = str(error)
            continue
        contestants.append(contestant)
    for workload in WORKLOADS:
        if _is_wanted(workload.id, workloads, is_long=workload.is_long, is_quick=bench.is_quick):
            click.echo(f"\n{workload.title}")
            for contestant in contestants:
                if _takes_part(contestant, workload, named=bool(servers)):
                    _run_one(bench, contestant, workload, told)
    for name, run in OURS_ONLY.items():
        if _is_wanted(name, workloads, is_long=True, is_quick=bench.is_quick) and (
            not servers or "ours" in servers
        ):
            click.echo(f"\n{name}")
            try:
                _note(told, name, "ours", run(bench))
            except (NotThere, ServerFault, OSError) as error:
                click.echo(f"  lobby: left out: {error}")
                told["skipped"][name] = str(error)


def _is_wanted(name: str, workloads: tuple[str, ...], *, is_long: bool, is_quick: bool) -> bool:
    return name in workloads if workloads else not (is_long and is_quick)


def _takes_part(contestant: Contestant, workload: Workload, *, named: bool) -> bool:
    if workload.does not in contestant.does:
        return False
    if workload.id in {"members", "rooms"}:
        return contestant.id in GROWING
    return named or workload.id != "crowd" or contestant.id not in SLOW


def _run_one(bench: Bench, contestant: Contestant, workload: Workload, told: dict[str, Any]) -> None:
    try:
        with pinned(bench.load_core):
            figures = workload.run(bench, contestant)
    except (NotThere, ServerFault, OSError) as error:
        click.echo(f"  {contestant.name:16} failed: {error}")
        told["skipped"][f"{workload.id}/{contestant.id}"] = str(error)
        return
    _note(told, workload.id, contestant.id, figures)


def _note(told: dict[str, Any], workload: str, contestant: str, figures: Figures) -> None:
    told["results"].setdefault(workload, {})[contestant] = figures
    for line in describe(figures):
        click.echo(f"  {contestant:16} {line}")


def describe(figures: Figures) -> list[str]:
    """Return figures as lines for people who wait."""
    if "full" in figures:
        lines = [f"as much as goes: {_describe_load(figures['full'])}"]
        return (
            [*lines, f"paced:           {_describe_load(figures['paced'])}"] if "paced" in figures else lines
        )
    if "points" in figures:
        return [
            f"{point['rooms']:4} rooms of {point['members']:3}: {_describe_load(point)}"
            for point in figures["points"]
        ]
    if "us_per_delivery" in figures and "delivery_ms" in figures:
        return [_describe_load(figures)]
    return [", ".join(f"{name} {value}" for name, value in figures.items())]


def _describe_load(figures: Figures) -> str:
    waits = figures["delivery_ms"]
    told = (
        ", ".join(f"{name} {waits[name]:.2f}" for name in ("p50", "p99", "p99.9"))
        if waits
        else "nothing came"
    )
    each = figures["us_per_delivery"]
    cost = "-" if each is None else f"{each:.1f}"
    own = f"server {figures['server_share']:.0%}, generator {figures['generator_share']:.0%} of a core"
    own += f", of the server {figures['beside_share']:.0%} beside its main thread"
    missing = f", {figures['missing']} missing" if figures["missing"] else ""
    return f"{cost:>6} us a delivery, {figures['delivered_per_second']:8.0f}/s, {told} ms ({own}{missing})"


def describe_machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    model = next((line for line in _read("/proc/cpuinfo") if line.startswith("model name")), ":unknown")
    memory = next((line.split()[1] for line in _read("/proc/meminfo")), "0")
    return {
        "processor": model.partition(":")[2].strip(),
        "cores": os.cpu_count(),
        "memory_bytes": int(memory) * 1024,
        "system": f"{platform.system()} {platform.release()}",
        "python": describe_python(),
        "node": _ask("node", "--version"),
        "commit": _ask("git", "rev-parse", "--short", "HEAD"),
        "load_before": round(os.getloadavg()[0], 2),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _read(file: str) -> list[str]:
    return Path(file).read_text(encoding="utf-8").splitlines()


def _ask(*words: str) -> str:
    try:
        run = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parent)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return run.stdout.strip()


def _raise_descriptors() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < DESCRIPTORS:
        click.echo(f"only {wanted} descriptors are allowed: 10,000 connections can't be measured", err=True)


if __name__ == "__main__":
    main(sys.argv[1:])
