"""A word has one meaning: no two classes of the server share a name."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2] / "lobby"
# What is asked is the same act as a client says it and as a room takes it, and so are its events;
# games, and what is shipped for their authors, have words of their own.
APART = (
    "wire/messages",
    "core/inputs",
    "core/events",
    "shell/admin/requests.py",
    "games",
    "testing",
    "static",
)


def test_no_two_classes_of_the_server_have_the_same_name() -> None:
    found = defaultdict[str, list[str]](list)
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(APART):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(name)

    assert len(found) > 300
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
