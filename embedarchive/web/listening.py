"""Whether anybody listens at a port of this machine, and who could: said before a server is begun."""

from __future__ import annotations

import errno
import ipaddress
import socket

from embedarchive.errors import UsageError


def only_here(host: str) -> bool:
    """Whether nobody but this machine itself can reach what listens at this address."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM) if host else []
    except socket.gaierror:
        return False
    addresses = [ipaddress.ip_address(str(address[0]).partition("%")[0]) for _, _, _, _, address in found]
    return bool(addresses) and all(address.is_loopback for address in addresses)


def free_port(host: str, port: int) -> int:
    """The port, if nobody listens there; for 0 one at which nobody does.

    Raises:
        UsageError: it is taken, or one may not listen there.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except socket.gaierror:
        raise UsageError(f"--host {host}: nobody knows this address.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            hint = f"--port {port + 1 if port < 65535 else 8001} takes another, --port 0 any that is free"
            raise UsageError(f"Something listens at port {port} of {host} already; {hint}.") from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise UsageError(f"--host {host}: this is no address of this machine.") from None
        raise UsageError(f"Nobody may listen at port {port} of {host} ({error.strerror}).") from None
