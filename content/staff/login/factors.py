"""The second factor of an account: an authenticator app, passkeys, and recovery codes for when those are lost."""

import time
from base64 import b32encode
from hashlib import pbkdf2_hmac
from typing import Any

import segno
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext
from django_otp import verify_token
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle

RECOVERY_CODES = 10
#: Of a recovery code: without signs that look alike.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def has_second_factor(user: Any) -> bool:
    """Whether the account has an authenticator app or a passkey. Recovery codes alone are none."""
    return has_app(user) or WebAuthnCredential.objects.filter(user=user, confirmed=True).exists()


def has_app(user: Any) -> bool:
    """Whether the account has an authenticator app."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def check_code(user: Any, code: str) -> Device | None:
    """The device that a code of the app or a recovery code belongs to; None for a wrong one. A code works once."""
    code = _plain(code)
    if len(code) == 6 and code.isascii() and code.isdigit():
        devices = TOTPDevice.objects.filter(user=user, confirmed=True)
    else:
        devices = StaticDevice.objects.filter(user=user, confirmed=True)
    for device in devices:
        token = code if isinstance(device, TOTPDevice) else _digest(device, code)
        if verified := verify_token(user, device.persistent_id, token):
            return verified
    return None


# --- The authenticator app -------------------------------------------------------------------------------------------


def app_secret(key: str) -> str:
    """The key (hex) as people type it into an app: groups of four."""
    text = b32encode(bytes.fromhex(key)).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def app_picture(user: Any, key: str) -> str:
    """The key as a QR code: an SVG element."""
    address = TOTPDevice(user=user, key=key).config_url
    return segno.make(address, error="m").svg_inline(
        scale=5,
        border=4,
        light="#fff",
        svgclass="staff-qr",
        lineclass=None,
        omitsize=True,
        title=gettext("QR code for the app"),
    )


@transaction.atomic
def add_app(user: Any, key: str, code: str) -> TOTPDevice | None:
    """Give the account the app with this key, instead of the one it had. None when the code is not one of the app."""
    code, totp = _plain(code), TOTP(bytes.fromhex(key))
    totp.time = time.time()
    if not (code.isascii() and code.isdigit() and totp.verify(int(code), tolerance=1)):
        return None
    device = TOTPDevice.objects.select_for_update().filter(user=user).first() or TOTPDevice(user=user)
    device.name, device.confirmed, device.key = "Authenticator app", True, key
    device.drift, device.last_t = totp.drift, totp.t()  # the same code must not open the door again
    device.save()
    return device


# --- Recovery codes --------------------------------------------------------------------------------------------------


@transaction.atomic
def new_recovery_codes(user: Any) -> list[str]:
    """Ten codes that work once each, instead of those before. They are kept as digests: nobody can show them again."""
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "Recovery codes"})
    device.token_set.all().delete()
    codes = [get_random_string(10, _ALPHABET) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=_digest(device, code)) for code in codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: Any) -> int:
    """How many recovery codes still work."""
    return StaticToken.objects.filter(device__user=user).count()


def _digest(device: StaticDevice, code: str) -> str:
    # StaticToken has room for 16 signs. The codes are random, so a few rounds are enough.
    return b32encode(pbkdf2_hmac("sha256", code.encode(), f"recovery/{device.pk}".encode(), 100_000)[:10]).decode()


# --- Removing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def remove_second_factor(user: Any) -> bool:
    """Take app, passkeys and recovery codes from the account. False when it had none."""
    had = has_second_factor(user)
    for model in (TOTPDevice, WebAuthnCredential, StaticDevice, WebAuthnUserHandle):
        model.objects.filter(user=user).delete()
    return had


@transaction.atomic
def remove_passkey(user: Any, pk: int) -> bool:
    """Take one passkey from the account; with the last factor the recovery codes go, too. False when there is none."""
    removed, _ = WebAuthnCredential.objects.filter(user=user, pk=pk).delete()
    if removed and not has_second_factor(user):
        remove_second_factor(user)
    return bool(removed)


def _plain(code: str) -> str:
    """A code without the spaces and hyphens that people type or copy."""
    return "".join(code.split()).replace("-", "").lower()[:64]
