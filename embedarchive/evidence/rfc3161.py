"""Time stamps of authorities (RFC 3161): the request, and whether an answer is one to it.

What is stamped is the head of a log as people write it down, 64 characters, so that others check it, too:
`openssl ts -verify -data head.txt -in answer.tsr -CAfile roots.pem`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import warnings
from collections.abc import Sequence
from typing import Any

from embedarchive.evidence.extra import library
from embedarchive.evidence.stamped import Stamped, UntrueError

REQUEST_TYPE, ANSWER_TYPE = "application/timestamp-query", "application/timestamp-reply"
_GRANTED = 0
_BEGIN = b"-----BEGIN CERTIFICATE-----"


def request(head: str) -> bytes:
    """What an authority is asked, with a nonce, and for its certificates."""
    rfc = library("rfc3161_client")
    built = rfc.TimestampRequestBuilder(data=head.encode(), hash_algorithm=rfc.HashAlgorithm.SHA256).build()
    return bytes(built.as_bytes())


def certificates(data: bytes) -> tuple[bytes, ...]:
    """The certificates of a PEM file, each as DER.

    Raises:
        UntrueError: it holds none, or one that cannot be read.
    """
    end = b"-----END CERTIFICATE-----"
    each = [part[part.index(_BEGIN) :] + end for part in data.split(end)[:-1] if _BEGIN in part]
    found = tuple(filter(None, map(_der, each)))
    if not found:
        raise UntrueError("The file of root certificates holds none (PEM).")
    return found


def _der(data: bytes) -> bytes | None:
    """A certificate as DER; None for one that is made against the rules, as some old roots are."""
    x509 = library("cryptography.x509")
    encoding = library("cryptography.hazmat.primitives.serialization").Encoding.DER
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return bytes(x509.load_pem_x509_certificate(data).public_bytes(encoding))
        except (ValueError, UserWarning, DeprecationWarning):
            return None


def pem(roots: Sequence[bytes]) -> bytes:
    """Certificates as a PEM file."""
    x509 = library("cryptography.x509")
    encoding = library("cryptography.hazmat.primitives.serialization").Encoding.PEM
    return b"".join(x509.load_der_x509_certificate(root).public_bytes(encoding) for root in roots)


def judged(asked: bytes, answer: bytes, head: str, roots: Sequence[bytes]) -> Stamped:
    """What an answer proves: that its authority saw the head at a time when its certificates were valid.

    Args:
        asked: the request.
        answer: what the authority answered.
        head: the head that was asked about.
        roots: whom to trust, as DER. The certificates between are in the answer.

    Raises:
        UntrueError: it proves nothing, and why.
    """
    rfc, x509 = library("rfc3161_client"), library("cryptography.x509")
    try:
        response = rfc.decode_timestamp_response(answer)
    except ValueError:
        raise UntrueError("The answer is no time stamp, or only a part of one.") from None
    if response.status != _GRANTED:
        raise UntrueError(f"The authority refused ({'; '.join(response.status_string)[:100] or response.status}).")
    if response.as_bytes() != answer:
        raise UntrueError("The answer holds more than a time stamp.")
    trusted = [x509.load_der_x509_certificate(root) for root in roots]
    root = next((each for each in trusted if _holds(rfc, asked, response, head, each) is None), None)
    if root is None:
        raise UntrueError(_why(rfc, asked, response, head, trusted))
    serial = library("cryptography.hazmat.primitives.serialization")
    return Stamped(
        at=response.tst_info.gen_time.astimezone(dt.UTC),
        by=root.subject.rfc4514_string(),
        certificates=(root.public_bytes(serial.Encoding.DER),),
    )


def _why(rfc: Any, asked: bytes, response: Any, head: str, trusted: list[Any]) -> str:  # noqa: ANN401 -- of the extra
    """Why no root makes the answer true: what the nearest one lacks."""
    told = [_holds(rfc, asked, response, head, root) for root in trusted]
    others = [why for why in told if why and "verifying certificates" not in why]
    if others:
        return f"The time stamp is not true: {others[0].rstrip('.')}."
    return (
        "No trusted root certificate stands behind the time stamp, or one on the way had expired or is none for that."
    )


def _holds(rfc: Any, asked: bytes, response: Any, head: str, root: Any) -> str | None:  # noqa: ANN401 -- of the extra
    """Why the answer does not hold with this root; None when it does."""
    try:
        query = library("rfc3161_client._rust").parse_timestamp_request(asked)
        verifier = rfc.VerifierBuilder.from_request(query).add_root_certificate(root).build()
        digest = hashlib.sha256(head.encode()).digest()
        if bytes(query.message_imprint.message) != digest:
            return "The request was about another head"
        verifier.verify(response, digest)
    except (rfc.VerificationError, ValueError) as error:
        return str(error)[:200]
    return None
