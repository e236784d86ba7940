"""A setting that is wrong is said by its rule, its value and a cure, in no words of Python's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.cli.program import run

from broadsheet import config
from broadsheet.config import BY_NAME, SETTINGS
from broadsheet.errors import SetupError
from broadsheet.server import startup

WHOLE = ("abc", "", "1.5", "-1", "10_", "1e3", "9" * 30, "9" * 5000)
ADDRESS = (
    "papers.example.org",
    "ftp://papers.example.org",
    "https://",
    "https://papers:port",
    "https://[::1",
    "x y",
)
MAILBOX = ("nobody", "@example.org", "Broadsheet <>", "digest@", "a@b\nTo: c@d")
HOST = ("http://mail.example.org", "mail.example.org:587", "mail example", "mail/x", "-\n")
WRONG: dict[str, tuple[str, ...]] = {
    "DATABASE_URL": ("mysql://x", "sqlite:///x.db", "x", "postgresql://u:p@host:port/name", "postgresql://[::1/x"),
    "PRODUCTION": ("maybe", "2", "yes please"),
    "HARVEST": ("maybe", "2"),
    "PRIOR": ("maybe", "2"),
    "HOSTS": ("https://papers.example.org", "papers.example.org:8000", "papers.example.org/x", "a b"),
    "ADMIN_PATH": ("/admin/", "a b", "a/b", "-", "ädmin", "admin\n/x"),
    "BIND": ("http://127.0.0.1", "127.0.0.1:8000", "two words", ""),
    "PORT": (*WHOLE, "0", "65536"),
    "MAIL_PORT": (*WHOLE, "0", "65536"),
    "PUBLIC_URL": ADDRESS,
    "TLDR_URL": ADDRESS,
    "TIME_ZONE": ("Mars/Olympus", "", "../etc/passwd", "UTC+99", "a" * 300),
    "EDITION_HOUR": (*WHOLE, "24", "noon"),
    "HOLIDAYS": ("Germany", "XX", "DE-QQ", "2026-13-01", "2026-02-30", "13-01", "2026-12-24/2026-13-01"),
    "HARVEST_EVERY_HOURS": ("abc", "", "-1", "nan", "inf", "1,5"),
    "CONTACT": MAILBOX,
    "MAIL_FROM": MAILBOX,
    "MAIL_BOUNCES_TO": MAILBOX,
    "MAIL_HOST": HOST,
    "EMBEDDING": ("magic", "", "onnx", "onnx:", "openai:https://host/v1", "openai:host#model"),
    "INDEX": ("bucket", "http://bucket", "s3://", "s3:bucket"),
    "MAIL_SECURITY": ("ssl", "", "yes"),
    "MAIL_WEBHOOK_SECRET": ("password", "name:", ":password"),
    "LOG_LEVEL": ("LOUD", "", "10"),
} | dict.fromkeys(("WEB_PROCESSES", "WEB_THREADS", "API_CALLS", "API_CALLS_WITH_TOKEN", "API_WINDOW_S", "SIGN_UPS_PER_HOUR", "SIGN_UPS_PER_MINUTE", "MAIL_TIMEOUT_S", "MAIL_PROCESSES", "TLDR_TIMEOUT_S"), (*WHOLE, "0")) | dict.fromkeys(("EMBEDDING_THREADS", "PROXIES", "HSTS_SECONDS", "MAIL_QUOTA_PER_MINUTE", "TLDR_PER_DAY"), WHOLE)  # fmt: skip
ANY_TEXT = {
    "HOME",
    "SECRET_KEY",
    "SOURCES",
    "EMBEDDING_KEY",
    "TLDR_MODEL",
    "TLDR_KEY",
    "MAIL_USER",
    "MAIL_PASSWORD",
    "MAIL_WEBHOOK_KEY",
}
PYTHONS = re.compile(
    r"literal|base 10|isoformat|could not convert|Traceback|Error\b|out of range|not available|must be in|NoneType"
)


def test_every_setting_has_wrong_values_here_or_takes_any_text() -> None:
    assert {setting.name for setting in SETTINGS} == set(WRONG) | ANY_TEXT
    assert not set(WRONG) & ANY_TEXT


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_wrong_value_is_said_with_rule_value_and_cure(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = BY_NAME[name]
    monkeypatch.setenv(setting.variable, value)
    with pytest.raises(SetupError) as caught:
        startup.check_settings()
    error = caught.value
    assert error.rule.startswith(f"{setting.variable} must ")
    assert str(error.value) in ("(not shown)" if setting.secret else value)
    assert error.cure
    assert not PYTHONS.search(f"{error.rule} {error.cure}")


@pytest.mark.parametrize("name", [name for name in WRONG if name != "HOLIDAYS"])
def test_cure_names_a_value_that_keeps_the_rule(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = BY_NAME[name]
    with pytest.raises(SetupError) as caught:
        config.read(name, {setting.variable: WRONG[name][0]})
    sample = re.search(rf"{setting.variable}=(\S+)\.", caught.value.cure)
    assert sample
    config.read(name, {setting.variable: sample[1]})


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_default_keeps_the_rule(setting: config.Setting) -> None:
    config.read(setting.name, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BIND", "::1"), ("BIND", "0.0.0.0"), ("BIND", "localhost"), ("HOSTS", ".example.org,localhost,[::1],*"),
        ("DATABASE_URL", "postgresql:///name"), ("DATABASE_URL", "postgres://u:p%40@[::1]:5432/name?sslmode=require"),
        ("PUBLIC_URL", "https://example.org:8443/papers/"), ("LOG_LEVEL", "debug"), ("HSTS_SECONDS", "31536000"),
        ("MAIL_FROM", "Broadsheet <digest@papers.example.org>"), ("EMBEDDING", "sentence-transformers:org/name"),
        ("EMBEDDING", "openai:http://127.0.0.1:11434/v1#nomic"), ("HARVEST_EVERY_HOURS", "0.5"), ("PRIOR", "ON"),
    ],
)  # fmt: skip
def test_right_value_is_taken(name: str, value: str) -> None:
    config.read(name, {BY_NAME[name].variable: value})


def test_secret_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SetupError, match="BROADSHEET_SECRET_KEY_FILE names a file that cannot be read"):
        config.read("SECRET_KEY", {"BROADSHEET_SECRET_KEY_FILE": str(file)})


@pytest.mark.slow
@pytest.mark.parametrize("command", ["papers", "doctor", "settings", "up"])
def test_commands_say_a_wrong_setting_so_that_it_can_be_mended(tmp_path: Path, command: str) -> None:
    done = run(tmp_path, command, BROADSHEET_EDITION_HOUR="noon")
    said = done.stdout + done.stderr
    assert done.returncode == 1
    assert "BROADSHEET_EDITION_HOUR must be a whole number, 0 to 23" in said
    assert "noon" in said
    assert "cure: " in said
    assert "Traceback" not in said
