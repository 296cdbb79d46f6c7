"""Settings from the environment, each with a safe default."""

import os
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent
INSTANCE = Path(os.environ.get("INSTANCE_PATH", ROOT / "instance"))


def secret_key() -> str:
    """SECRET_KEY, else the file that bin/run makes once; without either, sign-ins end with the process."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = INSTANCE / "secret_key"
    return path.read_text().strip() if path.exists() else os.urandom(32).hex()


class Config:
    """What the application reads; a test passes its own values to create_app."""

    SECRET_KEY = secret_key()
    # postgresql://user:password@host/name moves the application to PostgreSQL; nothing else changes.
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", f"sqlite:///{INSTANCE / 'casework.sqlite'}")
    # Attachments and papers, under their SHA-256; outside anything a web server serves.
    FILES_PATH = os.environ.get("FILES_PATH", str(INSTANCE / "files"))

    # The cookie's name is a setting: `__Host-` needs HTTPS (or loopback), plain-http intranets do not have it.
    SESSION_COOKIE_NAME = os.environ.get("SESSION_COOKIE_NAME", "casework_session")
    SESSION_COOKIE_SECURE = os.environ.get("SESSION_COOKIE_SECURE", "") == "1"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    # A sign-in ends after this long without use, and in any case at the end of a working day.
    SESSION_IDLE = timedelta(minutes=int(os.environ.get("SESSION_IDLE_MINUTES", "60")))
    SESSION_LIFETIME = timedelta(hours=12)
    # Failed sign-ins from one name or address within the window before a pause is imposed.
    SIGN_IN_ATTEMPTS = 8
    SIGN_IN_WINDOW = timedelta(minutes=15)

    # One upload is at most 25 MiB; a form may hold 500 goods rows of nine fields.
    MAX_UPLOAD_BYTES = 25 * 1024 * 1024
    MAX_CONTENT_LENGTH = MAX_UPLOAD_BYTES + 512 * 1024
    MAX_FORM_PARTS = 10_000
    MAX_FORM_MEMORY_SIZE = 8 * 1024 * 1024
    # Anybody may check a paper at BASE_URL/verify, so often from one address; a QR code holds BASE_URL for good.
    BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
    VERIFY_LIMITED = os.environ.get("VERIFY_LIMITED", "1") == "1"
    RATELIMIT_STORAGE_URI = "memory://"  # of each worker, so that two of them answer twice as often
    RATELIMIT_HEADERS_ENABLED = True  # Retry-After
    # How many proxies stand in front and name in X-Forwarded-For whom they serve; 0: none is believed.
    TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
    VERIFY_LIMIT = os.environ.get("VERIFY_LIMIT", "20 per minute; 200 per hour")
    VERIFY_MAX_BYTES = 10 * 1024 * 1024
    # Tablets and boards of the queue ask without a person, several from one address; a board every 10 seconds.
    QUEUE_DEVICE_LIMITED = os.environ.get("QUEUE_DEVICE_LIMITED", "1") == "1"
    QUEUE_DEVICE_LIMIT = os.environ.get("QUEUE_DEVICE_LIMIT", "300 per minute")
    WTF_CSRF_TIME_LIMIT = None  # the token lives as long as the sign-in

    # Registration numbers: {letter} E or C, {year} of acceptance, {place} K, P or branch/row, {seq}.
    REGISTRATION_NUMBER_FORMAT = os.environ.get("REGISTRATION_NUMBER_FORMAT", "{letter}-{year}-{place}-{seq:06d}")
    # Numbers of results: {register} EUC, CON, REF or INC, {year} of the paper, {seq}.
    RESULT_NUMBER_FORMAT = os.environ.get("RESULT_NUMBER_FORMAT", "{register}-{year}-{seq:05d}")
    # Numbers of the letters that answer complaints: {year} of the letter, {place} K, branch/row or a body, {seq}.
    LETTER_NUMBER_FORMAT = os.environ.get("LETTER_NUMBER_FORMAT", "RPL-{year}-{place}-{seq:05d}")

    # The authority's key (PKCS#12, or .toml for one in a token: docs/keys.md); a folder with signatories' own,
    # <login>.p12 or .toml, which come first. Each key's password or PIN stands beside it in <name>.password, or here.
    # Without a usable key nothing electronic is issued.
    SIGNING_KEY = os.environ.get("SIGNING_KEY", str(INSTANCE / "keys" / "authority.p12"))
    SIGNING_KEYS = os.environ.get("SIGNING_KEYS", str(INSTANCE / "keys" / "signatories"))
    SIGNING_KEY_PASSWORD = os.environ.get("SIGNING_KEY_PASSWORD", "")
    # Certificates (PEM) that a signature must lead to, the time-stamping authority's among them.
    SIGNING_TRUST = os.environ.get("SIGNING_TRUST", str(INSTANCE / "keys" / "trust.pem"))
    # Keys that Centers certify electronic copies with (docs/keys.md): a Center's own, <branch>-<row>.p12 or .toml, or
    # center.p12 of them all; a worker's own in SIGNING_KEYS comes first. And the certificates they must lead to.
    CENTER_KEYS = os.environ.get("CENTER_KEYS", str(INSTANCE / "keys" / "centers"))
    CENTER_TRUST = os.environ.get("CENTER_TRUST", str(INSTANCE / "keys" / "centers" / "trust.pem"))
    # Where signatures get a time stamp (RFC 3161); empty: they have none.
    TSA_URL = os.environ.get("TSA_URL", "")

    # Signing with a signatory's own key in the browser, through NCALayer (docs/ncalayer.md).
    NCALAYER = os.environ.get("NCALAYER", "") == "1"
    NCALAYER_ADDRESS = os.environ.get("NCALAYER_ADDRESS", "wss://127.0.0.1:13579")
    NCALAYER_SECONDS = int(os.environ.get("NCALAYER_SECONDS", "120"))  # to allow it, choose a key and type its password
    # The BIN that certificates must bear beside the signatory's IIN; empty: any, or none.
    NCALAYER_BIN = os.environ.get("NCALAYER_BIN", "")
    # Certificates (PEM) that such signatures by RSA and ECDSA must lead to; those by GOST are NCANode's to check.
    TRUST_ROOTS = os.environ.get("TRUST_ROOTS", str(INSTANCE / "keys" / "national-authority.pem"))
    NCANODE_URL = os.environ.get("NCANODE_URL", "")
    NCANODE_SECONDS = float(os.environ.get("NCANODE_SECONDS", "15"))

    # Warnings go by e-mail only where SMTP_HOST is set; their links begin with BASE_URL.
    SMTP_HOST = os.environ.get("SMTP_HOST", "")
    SMTP_PORT = int(os.environ.get("SMTP_PORT", "587"))
    SMTP_USER = os.environ.get("SMTP_USER", "")
    SMTP_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
    # Encrypted unless it is switched off with 0: for a relay on the same machine.
    SMTP_STARTTLS = os.environ.get("SMTP_STARTTLS", "1") == "1"
    SMTP_TIMEOUT = 10  # seconds that a dead server may keep a run waiting
    MAIL_FROM = os.environ.get("MAIL_FROM", "casework@localhost")

    BABEL_DEFAULT_LOCALE = "ru"
    BABEL_DEFAULT_TIMEZONE = "Asia/Almaty"
    LANGUAGES = ("ru", "kk")  # of the screens; papers keep their own
    PAGE_SIZE = 25
    COUNT_CAP = 1000
