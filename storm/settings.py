"""Django's settings, made from the environment (`storm/environment.py`) and nothing else."""

from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from psycopg.conninfo import conninfo_to_dict
from whitenoise.compress import Compressor

from storm.enum_names import ENUM_NAMES
from storm.environment import ROOT, Environment

django_stubs_ext.monkeypatch()  # so that `ModelAdmin[User]` means something when it runs, too

ENVIRONMENT = Environment()

BASE_DIR = ROOT
SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
STORM_DEMO = ENVIRONMENT.demo
STORM_DEMO_PASSWORD = ENVIRONMENT.demo_password if STORM_DEMO else ""
STORM_VAR = ENVIRONMENT.var
PUBLIC_URL = ENVIRONMENT.public_url.rstrip("/")
# Where customers read the status page: in feeds, links and the API for readers.
STATUS_URL = ENVIRONMENT.status_url.rstrip("/") or f"{PUBLIC_URL}/status"
# Where the page is kept as files for `bin/statuspage`, and whose looks they have.
STATUS_DIR = Path(ENVIRONMENT.status_dir or ENVIRONMENT.var / "status")
STATUS_LOOKS = "storm.sheets.looks_of_public"
LIVE_URL = ENVIRONMENT.live_url
HEARTBEAT_URL = ENVIRONMENT.heartbeat_url
# Once a month everybody on call is sent a test page by each way.
SELF_TEST = ENVIRONMENT.self_test
ALLOWED_HOSTS = [host for host in ENVIRONMENT.allowed_hosts.split(",") if host]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

ROOMS = [
    "storm",
    "statuspage",
    "kb",
    "alerts",
    "oncall",
    "incidents",
    "catalog",
    "notifications",
    "accounts",
    "timeline",
    "outbox",
]
INSTALLED_APPS = [
    "storm.administration_config.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    *(["demo"] if STORM_DEMO else []),
    *ROOMS,
]

MIDDLEWARE = [
    "alerts.middleware.ShortWay",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "statuspage.own_domains.OwnDomains",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "storm.csp.ContentSecurityPolicy",
    "storm.unstorable.RefuseNul",
]
# A redirected POST arrives as a GET and the alert in it is lost: every path is served as it was asked for.
APPEND_SLASH = False
ROOT_URLCONF = "storm.urls"
WSGI_APPLICATION = "storm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "storm" / "templates"],  # before the apps: our sign-in page, not allauth's
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "storm.context.page",
            ],
        },
    }
]

