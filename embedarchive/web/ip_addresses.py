"""Which IP addresses may be connected to: the public internet, and nothing that only looks like it.

`ipaddress.is_global` alone lets NAT64, 6to4, IPv4-compatible, site-local and multicast addresses through, so the ranges
of https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 sister stand here as well.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TypeAlias

Judge: TypeAlias = Callable[[str], str | None]
"""Says of an IP address why it must not be connected to; None when it may be."""

_V4 = tuple(
    (ipaddress.IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarks"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_V6_GLOBAL = ipaddress.IPv6Network("2000::/3")  # loopback, mapped, NAT64, unique and link-local, multicast lie outside
_V6 = tuple(
    (ipaddress.IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
    )
)
_NEVER = tuple(ipaddress.ip_network(network) for network in ("0.0.0.0/32", "224.0.0.0/3", "::/128", "ff00::/8"))


def judge(address: str) -> str | None:
    """Why this address is not on the public internet; None when it is."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "no address"
    if isinstance(parsed, ipaddress.IPv4Address):
        special = next((what for network, what in _V4 if parsed in network), None)
    elif parsed.scope_id or parsed not in _V6_GLOBAL:
        special = "not globally routed"
    else:
        special = next((what for network, what in _V6 if parsed in network), None)
    return special or (None if parsed.is_global else "not globally routed")


def judge_private(address: str) -> str | None:
    """The judge of people who archive their own intranet: only what no server can have is refused."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "no address"
    return "no server's address" if any(parsed in network for network in _NEVER) else None


def literal(host: str) -> str | None:
    """The IP address that a host is, in the spelling of `ipaddress`; None when it is a name.

    Browsers and resolvers read `127.1`, `0x7f000001`, `017700000001` and `2130706433` as 127.0.0.1, so we do, too
    (https://url.spec.whatwg.org/#concept-ipv4-parser).

    Raises:
        ValueError: it ends like an IPv4 address and is none.
    """
    host = host.strip("[]").rstrip(".")
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    parts = host.split(".")
    if not parts[-1][:1].isdigit() or not (parts[-1].isdigit() or parts[-1][:2].lower() == "0x"):
        return None
    if len(parts) > 4:
        raise ValueError(host)
    numbers = [_number(part) for part in parts]
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        raise ValueError(host)
    value = numbers[-1] + sum(number << (8 * (3 - index)) for index, number in enumerate(numbers[:-1]))
    return str(ipaddress.IPv4Address(value))


def _number(part: str) -> int:
    if not part.isascii() or not part.isalnum() or len(part) > 20:
        raise ValueError(part)
    if part[:2].lower() == "0x":
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part[0] == "0" else int(part)
