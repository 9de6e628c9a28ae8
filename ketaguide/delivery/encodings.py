"""Which compressed variant a browser gets."""


def preferred_encoding(accepted: str) -> str:
    """ "br", "gzip" or "" for an Accept-Encoding header (RFC 9110, 12.5.3): the smallest that the reader takes."""
    weights = {}
    for item in accepted.lower().split(","):
        name, _, weight = item.partition(";")
        value = weight.strip().removeprefix("q=").strip()
        try:
            weights[name.strip()] = float(value) if value else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    for name in ("br", "gzip"):
        if weights.get(name, weights.get("*", 0.0)) > 0:
            return name
    return ""
