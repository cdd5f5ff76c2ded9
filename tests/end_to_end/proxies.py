"""Real proxies in front of a real server: nginx and Caddy with the files of docs/howto/deploy/."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from tests.end_to_end.process import LOOK_EVERY_SECONDS, START_SECONDS, STOP_SECONDS, Lobby
from tests.shell.certificates import make_authority

DEPLOY = Path(__file__).parents[2] / "docs" / "howto" / "deploy"
SUB_PATH = "/games/lobby"

_NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{site}
}}
"""
_CADDY = "{{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system {folder}/storage\n}}\n{site}"


@frozen
class Front:
    """A server behind a proxy, as the world sees it."""

    url: str  # with TLS
    plain_port: int  # without TLS; 0 where there is none
    lobby: Lobby

    @property
    def port(self) -> int:
        """The TCP port on which the proxy speaks TLS."""
        return int(self.url.removeprefix("https://localhost:").partition("/")[0])

    @property
    def path(self) -> str:
        """The path under which the lobby is, "" for a whole host."""
        return self.url.removeprefix(f"https://localhost:{self.port}")

    @property
    def tls(self) -> ssl.SSLContext:
        """What a client needs who trusts the proxy's certificate."""
        context = ssl.create_default_context()
        make_authority()[0].configure_trust(context)
        return context


def adapt(text: str, changes: dict[str, str]) -> str:
    """Return the text with other addresses and paths; every one of them must be there."""
    for old, new in changes.items():
        assert old in text, f"{old!r} is not in the file of the documentation"
        text = text.replace(old, new)
    return text


def read(name: str) -> str:
    """Return a file of docs/howto/deploy/."""
    return (DEPLOY / name).read_text(encoding="utf-8")


@contextmanager
def run_nginx(folder: Path, *, sub_path: str = "", unix: bool = True, upgrades: bool = True,
              config: str = "") -> Iterator[Front]:  # fmt: skip
    """Run a server behind nginx; without `upgrades` nginx passes no WebSocket on. Ends with both ended."""
    port, plain_port, own_port = _find_ports(3)
    upstream = folder / "lobby.sock" if unix else own_port
    server = f"127.0.0.1:{own_port}" if upstream == own_port else f"unix:{upstream}"
    site = adapt(
        read("nginx.conf"),
        {
            "listen 80;": f"listen 127.0.0.1:{plain_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "server unix:/run/lobby/lobby.sock;": f"server {server};",
            "play.example.org;": "localhost;",
            "/etc/ssl/play.example.org": str(folder),
        },
    )
    if sub_path:
        head, _, _ = site.partition("    location / {")
        site = head + read("nginx-path.conf").replace(SUB_PATH, sub_path) + "}\n"
    if not upgrades:
        lines = site.splitlines(keepends=True)
        site = "".join(line for line in lines if "Upgrade $" not in line and "Connection $" not in line)
    user = "user root;" if os.geteuid() == 0 else ""  # the test's folder is closed to others
    (folder / "nginx.conf").write_text(_NGINX.format(user=user, folder=folder, site=site), encoding="utf-8")
    words = ["nginx", "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    url = f"https://localhost:{port}{sub_path}"
    with _run_lobby(folder, url, upstream, config) as lobby, _run_proxy(folder, words, port):
        yield Front(url, plain_port, lobby)


@contextmanager
def run_caddy(folder: Path, *, sub_path: str = "", config: str = "") -> Iterator[Front]:
    """Run a server behind Caddy, over a unix socket. Ends with both ended."""
    (port,) = _find_ports(1)
    upstream = folder / "lobby.sock"
    host = f"https://localhost:{port}"
    only = f"{sub_path}/* " if sub_path else ""
    certificate = f"\ttls {folder}/fullchain.pem {folder}/privkey.pem\n\tbind 127.0.0.1\n"
    site = adapt(
        read("Caddyfile"),
        {
            "play.example.org {\n": f"{host} {{\n{certificate}",
            "unix//run/lobby/lobby.sock": f"{only}unix/{upstream}",
        },
    )
    (folder / "Caddyfile").write_text(_CADDY.format(folder=folder, site=site), encoding="utf-8")
    words = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    url = host + sub_path
    with _run_lobby(folder, url, upstream, config) as lobby, _run_proxy(folder, words, port):
        yield Front(url, 0, lobby)


@contextmanager
def _run_lobby(folder: Path, url: str, upstream: Path | int, config: str) -> Iterator[Lobby]:
    """Run a server with the documented configuration, on a unix socket or a port."""
    is_unix = isinstance(upstream, Path)
    text = adapt(
        read("lobby.toml"),
        {
            'unix = "/run/lobby/lobby.sock"\n': f'unix = "{upstream}"\n' if is_unix else "",
            "/var/lib/lobby": str(folder / "data"),
            "https://play.example.org": url,
            '"unix"]': '"unix"]' if is_unix else '"127.0.0.1"]',
            'address = "127.0.0.1:9100"\n': "",
        },
    )  # fmt: skip
    authority, certificate = make_authority()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    certificate.private_key_pem.write_to_path(folder / "privkey.pem")
    (folder / "fullchain.pem").write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
    lobby = Lobby(folder / "lobby", text + config)
    lobby.start(upstream if isinstance(upstream, int) else 0)
    try:
        yield lobby
    finally:
        lobby.stop()


@contextmanager
def _run_proxy(folder: Path, words: list[str], port: int) -> Iterator[None]:
    """Run a proxy from the moment on that it answers; what it says is in proxy.log."""
    program = shutil.which(words[0], path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None, f"{words[0]} is not installed: `make proxies` installs it"
    environment = {**os.environ, "HOME": str(folder)}
    with (folder / "proxy.log").open("w") as log:
        process = subprocess.Popen([program, *words[1:]], stdout=log, stderr=log, env=environment)
    try:
        _wait_for(process, port, folder / "proxy.log")
        yield
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _wait_for(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(LOOK_EVERY_SECONDS)
    raise AssertionError(log.read_text(encoding="utf-8"))


def _find_ports(count: int) -> list[int]:
    """Return ports that were free just now; they are asked for together, so they differ."""
    with socket.socket() as first, socket.socket() as second, socket.socket() as third:
        probes = (first, second, third)[:count]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
