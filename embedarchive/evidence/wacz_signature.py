"""The signature of a WACZ by a key: ECDSA over the text of its digest, as ArchiveWeb.page writes it.

Format: https://specs.webrecorder.net/wacz-auth/0.1.0/, "anonymous": it shows that the file is whole and who has the
key wrote it, and it is for whoever knows that key to say whose it is.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from embedarchive.errors import UsageError
from embedarchive.evidence.extra import library

_EC = "cryptography.hazmat.primitives.asymmetric.ec"
_SERIAL = "cryptography.hazmat.primitives.serialization"
_PARTS = {"hash", "created", "software", "signature", "publicKey"}


class Signer:
    """A private key that signs."""

    def __init__(self, key: Any) -> None:  # noqa: ANN401 -- of the extra
        self._key = key

    def signed(self, digest: str, created: str, software: str) -> dict[str, str]:
        """What goes with the digest of a package (`sha256:…`)."""
        ec, serial = library(_EC), library(_SERIAL)
        hashes = library("cryptography.hazmat.primitives.hashes")
        der = self._key.sign(digest.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = library(f"{_EC.rpartition('.')[0]}.utils").decode_dss_signature(der)
        size = (self._key.curve.key_size + 7) // 8
        public = self._key.public_key().public_bytes(serial.Encoding.DER, serial.PublicFormat.SubjectPublicKeyInfo)
        return {
            "hash": digest,
            "created": created,
            "software": software,
            "signature": base64.b64encode(r.to_bytes(size) + s.to_bytes(size)).decode(),
            "publicKey": base64.b64encode(public).decode(),
        }


def read_key(path: Path) -> Signer:
    """A private key out of a PEM file.

    Raises:
        UsageError: it cannot be read, or is none of the kind that signs a WACZ.
    """
    ec, serial = library(_EC), library(_SERIAL)
    try:
        key = serial.load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}).") from None
    except (ValueError, TypeError, library("cryptography.exceptions").UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name not in {"secp256r1", "secp384r1"}:
        made = f"openssl ecparam -name secp384r1 -genkey -noout -out {path.name}"
        raise UsageError(
            f"{path} holds no private key on the curve P-384 or P-256, without a password; {made} makes one."
        )
    return Signer(key)


def fingerprint(public: str) -> str:
    """How people compare a public key: the SHA-256 of its bytes."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()


def signs(signed: Mapping[str, object], digest: str) -> bool:
    """Whether a signature is one of this digest by the key that stands beside it."""
    ec, serial = library(_EC), library(_SERIAL)
    hashes = library("cryptography.hazmat.primitives.hashes")
    if set(signed) != _PARTS or signed["hash"] != digest:
        return False
    try:
        signature, public = (_decoded(str(signed[name])) for name in ("signature", "publicKey"))
        key = serial.load_der_public_key(public)
        half = len(signature) // 2
        numbers = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
        der = library(f"{_EC.rpartition('.')[0]}.utils").encode_dss_signature(*numbers)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(der, digest.encode(), ec.ECDSA(hashes.SHA256()))
    except (ValueError, TypeError, library("cryptography.exceptions").InvalidSignature):
        return False
    return True


def _decoded(text: str) -> bytes:
    """Base64 that has one spelling only: what a bit more would not change is refused."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise binascii.Error("another spelling")
    return data
