"""Every setting of Broadsheet: name, type, default and what it does.

Values come from the environment (`BROADSHEET_<NAME>`), or, for secrets, from the file that
`BROADSHEET_<NAME>_FILE` names. `docs/settings.md` lists them all, under test.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet import setting_values as values
from broadsheet.errors import SetupError
from broadsheet.setting_values import Kind

PREFIX = "BROADSHEET_"


@dataclass(frozen=True)
class Setting:
    name: str
    kind: Kind
    default: str
    help: str
    secret: bool = False

    @property
    def variable(self) -> str:
        return PREFIX + self.name


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "HOME",
        values.PATH,
        "~/.broadsheet",
        "Folder of the embedded database, the search index and generated secrets; `--home` sets it too.",
    ),
    Setting(
        "DATABASE_URL",
        values.DATABASE.optional(),
        "",
        "Empty for the embedded SQLite database in the home; `postgresql://user:password@host:5432/name` for "
        "PostgreSQL (install the extra `postgres`).",
        secret=True,
    ),
    Setting(
        "PRODUCTION",
        values.YES_OR_NO,
        "no",
        "Yes on a server that others reach: secrets and host names must then be set, cookies need HTTPS.",
    ),
    Setting(
        "SECRET_KEY",
        values.TEXT,
        "",
        "Signs sessions and links. Outside production one is made and kept in the home; in production it is "
        "required (50 random characters or more).",
        secret=True,
    ),
    Setting(
        "HOSTS",
        values.HOSTS,
        "",
        "Host names under which the service answers, separated by commas; required in production.",
    ),
    Setting(
        "ADMIN_PATH",
        values.ADDRESS_PART.optional(),
        "admin",
        "First part of the address of the admin, which users who are staff can open: `admin` puts it at /admin/; "
        "empty: no admin.",
    ),
    Setting("BIND", values.HOST, "127.0.0.1", "Address on which `broadsheet up` listens."),
    Setting("PORT", values.PORT, "8000", "Port on which `broadsheet up` listens; `--port` sets it too."),
    Setting(
        "PUBLIC_URL",
        values.WEB_ADDRESS.optional(),
        "",
        "Address under which readers reach the service, used in feeds and mail; empty: derived from BIND and PORT.",
    ),
    Setting(
        "WEB_PROCESSES",
        values.whole_number(1),
        "2",
        "Web server processes; each answers with WEB_THREADS threads.",
    ),
    Setting("WEB_THREADS", values.whole_number(1), "4", "Threads in each web server process."),
    Setting(
        "TIME_ZONE",
        values.TIME_ZONE,
        "UTC",
        "Time zone of the editions, such as Europe/Berlin: when a day begins and ends.",
    ),
    Setting(
        "EDITION_HOUR",
        values.whole_number(0, 23, 6),
        "6",
        "Local hour, 0 to 23, after which the worker freezes the edition of the day.",
    ),
    Setting(
        "HOLIDAYS",
        values.WORDS,
        "",
        "Days without an edition beside weekends, separated by commas: public holidays of a country (`DE`) or region "
        "(`DE-BE`), days (`2026-12-24`), days of every year (`12-24`), stretches (`2026-12-24/2027-01-03`).",
    ),
    Setting(
        "SOURCES",
        values.TEXT,
        "",
        "Path of the sources file (TOML); empty: `sources.toml` in the home, made with arXiv defaults at first use.",
    ),
    Setting(
        "HARVEST",
        values.YES_OR_NO,
        "yes",
        "Whether the worker harvests the sources by itself. No: only `broadsheet harvest`.",
    ),
    Setting(
        "HARVEST_EVERY_HOURS",
        values.NUMBER,
        "6",
        "Hours between two harvests of a source by the worker.",
    ),
    Setting(
        "CONTACT",
        values.MAIL_ADDRESS.optional(),
        "",
        "Email address sent in the User-Agent and `From` of harvest requests, as sources ask for; empty: none.",
    ),
    Setting(
        "PRIOR",
        values.YES_OR_NO,
        "yes",
        "Lift new papers and those with votes a little in search results; `no`: words and meaning alone decide.",
    ),
    Setting(
        "EMBEDDING",
        values.MODEL,
        "minilm",
        "Embedding model of semantic search: `minilm` or `static` (shipped), `onnx:FOLDER`, "
        "`sentence-transformers:NAME_OR_FOLDER` (install the extra of that name), `openai:ADDRESS#MODEL` for an "
        "endpoint that speaks OpenAI's protocol, or `none` for words only.",
    ),
    Setting(
        "EMBEDDING_KEY",
        values.TEXT,
        "",
        "Key of the embedding endpoint; empty: it asks for none.",
        secret=True,
    ),
    Setting(
        "EMBEDDING_THREADS",
        values.whole_number(0),
        "0",
        "Threads that compute embeddings in the background, at low priority; 0: one for each core.",
    ),
    Setting(
        "TLDR_URL",
        values.WEB_ADDRESS.optional(),
        "",
        "Address of an endpoint that speaks OpenAI's protocol, such as http://localhost:11434/v1 of Ollama: its language "
        "model writes TL;DRs of papers whose sources have none; empty: each paper's claim line serves.",
    ),
    Setting("TLDR_MODEL", values.TEXT, "", "Name of the language model; required with TLDR_URL."),
    Setting(
        "TLDR_KEY",
        values.TEXT,
        "",
        "Key of the language model's endpoint; empty: it asks for none.",
        secret=True,
    ),
    Setting(
        "TLDR_PER_DAY",
        values.whole_number(0),
        "200",
        "Most requests to the language model a day (UTC), each of one abstract, those that fail included.",
    ),
    Setting(
        "TLDR_TIMEOUT_S",
        values.whole_number(1),
        "120",
        "Seconds to wait for an answer of the language model.",
    ),
    Setting(
        "INDEX",
        values.STORAGE.optional(),
        "",
        "Empty for the embedded search index in the home; `s3://bucket/prefix` for one on object storage that "
        "several machines share (install the extra `s3`).",
    ),
    Setting(
        "API_CALLS",
        values.whole_number(1),
        "500",
        "Calls of the API that an anonymous client (one address) may make in API_WINDOW_S seconds; searches, "
        "completions and Markdown count too.",
    ),
    Setting(
        "API_CALLS_WITH_TOKEN",
        values.whole_number(1),
        "5000",
        "Calls of the API that one token may make in API_WINDOW_S seconds.",
    ),
    Setting(
        "API_WINDOW_S",
        values.whole_number(1),
        "300",
        "Seconds after which calls of the API are counted anew.",
    ),
    Setting(
        "SIGN_UPS_PER_HOUR",
        values.whole_number(1),
        "10",
        "How often one address (of the network) may sign up for the digest in an hour: each writes a message.",
    ),
    Setting(
        "SIGN_UPS_PER_MINUTE",
        values.whole_number(1),
        "30",
        "Most sign-ups for the digest that are taken in any 60 seconds, from all networks together: no more letters "
        "than these go to addresses that nobody has confirmed.",
    ),
    Setting(
        "PROXIES",
        values.whole_number(0),
        "0",
        "How many reverse proxies of yours stand in front of Broadsheet: whom the outermost of them was called "
        "by is taken from X-Forwarded-For, and whether by HTTPS from X-Forwarded-Proto. 0: nobody's word for it is "
        "taken (in production, X-Forwarded-Proto's still is).",
    ),
    Setting(
        "HSTS_SECONDS",
        values.whole_number(0),
        "0",
        "Seconds for which browsers that came by HTTPS keep to it (Strict-Transport-Security); 0: not said. Begin "
        "with 3600; a year (31536000) once HTTPS is sure to stay.",
    ),
    Setting(
        "MAIL_HOST",
        values.HOST.optional(),
        "",
        "Mail server (SMTP) that takes the digests; empty: this instance sends no mail.",
    ),
    Setting("MAIL_PORT", values.PORT, "587", "Port of the mail server: 587 with STARTTLS, 465 with TLS."),
    Setting(
        "MAIL_SECURITY",
        values.one_of("starttls", "tls", "none"),
        "starttls",
        "How the connection to the mail server is encrypted: `starttls`, `tls` from the first byte, or `none`.",
    ),
    Setting("MAIL_USER", values.TEXT, "", "User name at the mail server; empty: it asks for none."),
    Setting("MAIL_PASSWORD", values.TEXT, "", "Password at the mail server.", secret=True),
    Setting(
        "MAIL_FROM",
        values.MAIL_ADDRESS.optional(),
        "",
        "Address from which mail comes, such as `Broadsheet <digest@papers.example.org>`; required with MAIL_HOST.",
    ),
    Setting(
        "MAIL_BOUNCES_TO",
        values.MAIL_ADDRESS.optional(),
        "",
        "Address to which mail servers report what could not be delivered; empty: MAIL_FROM.",
    ),
    Setting(
        "MAIL_TIMEOUT_S", values.whole_number(1), "60", "Seconds to wait for an answer of the mail server."
    ),
    Setting(
        "MAIL_QUOTA_PER_MINUTE",
        values.whole_number(0),
        "0",
        "Most messages handed to the mail server in any 60 seconds; 0: no limit.",
    ),
    Setting(
        "MAIL_PROCESSES",
        values.whole_number(1),
        "2",
        "Processes that hand messages over, each by one connection, when there are many.",
    ),
    Setting(
        "MAIL_WEBHOOK_SECRET",
        values.NAME_AND_PASSWORD.optional(),
        "",
        "`name:password` by which a mail provider reports bounces (HTTP basic authentication; install the extra "
        "`anymail`); empty: none may.",
        secret=True,
    ),
    Setting(
        "MAIL_WEBHOOK_KEY",
        values.TEXT,
        "",
        "Key with which Mailgun, MailerSend or Mandrill signs what it reports: these three need it beside "
        "MAIL_WEBHOOK_SECRET.",
        secret=True,
    ),
    Setting(
        "LOG_LEVEL",
        values.one_of("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL", capitals=True),
        "INFO",
        "DEBUG, INFO, WARNING or ERROR.",
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(name: str, environ: Mapping[str, str] = os.environ) -> Any:
    """The typed value of a setting; SetupError names the variable, the value and the cure."""
    setting = BY_NAME[name]
    text = _text(setting, environ)
    try:
        return setting.kind.read(text)
    except ValueError as error:
        shown = "(not shown)" if setting.secret else text
        sample = setting.default or setting.kind.sample
        cure = f"Write it such as {setting.variable}={sample}. It means: {setting.help}"
        raise SetupError(f"{setting.variable} {setting.kind.rule}", shown, cure) from error


def public_url(environ: Mapping[str, str] = os.environ) -> str:
    """Where readers reach the service, without a slash at its end: PUBLIC_URL, else where `broadsheet up` listens,
    which tells its children the port that it took."""
    public: str = read("PUBLIC_URL", environ)
    return public.rstrip("/") or local_url(read("BIND", environ), read("PORT", environ))


def local_url(host: str, port: int) -> str:
    """By which this machine reaches a server that listens there."""
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _text(setting: Setting, environ: Mapping[str, str]) -> str:
    if setting.variable in environ:
        return environ[setting.variable]
    file = environ.get(setting.variable + "_FILE") if setting.secret else None
    if file is None:
        return setting.default
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(
            f"{setting.variable}_FILE names a file that cannot be read",
            file,
            "Make it a file of text that Broadsheet may read.",
        ) from error
