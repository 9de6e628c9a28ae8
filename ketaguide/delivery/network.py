"""Where a request comes from, as far as the site wants to know it: the network, never the whole address."""

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest


def short_address(address: str) -> str:
    """192.0.2.77 -> 192.0.2.0, 2001:db8:1:2::3 -> 2001:db8:1::, anything else -> -"""
    try:
        parsed = ipaddress.ip_address(address.strip().split("%")[0])
    except ValueError:
        return "-"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    kept = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, kept), strict=False).network_address)


def network_of(request: "HttpRequest | None") -> str:
    """The network of whoever sent the request; empty without a request.

    Behind a proxy that is the last address of X-Forwarded-For: those before it are only what the sender claims.
    """
    from django.conf import settings

    if request is None:
        return ""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return short_address(forwarded.rpartition(",")[2] or request.META.get("REMOTE_ADDR", ""))
