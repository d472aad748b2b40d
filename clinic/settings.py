"""One file of settings, safe by default: what is not given stops the start.

A demonstration (``manage.py dev`` sets DECIDUA_DEMO=1) makes its own secret and
uses the servers that come with the product; a real installation names them.
"""

import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from clinic import servers
from clinic.env import env, env_bool, env_list
from clinic.weak import read_keys, refuse_open_mail, refuse_unguarded, refuse_weak

BASE_DIR = Path(__file__).resolve().parent.parent
NODE = BASE_DIR / "node_modules"

DEMO = env_bool("DECIDUA_DEMO", False)
DEBUG = False

# --- Secrets and servers -------------------------------------------------------------
_local = servers.local_urls() if DEMO else {}
DATABASE_URL = env("DATABASE_URL", _local.get("DATABASE_URL") or "") or None
REDIS_URL = env("REDIS_URL", _local.get("REDIS_URL") or "") or None
if not DATABASE_URL or not REDIS_URL:
    raise ImproperlyConfigured(
        "DATABASE_URL and REDIS_URL say where PostgreSQL and Redis are; set both, "
        "or run `make run` for a demonstration that brings its own."
    )
# Whoever builds the tables; given to the commands that do, never to a program.
OWNER_DATABASE_URL = env("OWNER_DATABASE_URL", "") or (
    _local["OWNER_DATABASE_URL"]
    if _local.get("DATABASE_URL") == DATABASE_URL
    else DATABASE_URL
)
SECRET_KEY = servers.kept_secret("django.key") if DEMO else env("SECRET_KEY")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if DEMO else env_list("ALLOWED_HOSTS")
# What seals drafts, identities and second factors: id -> secret, the present key first.
ENCRYPTION_KEYS = read_keys(
    f"demo:{servers.kept_secret('encryption.key')}" if DEMO else env("ENCRYPTION_KEYS")
)
refuse_weak(
    secret_key=SECRET_KEY, keys=ENCRYPTION_KEYS, allowed_hosts=ALLOWED_HOSTS, demo=DEMO
)
PUBLIC_URL = (
    env("PUBLIC_URL", "http://127.0.0.1:8000") if DEMO else env("PUBLIC_URL")
).rstrip("/")
refuse_unguarded(
    public_url=PUBLIC_URL,
    allowed_hosts=ALLOWED_HOSTS,
    servers={
        "DATABASE_URL": DATABASE_URL,
        "OWNER_DATABASE_URL": OWNER_DATABASE_URL,
        "REDIS_URL": REDIS_URL,
    },
    demo=DEMO,
)
CSRF_TRUSTED_ORIGINS = [] if DEMO else [PUBLIC_URL]

DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL, conn_max_age=600, conn_health_checks=True
    )
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clinic_cache",
        # Counted failures must not be crowded out by somebody who fails under many names.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- The house ---------------------------------------------------------------------
INSTALLED_APPS = [
    "django.forms",  # the templates of inputs, for FORM_RENDERER
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "phonenumber_field",
    "foundation.records",
    "foundation.ui",
    "foundation.accounts",
    "foundation.messaging",
    "foundation.safekeeping",
    "patients",
    "appointments",
    "immunology",
    "therapy",
    "reports",
    "interop",
    "clinic.apps.ClinicConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.policy.PolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "clinic.methods.MethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "foundation.ui.uploads.UploadsMiddleware",  # before anybody reads a form
    "django.middleware.csrf.CsrfViewMiddleware",
    "clinic.unreadable.UnreadableMiddleware",
    "foundation.accounts.middleware.StaffMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "foundation.accounts.middleware.PresenceMiddleware",
    "foundation.accounts.middleware.RequireMFA",
    "django_htmx.middleware.HtmxMiddleware",
    "foundation.records.changes.ChangesMiddleware",
    "clinic.privacy.PrivatePagesMiddleware",
    "clinic.forwarding.ForwardingMiddleware",
    "clinic.denials.DenialMiddleware",
    "foundation.records.once.OnceMiddleware",  # last: it calls the view itself
]
ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
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
                "foundation.ui.context.shell",
                "clinic.glass.broken_glass",
                "foundation.records.context.late_work",
            ],
        },
    }
]
FORM_RENDERER = "foundation.ui.inputs.InputRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
NAVIGATION = "clinic.navigation.NAVIGATION"
OPEN_DOORS = "clinic.doors.OPEN_DOORS"
SUBJECT_AT = "clinic.places.subject_at"

# --- Language, time, telephone -------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("CLINIC_TIME_ZONE", "Asia/Kolkata")
PHONENUMBER_DEFAULT_REGION = env("CLINIC_PHONE_REGION", "IN")
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"
CLINIC_NAME = env("CLINIC_NAME", "Decidua Demonstration Clinic")

