"""All settings of the site. One file; safe by default; what differs between machines comes from the environment.

`docs/operators.md` lists every variable.
"""

import mimetypes
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from ketaguide.env import env_bool, env_folder, env_int, env_list, env_str
from ketaguide.hosts import is_public
from ketaguide.languages import languages_of
from ketaguide.operations.logs import chosen_format

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env_folder("DATA_DIR", BASE_DIR / "var")
DEBUG = env_bool("DEBUG", False)


# --- Addresses -------------------------------------------------------------------------------------------------------

# The public address. It decides the host in the sitemap and in canonical links, and whether cookies need HTTPS.
SITE_URL = env_str("SITE_URL", f"http://127.0.0.1:{env_int('PORT', 8000, 1, 65535)}").rstrip("/")
try:
    _site = urlsplit(SITE_URL)
    _host = f"[{_site.hostname}]" if ":" in (_site.hostname or "") else _site.hostname  # the brackets of IPv6
    _is_address = bool(_host) and _site.netloc == f"{_host}:{_site.port}".removesuffix(":None")
except ValueError:
    _is_address = False
if not _is_address or _site.scheme not in {"http", "https"} or _site.path or _site.query or _site.fragment:
    raise ImproperlyConfigured(
        f"SITE_URL is “{SITE_URL}”. Write it as https://guide.example.org, without a path at the end."
    )
HTTPS = _site.scheme == "https"
#: Search engines are told to forget all of it: a copy to try things out on must not be found instead of the site.
NOINDEX = env_bool("NOINDEX", not is_public(str(_site.hostname)))
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", sorted({str(_host), "127.0.0.1", "localhost", "[::1]"}))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SITE_ID = 1
#: With a key, `announce_pages` tells search engines of changed pages (IndexNow). Nothing is sent without one.
INDEXNOW_KEY = env_str("INDEXNOW_KEY")
if INDEXNOW_KEY and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", INDEXNOW_KEY):
    raise ImproperlyConfigured("INDEXNOW_KEY needs 8 to 128 letters, digits and hyphens, or leave it out.")
INDEXNOW_URL = env_str("INDEXNOW_URL", "https://api.indexnow.org/indexnow")
if not INDEXNOW_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"INDEXNOW_URL is “{INDEXNOW_URL}”. Write it as https://host/path, or leave it out.")
#: Pages in one file of the sitemap. Search engines take up to 50,000.
SITEMAP_LIMIT = 5000


def _secret_key() -> str:
    """SECRET_KEY from the environment, else one made at the first start and kept in the data folder."""
    given = env_str("SECRET_KEY")
    if given:
        return given
    path = DATA_DIR / "secret_key"
    try:
        # "x" lets one of several starting processes win; the others read what it wrote.
        with open(path, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(get_random_secret_key() + get_random_secret_key())
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(
            f"the data folder {DATA_DIR} cannot be written to ({error.strerror}). "
            "Give this user the right to write there, or set DATA_DIR to another folder."
        ) from error
    try:
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if len(key) < 50:
        raise ImproperlyConfigured(f"{path} is damaged. Delete it and start again; staff will have to log in again.")
    return key


SECRET_KEY = _secret_key()


# --- Applications ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "content.desk",
    "content.staff",  # before the admin: its templates take precedence
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.redirects",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp_webauthn",
    "cms",
    "menus",
    "treebeard",
    "sekizai",
    "djangocms_text",
    "djangocms_versioning",
    "easy_thumbnails",
    "polymorphic",
    "filer",
    "content",
    "content.clinic",
    "content.evidence",
    "content.glossary",
    "content.signoff",
    "content.undo",
    "content.search",
    "ketaguide.delivery",
    "ketaguide.operations",
]

MIDDLEWARE = [
    "ketaguide.delivery.languages.LanguageMiddleware",
    "ketaguide.operations.health.HealthMiddleware",
    "ketaguide.delivery.middleware.EndedSessionMiddleware",
    "ketaguide.delivery.ready_pages.ReadyPagesMiddleware",
    "ketaguide.delivery.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ketaguide.delivery.middleware.RequestSizeMiddleware",
    "ketaguide.static_files.StaticFilesMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "ketaguide.delivery.middleware.ReaderMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ketaguide.delivery.middleware.AddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "content.staff.login.door.StaffDoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "content.staff.screens.ScreenLanguageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.middleware.user.CurrentUserMiddleware",
    "content.page.current.CurrentPageMiddleware",
    "cms.middleware.toolbar.ToolbarMiddleware",
    "ketaguide.delivery.middleware.MovedPageMiddleware",
    "content.publishing.locks.DraftsMiddleware",
    "content.staff.malformed.MalformedRequestMiddleware",
    "content.desk.unsaved.SavedFormsMiddleware",
    # No language cookie (cms.middleware.language) and no site-wide cache: see docs/decisions.md.
]

