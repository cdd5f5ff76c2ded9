"""The configuration: what is taken, and what is named when it is not."""

from pathlib import Path

import attrs
import pytest

from lobby.config import BadConfig, Config, load_config, override, parse_config, write_reference
from lobby.settings.setting import setting

REFERENCE = Path(__file__).parent.parent / "docs" / "reference" / "configuration.md"


def test_an_empty_file_is_the_defaults() -> None:
    assert parse_config("") == Config() == load_config(None)


def test_what_the_file_says_is_taken_and_the_rest_is_default() -> None:
    config = parse_config('[server]\nport = 80\ngames = ["quiz.py"]\n[room]\ngrace_seconds = 0\n')

    assert (config.server.port, config.server.games) == (80, ("quiz.py",))
    assert config.room.grace_seconds == 0.0
    assert config.server.host == "127.0.0.1"


def test_relative_paths_in_a_file_are_seen_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "chess").mkdir()
    file = tmp_path / "lobby.toml"
    games = 'games = ["quiz.py", "../other", "/srv/poker.py", "chess", "some_module", "quizzes:hard"]'
    file.write_text(f'[server]\ndata = "kept"\ntls_cert = "/etc/cert.pem"\ntls_key = "key.pem"\n{games}\n')

    server = load_config(file).server

    assert server.games[:3] == (f"{tmp_path}/quiz.py", f"{tmp_path}/../other", "/srv/poker.py")
    assert server.games[3:] == (f"{tmp_path}/chess", "some_module", "quizzes:hard")
    assert (server.data, server.unix) == (f"{tmp_path}/kept", "")
    assert (server.tls_cert, server.tls_key) == ("/etc/cert.pem", f"{tmp_path}/key.pem")


def test_a_path_of_a_wrong_type_is_told_as_ever(tmp_path: Path) -> None:
    (tmp_path / "lobby.toml").write_text('[server]\ngames = [1, "quiz.py"]\n')

    with pytest.raises(BadConfig, match=r"\[server\] games: got \[1, .*, allowed is a list of texts"):
        load_config(tmp_path / "lobby.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a =", "not TOML: Invalid value (at end of document)"),
        ("[limit]", "the file has no key 'limit'; did you mean 'limits'?"),
        ("[limits]\nframe_byts = 1", "[limits] has no key 'frame_byts'; did you mean 'frame_bytes'?"),
        ("port = 8080", "the file has no key 'port'; it belongs under [server]"),
        ("[server]\ndata = ''", "[server] data: got '', allowed is a text with something in it"),
        ("[metrics]\nx = 1", "[metrics] has no key 'x'; known are address, token"),
        ("limits = 3", "[limits]: got 3, allowed is a table"),
        (
            '[limits]\nframe_bytes = "64k"',
            "[limits] frame_bytes: got '64k', allowed is a whole number from 1024 to 16777216 bytes",
        ),
        (
            "[limits]\nframe_bytes = 1",
            "[limits] frame_bytes: got 1, allowed is a whole number from 1024 to 16777216 bytes",
        ),
        (
            "[limits]\nhead_seconds = nan",
            "[limits] head_seconds: got nan, allowed is a number from 0.1 to 600 seconds",
        ),
        (
            "[room]\ngrace_seconds = true",
            "[room] grace_seconds: got True, allowed is a number from 0 to 86400 seconds",
        ),
        ("[server]\nport = 99999", "[server] port: got 99999, allowed is a whole number from 0 to 65535"),
        ('[server]\ngames = "quiz.py"', "[server] games: got 'quiz.py', allowed is a list of texts"),
        ("[server]\ngames = [1]", "[server] games: got [1], allowed is a list of texts"),
        (
            '[server]\nlog_level = "loud"',
            '[server] log_level: got \'loud\', allowed is "debug" or "info" or "warning" or "error"',
        ),
        (
            '[server]\npublic_url = "example.org"',
            "[server] public_url: got 'example.org', allowed is a URL with http:// or https://",
        ),
        (
            f"[talk]\nreserved_names = {['ann'] * 201}",
            "[talk] reserved_names: got 201, allowed is a list of texts from 0 to 200 names",
        ),
        (
            '[talk]\nreserved_names = [" "]',
            "[talk] reserved_names: got ' ', allowed is a name of 1 to 100 characters",
        ),
        (
            '[server]\nallowed_origins = ["example.org"]',
            "[server] allowed_origins: got 'example.org', allowed is an origin as"
            ' "https://example.org", or "*"',
        ),
        (
            '[server]\ntrusted_proxies = ["10.0.0.1/8"]',
            "[server] trusted_proxies: got '10.0.0.1/8', allowed is an address, a network as"
            ' "10.0.0.0/8", or "unix"',
        ),
        ('[metrics]\naddress = "9100"', "[metrics] address: got '9100', allowed is as \"127.0.0.1:9100\""),
        ('[server]\ntls_cert = "a"', "[server] tls_cert and tls_key are needed together, got only one"),
        (
            "[limits]\nsilence_ms = 500",
            "[limits] silence_ms: got 500, allowed is more than ping_ms, 8000 ms",
        ),
    ],
)
def test_a_mistake_is_named_in_one_line_with_what_is_allowed(text: str, message: str) -> None:
    with pytest.raises(BadConfig) as caught:
        parse_config(text)

    assert str(caught.value) == message


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "lobby.toml"
    file.write_text("x = 1")
    with pytest.raises(BadConfig, match=r"lobby\.toml: the file has no key 'x'"):
        load_config(file)


def test_files_that_can_not_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"# \xff")
    for name, message in [
        ("none.toml", "No such file or directory"),
        ("", "Is a directory"),
        ("latin.toml", "not UTF-8 at byte 2"),
    ]:
        with pytest.raises(BadConfig, match=message):
            load_config(tmp_path / name)


def test_an_override_is_checked_like_a_file() -> None:
    assert override(Config(), "server", port=0).server.port == 0
    with pytest.raises(BadConfig, match=r"^\[server\] port: got -1"):
        override(Config(), "server", port=-1)
    with pytest.raises(BadConfig, match=r"^\[server\] tls_cert and tls_key"):
        override(Config(), "server", tls_cert="a")


def test_every_setting_has_a_text_and_every_number_its_bounds() -> None:
    assert setting(1, "One.").metadata["text"] == "One."
    for part in attrs.fields(Config):
        assert part.type is not None
        for attribute in attrs.fields(part.type):
            assert attribute.metadata["text"].endswith((".", "any.")), attribute.name
            if attribute.type in {int, float}:
                assert attribute.metadata["most"] is not None, attribute.name


def test_the_reference_page_is_not_stale() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == "\n".join(write_reference()) + "\n", (
        "run: python -m lobby.config > docs/reference/configuration.md"
    )
