"""Which addresses of a cluster are used: encrypted ones, or this computer alone."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from restorer.core.errors import BadRequest


def checked(address: str) -> str:
    """The address with its protocol, “tcp” where none was said.

    Raises
    ------
    BadRequest
        photos would travel where others can read them, or it is no address.
    """
    whole = address if "://" in address else f"tcp://{address}"
    if not is_safe(whole):
        raise BadRequest(
            f"“{address}” is not used: a cluster is reached by TLS (tls://HOST:PORT), or on this computer alone "
            "(tcp://127.0.0.1:PORT)."
        )
    return whole


def is_safe(address: str) -> bool:
    """Whether what is sent to an address (protocol, host and port) cannot be read or changed on the way."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:  # a port that is no number, half a bracket
        return False
    if not host or port is None:
        return False
    return parts.scheme == "tls" or (parts.scheme == "tcp" and _is_this_computer(host))


def _is_this_computer(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
