"""What a process has to itself."""

import re
from pathlib import Path


def read_memory(pid: int) -> int:
    """Return the bytes of memory that a process has to itself."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE)) * 1024