# --- Static files: only what pages use ------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)
COLLECTING = "collectstatic" in sys.argv
COLLECTED = (COLLECTING or (STATIC_ROOT / "staticfiles.json").exists()) and not DEMO
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("npm/bootstrap/dist", NODE / "bootstrap/dist"),
    ("npm/tom-select/dist", NODE / "tom-select/dist"),
    ("npm/noto-sans/files", NODE / "@fontsource-variable/noto-sans/files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- Sign-in -----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["foundation.accounts.hashers.ClinicArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "foundation.accounts.hashers.FewLettersValidator"},
    {"NAME": "foundation.accounts.hashers.ClinicWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "foundation.accounts.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Everybody has a second factor; a demonstration says on its first page that it needs none.
SECOND_FACTOR_REQUIRED = not DEMO
MFA_ADAPTER = "foundation.accounts.second_factor.ClinicMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a step early or late: the clocks of telephones differ
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the manager invites; no address is ever verified
MFA_FORMS = {
    "authenticate": "foundation.accounts.forms.CodeForm",
    "authenticate_webauthn": "foundation.accounts.forms.PasskeyForm",
    "login_webauthn": "foundation.accounts.forms.PasskeySignInForm",
    "add_webauthn": "foundation.accounts.forms.NewPasskeyForm",
}
MFA_REAUTHENTICATION_REQUIRED = False  # our own guard asks, and loses no form: own_account
# Failures slow down whoever fails, where he sits, and lock nobody out (accounts.limits).
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # the whole clinic may share one address at eight in the morning
    "login_failed": "20/m/ip,5/5m/key",
    "second_factor": "30/m/ip,10/5m/key",
    "second_factor_elsewhere": "60/h/key",
    "reauthenticate": "20/m/user",
    "change_password": "5/m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TRUSTED_PROXY_COUNT", "0"))

# --- Headers and cookies --------------------------------------------------------------
SECURE = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# Without a proxy anybody could write that header.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if SECURE and ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "foundation.accounts.sessions"
# A sentence for the reader may hold a name: it waits sealed, not in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 12 * 60 * 60  # from the sign-in, however busy one was
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": "/policy-reports",  # counted: foundation.accounts.refusals
    }
}
# Nothing of the device is ours to ask for; a passkey is asked for by the browser itself.
# A name that a browser does not know is an error in its console: the journeys see it.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        *("accelerometer", "autoplay", "camera", "display-capture"),
        *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid"),
        *("magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
        *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
    )
}

# --- What is sent to us: a form's words in memory, a file where one is asked for ----------
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # one paper and the words around it
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# --- Late work: ids only, nothing kept in the queue that the tables do not know ----------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_TIME_LIMIT = 45
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a queue may be away for a night
CELERY_BEAT_SCHEDULER = "clinic.ticking:Ticker"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_BEAT_SCHEDULE = {
    "late work is alive": {"task": "records.feel_heartbeat", "schedule": 10.0},
    "new lines of the logs are sealed": {
        "task": "records.seal_new_lines",
        "schedule": 60.0,
    },
    "forgotten drafts are purged": {"task": "records.purge_drafts", "schedule": 3600.0},
    "reminders come due": {"task": "appointments.queue_due_reminders", "schedule": 10.0},
    "waiting messages leave": {"task": "messaging.send_waiting", "schedule": 10.0},
    "backup and drill are done": {"task": "clinic.keep_safe", "schedule": 300.0},
    "the coming day is on paper": {"task": "clinic.have_a_sheet", "schedule": 300.0},
    "a day that is over is on paper": {"task": "clinic.have_an_end", "schedule": 300.0},
    "forgotten registers are read": {
        "task": "interop.work_on_forgotten",
        "schedule": 15.0,
    },
    "forgotten documents are drawn": {"task": "reports.draw_waiting", "schedule": 15.0},
}

# --- Backups: no folder, no backup, and the machine room says so ------------------------
_backups = env("BACKUP_FOLDER", str(servers.LOCAL / "backups") if DEMO else "")
BACKUP_FOLDER = Path(_backups) if _backups else None
# Where the day sheet lies, readable, for a day without power.
_sheets = env("DAYSHEET_FOLDER", str(servers.LOCAL / "daysheets") if DEMO else "")
DAYSHEET_FOLDER = Path(_sheets) if _sheets else None

# --- Messages to patients -------------------------------------------------------------
MESSAGE_LOG = Path(env("MESSAGE_LOG", str(servers.LOCAL / "messages.log")))
MESSAGES_TO_LOG = DEMO or bool(env("MESSAGE_LOG", ""))
EMAIL_HOST = env("EMAIL_HOST", "")
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "clinic@example.org")
refuse_open_mail(
    host=EMAIL_HOST,
    user=EMAIL_HOST_USER,
    password=EMAIL_HOST_PASSWORD,
    is_sealed=EMAIL_USE_TLS,
    sender=DEFAULT_FROM_EMAIL,
    demo=DEMO,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "clinic.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "datefmt": "%Y-%m-%d %H:%M:%S%z",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # It has a way of its own, which would write whole addresses down.
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}
    },
}
