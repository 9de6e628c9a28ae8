"""Which hosts search engines may list."""

import ipaddress

#: Names that are nobody's in public: RFC 2606, RFC 6761, RFC 6762, RFC 8375, and what ICANN and offices use inside.
PRIVATE = ("test", "example", "invalid", "local", "home.arpa", "internal", "intranet", "lan", "corp")


def is_public(host: str) -> bool:
    """Whether a host may be found in search engines: no private network, no name that only works inside one.

    This machine alone counts as public: nobody from outside can reach it, so there is nothing to forbid.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.lower().rstrip(".")
        if name == "localhost" or name.endswith(".localhost"):
            return True
        return "." in name and not name.endswith(tuple(f".{ending}" for ending in PRIVATE))
    return address.is_loopback or address.is_global
