"""A bad network in front of a real port."""

from functools import partial

import pytest
import trio
from click.testing import CliRunner

from clients.address import Address
from clients.chaos import CannotListen, Chaos, parse_listen, run_chaos
from clients.cli import main
from clients.cli_chaos import HELP
from lobby.testing.network import CALM, Plan


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("9000", ("127.0.0.1", 9000)),
        (":9000", ("127.0.0.1", 9000)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        ("[::1]:1", ("::1", 1)),
    ],
)
def test_a_port_alone_is_on_loopback(text: str, where: tuple[str, int]) -> None:
    assert parse_listen(text) == where


@pytest.mark.parametrize("text", ["", "x", "127.0.0.1", "127.0.0.1:", "99999", "-1"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no port like 9000"):
        parse_listen(text)


async def echo(stream: trio.SocketStream) -> None:
    async for data in stream:
        await stream.send_all(data)


async def start_echo(nursery: trio.Nursery) -> Address:
    (listener,) = await nursery.start(partial(trio.serve_tcp, echo, 0, host="127.0.0.1"))
    return Address("127.0.0.1", listener.socket.getsockname()[1])


async def run(plan: Plan, use: str, nursery: trio.Nursery) -> list[str]:
    """Connect once through chaos, and say something; return what was told."""
    lines: list[str] = []
    begun, stop = trio.Event(), trio.Event()

    def say(line: str) -> None:
        lines.append(line)
        begun.set()

    chaos = Chaos("127.0.0.1", 0, await start_echo(nursery), plan, seed=7)
    async with trio.open_nursery() as running:
        running.start_soon(run_chaos, chaos, say, stop)
        await begun.wait()
        port = int(lines[0].split()[0].rpartition(":")[2])
        stream = await trio.open_tcp_stream("127.0.0.1", port)
        async with stream:
            try:
                await stream.send_all(use.encode())
                lines.append(f"echo: {bytes(await stream.receive_some()).decode()}")
            except trio.BrokenResourceError:
                lines.append("echo: broken")
        stop.set()
    return lines


async def test_a_calm_network_carries_everything_and_tells_of_no_fault(nursery: trio.Nursery) -> None:
    lines = await run(CALM, "hello", nursery)

    assert "echo: hello" in lines
    assert lines[-1].startswith("1 connections in ")
    assert lines[-1].endswith("no fault")


async def test_each_fault_is_a_line_and_counted_at_the_end(nursery: trio.Nursery) -> None:
    lines = await run(Plan(refuse_percent=100), "hello", nursery)

    assert "echo: broken" in lines
    assert any(line.endswith("connection 1: refused") for line in lines)
    assert lines[-1].endswith("refused 1")


async def test_a_port_that_is_taken_is_told_in_one_line(nursery: trio.Nursery) -> None:
    to = await start_echo(nursery)

    with pytest.raises(CannotListen, match=r"can't listen on 127.0.0.1 port \d+: Address already in use"):
        await run_chaos(Chaos("127.0.0.1", to.port, to, CALM, seed=7), print, trio.Event())


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--listen", "x", "--to", "http://127.0.0.1:1"], "--listen: 'x' is no port like 9000"),
        (["--listen", "0", "--to", "ftp://x"], "--to: 'ftp://x' is no address"),
        (["--listen", "0", "--to", "http://127.0.0.1:1", "--stall-percent", "101"], "0<=x<=100"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line(arguments: list[str], error: str) -> None:
    result = CliRunner().invoke(main, ["chaos", *arguments])

    assert result.exit_code == 2
    assert error in result.output


def test_every_part_of_a_plan_has_its_option() -> None:
    assert list(HELP) == [attribute.name for attribute in Plan.__attrs_attrs__]