ROOT_URLCONF = "ketaguide.urls"
WSGI_APPLICATION = "ketaguide.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sekizai.context_processors.sekizai",
                "cms.context_processors.cms_settings",
            ],
        },
    },
]


# --- Data ------------------------------------------------------------------------------------------------------------


def _database() -> dict[str, Any]:
    """The database named by DATABASE_URL; without it, SQLite in the data folder."""
    url = env_str("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "db.sqlite3",
            "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
            "OPTIONS": {
                # WAL lets readers go on while somebody saves; IMMEDIATE makes writers queue instead of failing. FULL keeps
                # what was answered as saved when the power fails; staff save seldom enough for what it costs.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=0))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError) as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read. Write it as postgres://user:password@host:5432/name, or leave it out."
        ) from error
    if database["ENGINE"] not in {"django.db.backends.postgresql", "django.db.backends.sqlite3"}:
        raise ImproperlyConfigured(
            "DATABASE_URL names a database that this site does not know. Use postgres:// or leave it out."
        )
    if database["ENGINE"] == "django.db.backends.postgresql":
        # Nobody waits for long for a server that is gone: not for a connection, nor, in the middle of a query, for an answer.
        waits = {"connect_timeout": 5, "tcp_user_timeout": 20_000}
        waits |= {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2}
        database["OPTIONS"] = waits | database.get("OPTIONS", {})
    return database


def _cache() -> dict:
    """The cache named by CACHE_URL; without it, files in the data folder.

    Whatever it is, every worker shares it: with a cache of its own, a worker would go on serving old pages.
    """
    url = env_str("CACHE_URL")
    if not url:
        return {
            "BACKEND": "ketaguide.delivery.caches.FileCache",
            "LOCATION": DATA_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"redis", "rediss", "unix"} and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known:
        raise ImproperlyConfigured("CACHE_URL cannot be read. Write it as redis://host:6379/0, or leave it out.")
    return {
        "BACKEND": "ketaguide.delivery.caches.RedisCache",
        "LOCATION": url,
        # Two guides may share one Redis: neither may get the other's pages.
        "KEY_PREFIX": str(DATABASES["default"]["NAME"]),
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }


def _media() -> dict[str, Any]:
    """Where uploaded pictures are: the bucket named by MEDIA_STORAGE_URL; without it, a folder in the data folder."""
    url = env_str("MEDIA_STORAGE_URL")
    if not url:
        return {"BACKEND": "ketaguide.operations.media_folder.FolderStorage", "OPTIONS": {}}
    try:
        parts = urlsplit(url)
        bucket, query = parts.path.strip("/"), parse_qs(parts.query, strict_parsing=bool(parts.query))
        known = (
            parts.scheme in {"s3", "s3+http"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
            and bool(parts.username) == bool(parts.password)
            and re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", bucket) is not None
            and query.keys() <= {"region"}
            and not parts.fragment
        )
    except ValueError:
        known = False
    if not known:
        raise ImproperlyConfigured(
            "MEDIA_STORAGE_URL cannot be read. Write it as s3://key:secret@host/bucket?region=us-west-2, "
            "with %2F for a / and %2B for a + in the secret, or leave it out."
        )
    # Without a key, boto3 looks where it always does: AWS_ACCESS_KEY_ID, or the role of the machine.
    keys = {"access_key": unquote(parts.username or ""), "secret_key": unquote(parts.password or "")}
    return {
        "BACKEND": "ketaguide.operations.media_bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{parts.netloc.rpartition('@')[2]}",
            "region_name": query.get("region", ["us-east-1"])[0],
            **(keys if parts.username else {}),
        },
    }


DATABASES = {"default": _database()}
CACHES = {"default": _cache()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "ketaguide.stylesheets.StylesheetFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": _media(),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "ketaguide.static_files.StaticFiles"
        )
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# Also not what browsers never ask for: sources and source maps of the CMS, fonts for browsers of before 2012.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map", "scss", "eot", "ttf", "otf")


# --- Language and time -----------------------------------------------------------------------------------------------

#: What this guide is about: its languages, title, conditions, parts of the menu, and pages that it must have.
GUIDE_PROFILE = BASE_DIR / "content" / "guide" / "profile.yaml"
#: Questionnaires that may be shown only with permission, and for which whoever runs the site says that they have it.
PERMITTED_QUESTIONNAIRES = env_list("PERMITTED_QUESTIONNAIRES", [])
GUIDE_LANGUAGES = languages_of(GUIDE_PROFILE, env_list("GUIDE_LANGUAGES", []))
LANGUAGE_CODE = GUIDE_LANGUAGES[0].code
LANGUAGES = [(language.code, language.name) for language in GUIDE_LANGUAGES]
LANGUAGES_BIDI = [language.code for language in GUIDE_LANGUAGES if language.right_to_left]
TIME_ZONE = env_str("TIME_ZONE", "America/Los_Angeles")
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE is “{TIME_ZONE}”. Write it as America/Los_Angeles, or leave it out.")
USE_I18N = True
# Words that templates and components say; those of the pages are in content/guide/. Dates are written out (formats/).
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["ketaguide.formats"]
USE_TZ = True


# --- Security --------------------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
# Two-step log in (content/staff/login/factors.py). The pauses after wrong attempts are ours (content/staff/login/attempts.py):
# they count codes and passwords together, and say how long to wait.
OTP_TOTP_ISSUER = "Ketamine guide"
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
# Browsers know passkeys only over HTTPS, and on this machine under the name localhost.
OTP_WEBAUTHN_RP_NAME = "Ketamine guide, for staff"
OTP_WEBAUTHN_RP_ID = str(_site.hostname) if HTTPS else "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [SITE_URL if HTTPS else f"http://localhost:{_site.port or 80}".removesuffix(":80")]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = False
OTP_WEBAUTHN_EXCEPTION_LOGGER_NAME = ""
SECURE_SSL_REDIRECT = env_bool("SSL_REDIRECT", True) and HTTPS
_hsts_seconds = env_int("HSTS_SECONDS", 60 * 60 * 24 * 365)
SECURE_HSTS_SECONDS = _hsts_seconds if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the CMS shows pages to staff in frames of the same site
SILENCED_SYSTEM_CHECKS = [
    "security.W019"
]  # asks for X_FRAME_OPTIONS = "DENY"; readers' pages have frame-ancestors 'none'
BEHIND_PROXY = env_bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Of a request as a whole, files included. A picture above its own limit (below) is to reach the sentence that says so.
MAX_STAFF_REQUEST_BYTES = 25 * 1024 * 1024
MAX_READER_REQUEST_BYTES = 1024 * 1024


# --- django CMS ------------------------------------------------------------------------------------------------------

CMS_TEMPLATES = [
    ("pages/page.html", _("Page")),
    ("pages/chapter.html", _("Chapter of the guide")),
    ("pages/home.html", _("Home")),
    ("pages/sheet.html", _("Sheet to print")),
]
CMS_PERMISSION = False
CMS_LANGUAGES = {
    1: [
        {
            "code": language.code,
            "name": language.name,
            "public": True,
            "redirect_on_fallback": False,
            "hide_untranslated": True,
            "fallbacks": [],
        }
        for language in GUIDE_LANGUAGES
    ],
    "default": {"fallbacks": [], "public": True, "hide_untranslated": True},
}
CMS_TOOLBAR_ANONYMOUS_ON = False
CMS_ENABLE_HELP = False  # leads to django CMS and its chat; ours is in content/desk/cms_toolbars.py
# Sources and headings are numbered while a page is rendered, so pieces of a page must not come from a cache; and
# without its placeholder cache django CMS 5.1.3 keeps no whole pages either.
CMS_PLACEHOLDER_CACHE = CMS_PAGE_CACHE = False
# A component that fails is an error, so that readers get the last published copy: django CMS would send the page without it.
CMS_CATCH_PLUGIN_500_EXCEPTION = False
CMS_CACHE_DURATIONS = {"content": 60, "menus": 60 * 60, "permissions": 60 * 60}
# Every component may stand there (content/cms_plugins.py); a placeholder inside a placeholder may not.
CMS_PLACEHOLDER_CONF = {"content": {"name": _("Text of the page"), "excluded_plugins": ["PlaceholderPlugin"]}}
DJANGOCMS_VERSIONING_ALLOW_DELETING_VERSIONS = False
DJANGOCMS_VERSIONING_ON_PUBLISH_REDIRECT = "published"
# Whoever opens a draft holds it, and everybody else is told so. Mail about it may fail: there may be no mail server.
DJANGOCMS_VERSIONING_LOCK_VERSIONS = EMAIL_NOTIFICATIONS_FAIL_SILENTLY = True

TEXT_INLINE_EDITING = True
TEXT_AUTO_HYPHENATE = False
TEXT_ADDITIONAL_PROTOCOLS = ["sms", "tel", "mailto"]
TEXT_EDITOR_SETTINGS = {
    "toolbar_CMS": [
        ["Undo", "Redo"],
        ["Heading2", "Heading3", "Heading4", "Paragraph"],
        # What is not offered here, the editor takes out of the text.
        ["Bold", "Italic", "Subscript", "Superscript"],
        ["Link", "Unlink"],
        ["BulletedList", "NumberedList", "Table"],
        ["CMSPlugins"],
    ],
    "toolbar_HTMLField": [["Undo", "Redo"], ["Bold", "Italic"], ["Link", "Unlink"], ["BulletedList", "NumberedList"]],
}


#: What `/readyz` asks beyond the services: functions that give a reason why the site is not ready, or nothing.
READY_CHECKS = ["content.page.stored_components.fault"]

# --- Staff images ----------------------------------------------------------------------------------------------------

MAX_IMAGE_BYTES = 10 * 1024 * 1024
#: Pictures that staff may have, and that are refused with what to do instead; whatever else is refused by django-filer.
PICTURES = ["image/jpeg", "image/png", "image/webp"]
OTHER_PICTURES = {"image/heic": ".heic", "image/heif": ".heif", "image/avif": ".avif", "image/gif": ".gif"}
OTHER_PICTURES |= {"image/tiff": ".tiff", "image/bmp": ".bmp"}
for mime_type, suffix in {"image/jpeg": ".jfif", **OTHER_PICTURES}.items():
    mimetypes.add_type(mime_type, suffix)
FILER_MIME_TYPE_WHITELIST = [*PICTURES, *OTHER_PICTURES]
FILER_ADD_FILE_VALIDATORS = {
    **{kind: ["content.pictures.uploads.validate_image"] for kind in PICTURES},
    **{kind: ["content.pictures.uploads.refuse_other_picture"] for kind in OTHER_PICTURES},
}
FILER_MAX_IMAGE_PIXELS = 50_000_000  # what `content.pictures.uploads` gives the roomiest format
FILER_UPLOADER_MAX_FILE_SIZE = MAX_IMAGE_BYTES // (1024 * 1024)
FILER_ENABLE_PERMISSIONS = False
FILER_ALLOW_REGULAR_USERS_TO_ADD_ROOT_FOLDERS = True
# django-filer takes the class of the default storage, but not its options.
FILER_STORAGES = {
    "public": {
        kind: {"ENGINE": STORAGES["default"]["BACKEND"], "OPTIONS": STORAGES["default"]["OPTIONS"]}
        for kind in ("main", "thumbnails")
    }
}
FILER_STORAGES["public"]["main"]["UPLOAD_TO"] = "content.pictures.file_names.stored_name"
THUMBNAIL_DEFAULT_STORAGE_ALIAS = "default"
THUMBNAIL_HIGH_RESOLUTION = False


# --- Mail ------------------------------------------------------------------------------------------------------------

#: The mail server, for `manage.py mail_due_list`; without one, nothing is ever sent.
MAIL_URL = env_str("MAIL_URL")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL_URL else 'dummy'}.EmailBackend"
if MAIL_URL:
    try:
        _mail = urlsplit(MAIL_URL)
        _mail_port = _mail.port or {"smtp": 587, "smtps": 465, "smtp+plain": 25}[_mail.scheme]
        DEFAULT_FROM_EMAIL = parse_qs(_mail.query, strict_parsing=True)["from"][0]
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            "MAIL_URL cannot be read. Write it as smtp://user:password@host:587?from=guide@example.org, or leave it out."
        ) from error
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail_port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp", _mail.scheme == "smtps"


# --- Logs ------------------------------------------------------------------------------------------------------------

_log_level = env_str("LOG_LEVEL", "WARNING").upper()
if _log_level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
    raise ImproperlyConfigured(f"LOG_LEVEL is “{_log_level}”. Set it to DEBUG, INFO, WARNING, ERROR or CRITICAL.")
try:
    chosen_format()
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from error
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"site": {"()": "ketaguide.operations.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "site"}},
    "root": {"handlers": ["console"], "level": _log_level},
    # At lower levels it writes down every request to the media store, signatures and keys included.
    "loggers": {"botocore": {"level": "WARNING"}},
}