_DATABASE = conninfo_to_dict(ENVIRONMENT.database_url)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _DATABASE.get("dbname", "storm"),
        "USER": _DATABASE.get("user", ""),
        "PASSWORD": _DATABASE.get("password", ""),
        "HOST": _DATABASE.get("host", ""),
        "PORT": str(_DATABASE.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # PostgreSQL plans a statement once for each connection, not each time; a pool between must keep sessions.
        "OPTIONS": {"connect_timeout": 3, "server_side_binding": True, "prepare_threshold": 3},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = ENVIRONMENT.redis_url
REDIS_PREFIX = ENVIRONMENT.redis_prefix
# Sessions live in the database: emptying Redis signs nobody out in the middle of a night.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Only allauth keeps anything here: how often somebody tried to sign in, counted once for all web processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_attempts",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
# Behind the proxy every request comes from one address: without the client's own all would share one limit.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENVIRONMENT.behind_tls else 0

LANGUAGE_CODE = "en-gb"
# What a paged person receives comes in her language; the pages stay English.
LANGUAGES = [("en", "English"), ("en-gb", "British English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.var / "static"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STORAGES |= ENVIRONMENT.status_storage()
WHITENOISE_USE_FINDERS = DEBUG
# Compressing is most of a first start: each file once, and none that only somebody with a debugger asks for.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
WHITENOISE_AUTOREFRESH = DEBUG  # looks when it is asked, instead of at all files at the start

_SMTP = urlsplit(ENVIRONMENT.smtp_url)
EMAIL_HOST = _SMTP.hostname or "127.0.0.1"
EMAIL_PORT = _SMTP.port or 25
EMAIL_HOST_USER = _SMTP.username or ""
EMAIL_HOST_PASSWORD = _SMTP.password or ""
EMAIL_USE_TLS = _SMTP.scheme == "smtp+tls"
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_TIMEOUT = 8
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from

TWILIO_ACCOUNT_SID = ENVIRONMENT.twilio_account_sid
TWILIO_AUTH_TOKEN = ENVIRONMENT.twilio_auth_token
TWILIO_FROM = ENVIRONMENT.twilio_from
# A name may send texts; only a number can call.
TWILIO_VOICE_FROM = ENVIRONMENT.twilio_voice_from or ENVIRONMENT.twilio_from
TWILIO_WHATSAPP_FROM = ENVIRONMENT.twilio_whatsapp_from
TWILIO_WHATSAPP_TEMPLATE = ENVIRONMENT.twilio_whatsapp_template
TWILIO_BASE_URL = ENVIRONMENT.twilio_base_url
# Whether people may have pages posted to addresses of their own, and the hosts and networks of ours it may be.
WEBHOOKS = ENVIRONMENT.webhooks
TEAMS = ENVIRONMENT.teams
WEBHOOK_INSIDE = [name.strip() for name in ENVIRONMENT.webhook_inside.split(",") if name.strip()]

# The same for what subscribers of status pages name: anybody may, so it is a list of its own.
SUBSCRIBER_WEBHOOK_INSIDE = [
    name.strip() for name in ENVIRONMENT.subscriber_webhook_inside.split(",") if name.strip()
]

# Mails to subscribers that the mail server takes in a minute; 0: as many as it will.
SUBSCRIBER_MAILS_A_MINUTE = ENVIRONMENT.subscriber_mails_a_minute
# With it the mail server hands on what came back; without it nothing is taken there.
BOUNCE_TOKEN = ENVIRONMENT.bounce_token

# In this order a text message is tried; a provider without its settings is left out.
SMS_PROVIDERS = [name.strip() for name in ENVIRONMENT.sms_providers.split(",") if name.strip()]
VONAGE_API_KEY = ENVIRONMENT.vonage_api_key
VONAGE_API_SECRET = ENVIRONMENT.vonage_api_secret
VONAGE_SIGNATURE_SECRET = ENVIRONMENT.vonage_signature_secret
VONAGE_FROM = ENVIRONMENT.vonage_from
VONAGE_BASE_URL = ENVIRONMENT.vonage_base_url
TELNYX_API_KEY = ENVIRONMENT.telnyx_api_key
TELNYX_PUBLIC_KEY = ENVIRONMENT.telnyx_public_key
TELNYX_FROM = ENVIRONMENT.telnyx_from
TELNYX_BASE_URL = ENVIRONMENT.telnyx_base_url

AWS_ACCESS_KEY_ID = ENVIRONMENT.aws_access_key_id
AWS_SECRET_ACCESS_KEY = ENVIRONMENT.aws_secret_access_key
AWS_REGION = ENVIRONMENT.aws_region
AWS_SMS_FROM = ENVIRONMENT.aws_sms_from
AWS_SNS_BASE_URL = ENVIRONMENT.aws_sns_base_url

# Without a key of ours no browser can be subscribed: `manage.py make_push_key`.
PUSH_KEY = ENVIRONMENT.push_key
PUSH_CONTACT = ENVIRONMENT.push_contact or f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"

SLACK_BOT_TOKEN = ENVIRONMENT.slack_bot_token
SLACK_SIGNING_SECRET = ENVIRONMENT.slack_signing_secret
SLACK_BASE_URL = ENVIRONMENT.slack_base_url

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.behind_tls
SESSION_COOKIE_HTTPONLY = True
if ENVIRONMENT.behind_tls:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
# The proxy in front redirects to https; a redirect by us would lose alerts (see APPEND_SLASH).
SILENCED_SYSTEM_CHECKS = ["security.W008"]

REACTIONS = "storm.reactions.REACTIONS"
# What the relay looks through besides the outbox: raw alerts that wait to be read.
RELAY_FEEDS = ["alerts.operations.intake.feed"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "storm.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "storm.refusals.as_response",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Storm",
    "DESCRIPTION": "Incidents from the first alert to the letter to every customer.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_tokens": {"()": "alerts.secrecy.WithoutTokens"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_tokens"]},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers come before ours, so the filter stands at the source.
        "django.request": {"filters": ["without_tokens"]},
        # The demo's mail server tells of every connection.
        "mail.log": {"level": "WARNING"},
        "twilio": {"level": "WARNING"},
    },
}
