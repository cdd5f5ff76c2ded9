"""Writes the report, and what `lobby repeat` says of it, into docs/howto/find-a-bug-in-a-game.md."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import trio

from lobby.shell.reporting.reports import Reporter
from lobby.testing.repeat import repeat
from tests.shell.broken_game import BOB, MENDED, SOURCE, open_table, write_game

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "find-a-bug-in-a-game.md"
FOLDER = "/home/ann"  # stands for wherever it is written
WALL_SECONDS = 1_800_000_000.0


def make_report(folder: Path) -> Path:
    """Let Bob take three stones; return the report as a server writes it."""
    table = open_table(write_game(folder))
    reporter = Reporter(folder=folder / "data" / "reports", wall_clock=lambda: WALL_SECONDS)

    async def write() -> None:
        reporter.report(table.fail(table.move(BOB, 3)), table.rows)
        with trio.move_on_after(0):
            await reporter.run()

    trio.run(write)
    (report,) = (folder / "data" / "reports").iterdir()
    return report


def make_page(page: str, folder: Path) -> str:
    """Return the page with everything in it that is generated."""
    report = make_report(folder)
    text = report.read_text(encoding="utf-8")
    fails = repeat(text)
    write_game(folder, MENDED)
    parts = {"report": _shorten(text), "fails": str(fails), "mended": str(repeat(text))}
    for name, part in parts.items():
        shown = _settle(part, folder)
        page = re.sub(
            rf"(<!-- {name}\b.*?-->\n).*?(\n<!-- end of {name} -->)",
            lambda found, shown=shown: f"{found[1]}```text\n{shown}\n```{found[2]}",  # type: ignore[misc]
            page,
            flags=re.DOTALL,
        )
    return re.sub(r"```python\n\"\"\"Take.*?```", lambda _: f"```python\n{SOURCE}```", page, flags=re.DOTALL)


def _shorten(report: str) -> str:
    """Return the report with the first line of its evidence only."""
    return re.sub(r"(-----BEGIN.*?\n.*?\n).*(\n-----END)", r"\1…\2", report, flags=re.DOTALL)


def _settle(text: str, folder: Path) -> str:
    """Return the text without what differs from machine to machine, and from run to run."""
    text = text.replace(str(folder), FOLDER).rstrip("\n")
    text = re.sub(r"with     lobby .*", "with     lobby 0.1.0, Python 3.11.7 on linux", text)
    return re.sub(
        r"(BEGIN LOBBY EVIDENCE-----\n).*",
        r"\1eJw9Uc1uEzEQfhXkM1W9drq7jeRDKYECoRyo1CMa2+OslbW92N5qKwRPwYln4Lm48ARMQiV8+eZ/Pn/z",
        text,
    )


def main() -> None:
    """Write the page."""
    with TemporaryDirectory() as folder:
        page = make_page(PAGE.read_text(encoding="utf-8"), Path(folder).resolve())
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
