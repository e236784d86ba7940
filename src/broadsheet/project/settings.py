"""Django's settings, derived from `config`."""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from broadsheet import config, private
from broadsheet.errors import SetupError

HOME: Path = config.read("HOME")
PRODUCTION: bool = config.read("PRODUCTION")
DEBUG = False
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; "
    "PRAGMA mmap_size=67108864; PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=10000;",
}


def _secret_key() -> str:
    key: str = config.read("SECRET_KEY")
    if PRODUCTION and len(key) < 50:
        raise SetupError(
            "In production BROADSHEET_SECRET_KEY must be set, 50 characters or more",
            f"{len(key)} characters",
            "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
        )
    return key or private.secret_key(HOME)


def _allowed_hosts() -> list[str]:
    hosts = list(config.read("HOSTS"))
    if PRODUCTION and not hosts:
        raise SetupError(
            "In production BROADSHEET_HOSTS must name the hosts", "", "Such as: papers.example.org"
        )
    return hosts or ["localhost", "127.0.0.1", "[::1]"]


def _database() -> dict[str, Any]:
    url: str = config.read("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "broadsheet.sqlite3",
            "CONN_MAX_AGE": 60,  # opening costs more than the query of a kept page
            "OPTIONS": SQLITE,
        }
    return {**dj_database_url.parse(url, conn_max_age=60)}


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _allowed_hosts()
DATABASES = {"default": _database()}
INSTALLED_APPS = [
    "broadsheet.accounts.apps.AccountsConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "csp",
    "broadsheet.papers.apps.PapersConfig",
    "broadsheet.editions.apps.EditionsConfig",
    "broadsheet.mail.apps.MailConfig",
    "broadsheet.digests.apps.DigestsConfig",
    "broadsheet.claims.apps.ClaimsConfig",
    "broadsheet.community.apps.CommunityConfig",
    "broadsheet.summaries.apps.SummariesConfig",
    "broadsheet.api.apps.ApiConfig",
    "broadsheet.web.apps.WebConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "broadsheet.web.policy.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "broadsheet.http.personal_answers.PersonalAnswers",
    "broadsheet.accounts.middleware.TokenMiddleware",
    "broadsheet.api.markdown.middleware.MarkdownMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "broadsheet.web.refusals.RequestLimits",
]
ROOT_URLCONF = "broadsheet.project.urls"
WSGI_APPLICATION = "broadsheet.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [files("broadsheet.web") / "templates"],  # before those that allauth brings
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "broadsheet.web.context.masthead",
            ],
        },
    }
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "broadsheet.web.views.errors.form_refused"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ALLAUTH_TRUSTED_PROXY_COUNT: int = config.read("PROXIES")
ACCOUNT_ADAPTER = "broadsheet.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USERNAME_VALIDATORS = "broadsheet.accounts.adapter.USERNAME_VALIDATORS"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS: int = config.read("HSTS_SECONDS")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION or config.read("PROXIES") else None
)
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = config.read("TIME_ZONE")
EMAIL_BACKEND = "broadsheet.mail.smtp.Backend"
if config.read("MAIL_WEBHOOK_SECRET"):
    if find_spec("anymail") is None:
        raise SetupError(
            "BROADSHEET_MAIL_WEBHOOK_SECRET needs the extra `anymail`, which is not installed",
            None,
            "Install it with: pip install 'broadsheet[anymail]', or leave the setting out.",
        )
    INSTALLED_APPS.append("anymail")
    ANYMAIL = {"WEBHOOK_SECRET": config.read("MAIL_WEBHOOK_SECRET")}
    if key := config.read("MAIL_WEBHOOK_KEY"):
        keys = ("MAILGUN_WEBHOOK_SIGNING_KEY", "MAILERSEND_SIGNING_SECRET", "MANDRILL_WEBHOOK_KEY")
        ANYMAIL |= dict.fromkeys(keys, key)
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Addresses of style sheets and scripts carry a digest of their content; fonts get a new name when they change.
WHITENOISE_MAX_AGE = 7 * 24 * 3600
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "broadsheet.logs.Formatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": config.read("LOG_LEVEL")},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "waitress": {"level": "WARNING"},
        "waitress.queue": {"level": "ERROR"},  # that requests wait for a thread is no event
    },
}
